"""What stands in the files: figures counted anew from the data, nothing that must not be told."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import page as validation
import pytest
from flask_sqlalchemy import SQLAlchemy
from openpyxl import load_workbook
from sqlalchemy import select

from fss.accounts.models import Organization
from fss.accounts.queries import DEFAULT_ZONE
from fss.documents.accessibility import empty_pages, pdf_problems, pdf_words
from fss.errors import ForbiddenError
from fss.files.services import read_file
from fss.permissions.rules import Identity, Role
from fss.pursuits.rules import Stage
from fss.reports.queries import City
from fss.reports.rules.periods import ALL
from fss.reports.services import make_pack, make_summary, pack_data, summary_data
from fss.sites.models import Confidence, Fact, Site, SiteRival, SiteValue, Statement
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.readiness import readiness
from fss.sites.rules.screening import screening_completeness
from fss.sites.services import state_facts
from fss.timezone import local_date, utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.proposals import Offer, issue, make_offer
from tests.factories.pursuits import make_pursuit
from tests.factories.sites import make_site

TODAY = local_date(utcnow(), DEFAULT_ZONE)
OLD = TODAY - timedelta(500)
SECRETS = (
    "Heron",
    "Pat Adviser",
    "pat@example.org",
    "40 acres",
    "$80,000",
    "INTERNAL",
    "owner is slow",
)


@dataclass
class Reported:
    """A county with an answered pursuit, and old, missing and contradicting values."""

    offer: Offer
    city: City

    @property
    def organization(self) -> Organization:
        return self.offer.cities[0]

    @property
    def planner(self) -> Identity:
        return identity_of(self.offer.planner)


@pytest.fixture
def reported(db: SQLAlchemy) -> Reported:
    offer = make_offer()
    elm = offer.cities[0]
    issue(offer)
    make_pursuit(offer.coordinator, "Project Egret")
    barn = make_site(
        "Barn field", organization=elm, as_of=OLD, owner="Olga Owner", sewer_status="None"
    )
    state_facts(
        barn,
        [Statement(field="owner", value="Otto Other")],
        source="County roll",
        as_of=TODAY,
        confidence=Confidence.DOCUMENTED,
        actor=offer.actor,
        now=utcnow(),
        beside=True,
    )
    gone = make_site("Gone field", organization=elm, total_acres="9", as_of=OLD)
    gone.active = False
    db.session.commit()
    return Reported(offer, City(elm.id, elm.name))


def files_of(reported: Reported, actor: Identity) -> tuple[bytes, bytes]:
    pdf, workbook = make_pack(
        reported.city, period=ALL, actor=actor, now=utcnow(), tell=lambda *_: None
    )
    return read_file(pdf), read_file(workbook)


def sheets_of(data: bytes) -> dict[str, list[dict[str, Any]]]:
    book = load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def words_of(pdf: bytes, workbook: bytes) -> str:
    cells = [
        str(cell)
        for sheet in load_workbook(io.BytesIO(workbook)).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    return " ".join([*pdf_words(pdf), *cells])


def test_the_figures_of_the_sites_are_those_counted_by_hand(db: SQLAlchemy, reported) -> None:
    data = pack_data(reported.city, period=ALL, actor=reported.planner, now=utcnow())
    sites = db.session.scalars(
        select(Site).where(Site.organization_id == reported.city.organization_id, Site.active)
    ).all()
    known = asked = values = stale = 0
    overdue: list[int] = []
    tiers: list[int | None] = []
    for site in sites:
        own = [
            pointer
            for pointer in db.session.scalars(
                select(SiteValue).where(SiteValue.site_id == site.id, ~SiteValue.planned)
            )
            if not pointer.fact.retracted
        ]
        screening = screening_completeness(
            {"@name", "@city", *(one.field for one in own)}, kind=site.kind
        )
        known, asked = known + screening.known, asked + screening.total
        values += len(own)
        late = [one for one in own if one.check_on and one.check_on < TODAY]
        stale += len(late)
        overdue += [(TODAY - one.check_on).days for one in late]
        ready = readiness({one.field: one.fact.value for one in own}, kind=site.kind)
        tiers.append(ready.tier if ready else None)
    rivals = db.session.execute(
        select(SiteRival.site_id, SiteRival.field).where(
            SiteRival.site_id.in_([one.id for one in sites])
        )
    ).all()

    found = data.inventory
    assert [line.name for line in data.sites].count("Gone field") == 0
    assert found.sites == len(sites) == 2
    assert (found.screening.part, found.screening.whole) == (known, asked)
    assert (found.values, found.stale) == (values, stale)
    assert stale > 0
    assert found.overdue_days == max(overdue)
    assert found.conflicts == len({tuple(one) for one in rivals}) == 1
    assert dict(found.tiers) == {tier: tiers.count(tier) for tier in tiers}
    assert sum(line.whole.known for line in data.sites) == found.whole.part
    facts = db.session.scalars(select(Fact).where(Fact.site_id.in_([one.id for one in sites])))
    assert found.stated == len(facts.all())


def test_pursuits_are_counted_once_each_by_the_day_they_came(db: SQLAlchemy, reported) -> None:
    counts = pack_data(reported.city, period=ALL, actor=reported.planner, now=utcnow()).pursuits

    assert (counts.received, counts.undecided) == (2, 1)
    assert (counts.tried, counts.offered, counts.sent, counts.waiting) == (1, 1, 1, 1)

    reported.offer.pursuit.stage = Stage.WON
    reported.offer.pursuit.received_at -= timedelta(800)
    db.session.flush()
    earlier = pack_data(reported.city, period=ALL, actor=reported.planner, now=utcnow()).pursuits
    recent = pack_data(
        reported.city, period="12-months", actor=reported.planner, now=utcnow()
    ).pursuits

    assert (earlier.sent, earlier.won, earlier.waiting) == (1, 1, 0)
    assert (recent.received, recent.tried, recent.sent) == (1, 0, 0)


def test_a_city_whose_site_was_left_out_was_tried_and_not_offered(db: SQLAlchemy) -> None:
    offer = make_offer(chosen=1)
    both = [
        pack_data(City(one.id, one.name), period=ALL, actor=offer.actor, now=utcnow()).pursuits
        for one in offer.cities[:2]
    ]

    assert sorted((one.tried, one.offered, one.sent) for one in both) == [(1, 0, 0), (1, 1, 0)]


def test_the_pdf_is_open_to_everyone_and_has_no_empty_page(reported: Reported) -> None:
    pdf, _ = files_of(reported, reported.planner)

    report = validation.validate_pdf_bytes(pdf, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert pdf_problems(pdf) == []
    assert empty_pages(pdf) == []


def test_the_workbook_has_its_sheets_with_numbers_as_numbers(reported: Reported) -> None:
    _, workbook = files_of(reported, reported.planner)
    sheets = sheets_of(workbook)

    assert list(sheets) == ["Sites", "Missing", "Stale", "Pursuits", "Definitions"]
    barn = next(row for row in sheets["Sites"] if row["Property"] == "Barn field")
    assert barn["Contradictions"] == 1
    assert barn["Values to check"] == len(
        [row for row in sheets["Stale"] if row["Property"] == "Barn field"]
    )
    assert all(row["Days overdue"] > 0 for row in sheets["Stale"])
    assert {row["Needed for"] for row in sheets["Missing"]} >= {"First look", "Whole set"}
    counted = {row["What happened"]: row["Pursuits"] for row in sheets["Pursuits"]}
    assert counted["Received by the county"] == 2
    assert all(row["Definition"] for row in sheets["Definitions"])


def test_every_figure_has_its_base_what_is_missing_time_and_definition(reported: Reported) -> None:
    data = pack_data(reported.city, period=ALL, actor=reported.planner, now=utcnow())
    pdf, _ = files_of(reported, reported.planner)
    words = " ".join(pdf_words(pdf))

    assert len(data.figures) == 12
    for figure in data.figures:
        assert figure.definition
        assert figure.when
        assert figure.label in words
        assert figure.n >= 0 <= figure.missing


def test_nothing_of_a_pursuit_no_value_and_no_other_city_is_told(reported: Reported) -> None:
    words = words_of(*files_of(reported, reported.planner))

    for secret in (*SECRETS, "Egret", reported.offer.pursuit.tracking_code):
        assert secret not in words
    assert "Olga Owner" not in words
    assert "Otto Other" not in words
    assert "Valley Power" not in words
    for other in ("Mill pasture", "Quarry lot", reported.offer.cities[1].name):
        assert other not in words


def test_people_of_another_city_read_no_site_even_when_they_reach_the_service(
    reported: Reported,
) -> None:
    stranger = identity_of(make_user(Role.PLANNER))
    data = pack_data(reported.city, period=ALL, actor=stranger, now=utcnow())

    assert (data.sites, data.missing, data.stale) == ([], [], [])


def test_names_that_look_like_formulas_or_markup_stay_words(reported: Reported) -> None:
    name = "=HYPERLINK(1) <b>&amp; {{ 7*7 }}"
    make_site(name, organization=reported.organization)
    pdf, workbook = files_of(reported, reported.planner)
    cells = [cell for row in load_workbook(io.BytesIO(workbook))["Sites"] for cell in row]

    assert {cell.data_type for cell in cells if cell.value == name} == {"s"}
    assert name.split()[0] in pdf_words(pdf)


def test_every_city_has_the_same_parts_and_an_empty_one_is_told_what_to_do(
    reported: Reported,
) -> None:
    empty = make_organization("Willow Township")
    city = City(empty.id, empty.name)
    pdf, workbook = make_pack(
        city, period=ALL, actor=reported.offer.actor, now=utcnow(), tell=lambda *_: None
    )
    words = " ".join(pdf_words(read_file(pdf)))
    full = " ".join(pdf_words(files_of(reported, reported.offer.actor)[0]))

    assert "What to do next" in words
    assert "What to do next" not in full
    assert "No data" in words
    for part in ("At a glance", "Missing facts to add first", "Readiness of land", "Pursuits"):
        assert part in words
        assert part in full
    assert list(sheets_of(read_file(workbook))) == list(
        sheets_of(files_of(reported, reported.offer.actor)[1])
    )
    assert empty_pages(read_file(pdf)) == []


def test_the_committee_gets_numbers_of_all_cities_without_sites_people_or_small_counts(
    reported: Reported,
) -> None:
    member = identity_of(make_user(Role.STEERING_COMMITTEE))
    pdf, workbook = make_summary(period=ALL, actor=member, now=utcnow(), tell=lambda *_: None)
    words = words_of(read_file(pdf), read_file(workbook))
    sheets = sheets_of(read_file(workbook))
    data = summary_data(period=ALL, actor=member, now=utcnow())

    assert list(sheets) == ["Cities", "Pursuits", "Definitions"]
    assert reported.city.name in words
    for secret in (*SECRETS, "Egret", "Olga Owner", "Barn field", "Mill pasture", "S-00"):
        assert secret not in words
    assert {row["Tried"] for row in sheets["Pursuits"]} == {"Fewer than 5"}
    own = pack_data(reported.city, period=ALL, actor=reported.planner, now=utcnow()).inventory
    line = next(one for one in data.cities if one.organization_id == reported.city.organization_id)
    assert (line.sites, line.screening, line.fresh) == (own.sites, own.screening, own.fresh)
    assert (line.conflicts, line.ready) == (own.conflicts, own.ready)
    report = validation.validate_pdf_bytes(read_file(pdf), profile="ua1")
    assert [failure.message for failure in report.failures] == []


def test_a_planner_gets_no_numbers_of_all_cities(reported: Reported) -> None:
    with pytest.raises(ForbiddenError):
        make_summary(period=ALL, actor=reported.planner, now=utcnow(), tell=lambda *_: None)


def test_own_fields_and_labels_are_those_of_the_dictionary(reported: Reported) -> None:
    data = pack_data(reported.city, period=ALL, actor=reported.planner, now=utcnow())
    labels = {field.label for field in FIELDS.values()}

    assert {one.fact for one in (*data.missing, *data.stale)} <= labels
