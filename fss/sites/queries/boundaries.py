"""Where one site is: its point and its boundary, with their evidence and history."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from fss.accounts.models import User
from fss.db import db
from fss.permissions.guard import current_identity
from fss.sites.models import Confidence, Fact, Site, SiteBoundary, SiteShape, SiteValue
from fss.sites.queries.scope import audience_of
from fss.sites.rules.classes import may_show
from fss.sites.rules.fields import PropertyKind
from fss.timezone import date_words


@dataclass(frozen=True, slots=True)
class HeldPoint:
    """A site's point as latitude and longitude; `version` changes whenever it is stated anew."""

    at: tuple[float, float] | None
    version: int
    evidence: str = ""


def point_of(site: Site) -> HeldPoint:
    """The point that is current for a site, with its evidence in words."""
    facts = db.session.scalars(
        select(Fact)
        .join(SiteValue, SiteValue.fact_id == Fact.id)
        .where(
            SiteValue.site_id == site.id,
            SiteValue.planned.is_(False),
            SiteValue.field.in_(("latitude", "longitude")),
        )
        .order_by(Fact.id)
    ).all()
    known = {fact.field: fact for fact in facts if not fact.retracted}
    version = max((fact.id for fact in facts), default=0)
    if len(known) < 2:
        return HeldPoint(None, version)
    north, east = known["latitude"].low, known["longitude"].low
    if north is None or east is None:
        return HeldPoint(None, version)
    return HeldPoint((north, east), version, evidence_words(known["latitude"]))


def evidence_words(told: Fact | SiteBoundary) -> str:
    """`City planner, as of Nov 2, 2026, documented`."""
    parts = [told.source, f"as of {date_words(told.as_of)}"]
    if told.confidence is not Confidence.UNKNOWN:
        parts.append(told.confidence.label.lower())
    return ", ".join(parts)


def held_shape(site: Site) -> SiteShape | None:
    """The boundary in force."""
    return db.session.get(SiteShape, site.id)


def boundary_of(held: SiteShape | None) -> SiteBoundary | None:
    """The record of a boundary in force; None for one from before records were kept."""
    if held is None or held.boundary_id is None:
        return None
    return db.session.get(SiteBoundary, held.boundary_id)


def boundary_history(site: Site, *, most: int = 20) -> list[tuple[SiteBoundary, str]]:
    """Every boundary a site had, newest first, each with who entered it."""
    rows = db.session.execute(
        select(SiteBoundary, User.name)
        .outerjoin(User, User.id == SiteBoundary.entered_by)
        .where(SiteBoundary.site_id == site.id)
        .order_by(SiteBoundary.id.desc())
        .limit(most)
    )
    return [(boundary, name or "First Stop Shop") for boundary, name in rows]


def stated_acres(site: Site) -> tuple[float | None, float | None] | None:
    """The total acres stated for a piece of land, from low to high; None when nobody says.

    None also where whoever acts now may not see it.
    """
    if site.kind is not PropertyKind.LAND:
        return None
    fact = db.session.scalar(
        select(Fact)
        .join(SiteValue, SiteValue.fact_id == Fact.id)
        .where(
            SiteValue.site_id == site.id,
            SiteValue.planned.is_(False),
            SiteValue.field == "total_acres",
            Fact.retracted.is_(False),
        )
    )
    if fact is None or not may_show(fact.seen_by, audience_of(current_identity(), site)):
        return None
    return fact.low, fact.high
