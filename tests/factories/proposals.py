"""A county with two cities, three sites and a pursuit whose shortlist is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from fss.accounts.models import County, Organization, User
from fss.db import db
from fss.matching.queries import verdicts_of_all
from fss.matching.services import decide_sites
from fss.permissions.rules import Identity
from fss.proposals.models import Proposal, ProposalState
from fss.proposals.services import create_proposal, issue_proposal
from fss.pursuits.models import Pursuit
from fss.sites.models import Site, SiteShape, Statement
from fss.sites.services.photos import add_photo
from fss.timezone import utcnow
from tests.factories.accounts import identity_of
from tests.factories.process import make_office
from tests.factories.pursuits import make_pursuit
from tests.factories.remembering import remembered
from tests.factories.sites import make_site

ADDRESS = "https://fss.example.org/p/"


@dataclass(frozen=True)
class Offer:
    """A pursuit with a shortlist, and whom it takes to make a proposal of it."""

    county: County
    cities: list[Organization]
    coordinator: User
    planner: User
    pursuit: Pursuit
    sites: list[Site]

    @property
    def actor(self) -> Identity:
        return identity_of(self.coordinator)


def square(west: float, south: float, size: float) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def picture() -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").resize((1400, 900)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def make_offer(*, site_name: str = "North field", chosen: int = 3, **facts: Any) -> Offer:
    """Three sites are tried, `chosen` of them shortlisted; `facts` are those of the request."""
    key = ("offer", site_name, chosen, *sorted(facts.items()))
    return Offer(**remembered(key, lambda: vars(_offer(site_name, chosen, facts))))


def _offer(site_name: str, chosen: int, facts: dict[str, Any]) -> Offer:
    office = make_office()
    county = County(
        name="Tamarack County",
        state="Minnesota",
        contact_name="Cora Coordinator",
        contact_email="first.stop@example.org",
        contact_phone="507-555-0100",
        disclaimer="Stated by others; verify before you decide.",
        is_sample=True,
        outline=square(-94.8, 43.6, 0.4),
    )
    db.session.add(county)
    for place, city in enumerate(office.cities):
        city.contact_name, city.contact_email = f"Clerk of {city.name}", f"clerk{place}@example.org"
        city.outline = square(-94.7 + place / 10, 43.7, 0.06)
    sites = [
        make_site(
            site_name,
            organization=office.cities[0],
            contiguous_acres_max="60 acres",
            rail_status="On site",
            price_per_acre="$70,000 per acre",
            electric_provider="Valley Power",
            latitude="43.72",
            longitude="-94.68",
        ),
        make_site(
            "Mill pasture",
            organization=office.cities[1],
            contiguous_acres_max="about 40 acres",
            facts=[
                Statement(
                    field="rail_status",
                    value="On site",
                    planned=True,
                    plan_on=date(2027, 5, 1),
                    plan_cost=400_000,
                )
            ],
        ),
        make_site("Quarry lot", organization=office.cities[1]),
    ]
    add_photo(
        sites[0],
        picture(),
        name="field.jpg",
        alt="A flat field",
        credit="City A",
        actor=identity_of(office.planners[0]),
        now=utcnow(),
    )
    db.session.add(SiteShape(site_id=sites[1].id, outline=square(-94.58, 43.72, 0.01)))
    db.session.flush()
    pursuit = make_pursuit(
        office.coordinator, contact_name="Pat Adviser", contact_email="pat@example.org", **facts
    )
    offer = Offer(county, office.cities, office.coordinator, office.planners[0], pursuit, sites)
    decide(offer, chosen)
    db.session.commit()
    return offer


def decide(offer: Offer, chosen: int) -> None:
    """Shortlist the best `chosen` sites and leave the others out for an internal reason."""
    best = [row.site_id for row in verdicts_of_all(offer.pursuit)][:chosen]
    decide_sites(
        offer.pursuit,
        chosen=best,
        reasons={},
        common_reason="INTERNAL the owner is slow",
        actor=offer.actor,
        now=utcnow(),
    )


def draft(offer: Offer) -> Proposal:
    """A draft of the shortlist."""
    return create_proposal(offer.pursuit, actor=offer.actor, now=utcnow())


def issue(offer: Offer, proposal: Proposal | None = None) -> Proposal:
    """An issued proposal; its files are written by `run_jobs`."""
    proposal = proposal or draft(offer)
    issue_proposal(proposal, version=proposal.version, actor=offer.actor, now=utcnow())
    assert proposal.state is ProposalState.ISSUED
    return proposal


def address_of(token: str) -> str:
    """Where a private link would lead."""
    return ADDRESS + token
