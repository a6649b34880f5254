"""Working out anew what rows, pointers, sets and words repeat of the facts.

Nobody needs this from day to day: whatever changes a fact keeps all of it in step. It is for a
database of an earlier version of the program, and for one of which single tables were restored.
"""

from __future__ import annotations

from sqlalchemy import or_, select

from fss.db import db
from fss.sites.models import Fact, Site, SiteValue
from fss.sites.services.facets import rebuild_facets
from fss.sites.services.inheritance import point_at_land
from fss.sites.services.rows import repeat_facts


def rebuild_sites() -> int:
    """Bring up to date what is kept of every site beside its facts; returns the number of sites.

    Nothing is stated by this, so the day of the last change stays.
    """
    buildings = select(Site.id).where(
        or_(
            Site.land_id.is_not(None),
            Site.id.in_(
                select(SiteValue.site_id)
                .join(Fact, Fact.id == SiteValue.fact_id)
                .where(Fact.site_id != SiteValue.site_id)
            ),
        )
    )
    point_at_land(db.session.scalars(buildings.order_by(Site.number)).all())
    repeat_facts(db.session.scalars(select(Site.id).order_by(Site.number)).all())
    return rebuild_facets()
