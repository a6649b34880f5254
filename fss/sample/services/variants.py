"""What the sample's cities changed in their side of a process, and how far each has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts.models import Organization, User
from fss.accounts.services import set_deputy
from fss.db import db
from fss.permissions.guard import acting
from fss.process import queries as process_queries
from fss.process.models import RaciVariant
from fss.process.rules.raci import parse_letters
from fss.process.services import propose_variant, sign_for_city, sign_for_county
from fss.sample.services.county import identity_for

KETTLE_CLERK, KESTREL_CITY = "clerk.kettle@example.org", "city.kestrel@example.org"
PLANNER, KESTREL_PLANNER = "planner@example.org", "planner.kestrel@example.org"
DIRECTOR = "director@example.org"


def make_variants(now: datetime) -> None:
    """One agreed, one that the county has to sign, one that the city has to sign; one deputy."""
    weeks = timedelta(weeks=1)
    council = {"P6": {"CO": "I"}, "P11": {"CO": "I", "CA": "C/I"}}
    agreed = _propose(
        "KETTLE", "D1", KETTLE_CLERK, council, "The town board meets on Mondays.", now - 9 * weeks
    )
    _sign(agreed, KETTLE_CLERK, DIRECTOR, now - 8 * weeks)
    signed = _propose(
        "KESTREL",
        "D1",
        KESTREL_PLANNER,
        {"P6": {"EDA": "C"}, "P10": {"CP": "", "CA": "C/I"}},
        "The administrator checks our facts in each proposal.",
        now - 3 * weeks,
    )
    _sign(signed, KESTREL_CITY, None, now - 2 * weeks)
    _propose("ALDER", "D3", PLANNER, {"H3": {"CO": "I"}}, "The council wants to know.", now - weeks)
    holding = accounts.holdings_of(_user(KESTREL_PLANNER).id)[0]
    set_deputy(holding, deputy=_user(KESTREL_CITY), on=accounts.today())


def _propose(
    city: str, process: str, by: str, cells: dict[str, dict[str, str]], note: str, at: datetime
) -> RaciVariant:
    stored = process_queries.find_template(process)
    assert stored is not None
    actor = identity_for(by)
    with acting(actor):
        return propose_variant(
            city=db.session.scalars(select(Organization).where(Organization.code == city)).one(),
            stored=stored,
            changes={
                step: {role: parse_letters(words) for role, words in row.items()}
                for step, row in cells.items()
            },
            note=note,
            actor=actor,
            now=at,
        )


def _sign(variant: RaciVariant, city: str, county: str | None, at: datetime) -> None:
    for email, service in ((city, sign_for_city), (county, sign_for_county)):
        if email is not None:
            actor = identity_for(email)
            with acting(actor):
                service(variant, actor=actor, now=at, version=variant.version)


def _user(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()
