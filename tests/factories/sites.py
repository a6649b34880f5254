"""Sites with facts, stated through the services as people state them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fss.accounts.models import Organization
from fss.permissions.rules import SYSTEM
from fss.sites.models import Confidence, Site
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement, add_site, state_facts
from fss.timezone import utcnow
from tests.factories.accounts import make_organization

STATED = date(2026, 6, 1)


def make_site(
    name: str = "North field",
    *,
    organization: Organization | None = None,
    kind: PropertyKind = PropertyKind.LAND,
    facts: Sequence[Statement] = (),
    as_of: date = STATED,
    land: Site | None = None,
    shared: bool = False,
    **words: str,
) -> Site:
    """A site of a member (made when none is given); `words` are field=words, `facts` more.

    `shared`: people of the other members read it too.
    """
    now = utcnow()
    site = add_site(
        kind=kind,
        organization=organization or make_organization(),
        name=name,
        land=land,
        data_class=DataClass.MEMBERS if shared else DataClass.PURSUIT,
        actor=SYSTEM,
        now=now,
    )
    stated = [Statement(field=field, value=value) for field, value in words.items()]
    if stated or facts:
        state_facts(
            site,
            [*stated, *facts],
            source="City planner",
            as_of=as_of,
            confidence=Confidence.OWNER,
            actor=SYSTEM,
            now=now,
        )
    return site
