"""What stands behind values: classes that stay, rivals, restoring, documents."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.audit.models import AuditEvent
from fss.errors import ConflictError, NotFoundError, RuleError
from fss.files.services import read_file
from fss.permissions.rules import SYSTEM, Identity, Role
from fss.sites import queries
from fss.sites.models import Confidence, DocumentKind, Fact, Site, SiteRival, Statement
from fss.sites.rules.classes import Audience, DataClass
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import edit_site, retract_fact, state_facts
from fss.sites.services.documents import Description, add_document, edit_document, remove_document
from fss.sites.services.restoring import classify_values, keep_current, restore_fact, use_rival
from fss.sites.services.rivals import add_rivals
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.sites import make_site

NOW = utcnow()
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
LETTER = Description(kind=DocumentKind.UTILITY_LETTER, title="Letter", dated=date(2026, 5, 1))


def state(site: Site, source: str, *, beside: bool = False, **values: str) -> list[Fact]:
    return state_facts(
        site,
        list(values.items()),
        source=source,
        as_of=date(2026, 6, 2),
        confidence=Confidence.PROVIDER,
        beside=beside,
        actor=SYSTEM,
        now=NOW,
    )


def close(site: Site, field: str, data_class: DataClass = DataClass.COUNTY) -> None:
    classify_values(site, {field: data_class}, actor=SYSTEM, now=NOW)


def current(site: Site, field: str) -> Fact:
    held = queries.held_values(site, today=date(2026, 6, 3), audience=Audience.COUNTY)[field]
    assert held.fact
    return held.fact


def acres(site: Site) -> float | None:
    value: Any = queries.current_value(site, "total_acres")
    return value.low if value else None


def rivals(db: SQLAlchemy) -> int:
    return len(db.session.scalars(select(SiteRival)).all())


def test_a_value_stays_closed_when_it_is_stated_anew_or_taken_back(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    close(site, "total_acres")

    state(site, "Owner", total_acres="41")
    after_new = (site.withheld, current(site, "total_acres").data_class)
    retract_fact(site, "total_acres", reason="Sold", actor=SYSTEM, now=NOW)
    shown = queries.held_values(site, today=date(2026, 6, 3), audience=Audience.MEMBER)

    assert after_new == ("|total_acres|", DataClass.COUNTY)
    assert "total_acres" not in shown


def test_who_may_see_a_value_is_changed_without_changing_its_evidence(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    before = current(site, "total_acres")

    close(site, "total_acres", DataClass.PURSUIT)
    after = current(site, "total_acres")

    assert (after.source, after.as_of, after.low) == (before.source, before.as_of, before.low)
    assert (after.copy_of, after.seen_by) == (before.id, DataClass.PURSUIT)


@pytest.mark.parametrize(
    ("audience", "is_shown"),
    [
        (Audience.PUBLIC, False),
        (Audience.MEMBER, False),
        (Audience.PROPOSAL, True),
        (Audience.CITY, True),
        (Audience.COUNTY, True),
    ],
)
def test_a_value_for_proposals_is_shown_to_whom_it_may_be(
    db: SQLAlchemy, audience: Audience, is_shown: bool
) -> None:
    site = make_site(total_acres="40")
    close(site, "total_acres", DataClass.PURSUIT)

    held = queries.held_values(site, today=date(2026, 6, 3), audience=audience)

    assert ("total_acres" in held) is is_shown


def test_a_building_keeps_back_what_comes_from_land_that_others_may_not_see(
    db: SQLAlchemy,
) -> None:
    city = make_organization()
    land = make_site("Land", organization=city, shared=True, zoning_class="light_industrial")
    hall = make_site("Hall", organization=city, kind=PropertyKind.BUILDING, land=land, shared=True)

    before = queries.held_values(hall, today=date(2026, 6, 3), audience=Audience.MEMBER)
    edit_site(
        land,
        name=land.name,
        kind=land.kind,
        organization=city,
        data_class=DataClass.COUNTY,
        actor=SYSTEM,
        now=NOW,
    )
    db.session.refresh(hall)
    after = queries.held_values(hall, today=date(2026, 6, 3), audience=Audience.MEMBER)

    assert before["zoning_class"].is_known
    assert not any(one.is_known for one in after.values())


def test_another_source_stands_beside_and_replaces_nothing(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")

    state(site, "Surveyor", beside=True, total_acres="38")
    state(site, "Surveyor", beside=True, total_acres="38")
    conflict = queries.conflicts_of(site)[0]

    assert acres(site) == 40
    assert [option.words for option in conflict.options] == ["40 acres", "38 acres"]
    assert [fact.rival for fact in conflict.rivals] == [True]
    assert rivals(db) == 1
    assert site.total_acres_low == 40  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["40", "40 acres"])
def test_who_says_the_same_contradicts_nobody(db: SQLAlchemy, words: str) -> None:
    site = make_site(total_acres="40")

    state(site, "Surveyor", beside=True, total_acres=words)

    assert rivals(db) == 0
    assert current(site, "total_acres").source == "Surveyor"


def test_the_same_source_corrects_itself(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")

    state(site, "city  PLANNER", beside=True, total_acres="42")

    assert (acres(site), rivals(db)) == (42, 0)


def test_using_a_rival_states_it_again_and_ends_the_conflict(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    state(site, "Surveyor", beside=True, total_acres="38")
    state(site, "Owner", beside=True, total_acres="44")
    rival = queries.conflicts_of(site)[0].rivals[0]

    copy = use_rival(site, rival.id, seen=current(site, "total_acres").id, actor=SYSTEM, now=NOW)

    assert (acres(site), copy.source, copy.copy_of, copy.rival) == (38, "Surveyor", rival.id, False)
    assert copy.id == max(fact.id for fact, _ in queries.fact_history(site, "total_acres"))
    assert rivals(db) == 0


def test_keeping_the_current_value_ends_the_conflict_and_leaves_a_trace(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    state(site, "Surveyor", beside=True, total_acres="38")

    keep_current(site, "total_acres", planned=False, seen=current(site, "total_acres").id)
    db.session.commit()

    assert (acres(site), rivals(db)) == (40, 0)
    assert len(queries.fact_history(site, "total_acres", audience=Audience.COUNTY)) == 2
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "site:rival:keep"))


def test_a_conflict_ends_by_itself_when_both_say_the_same(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    state(site, "Surveyor", beside=True, total_acres="38")

    state(site, "City planner", total_acres="38")

    assert rivals(db) == 0


def test_nobody_picks_over_a_value_they_did_not_see(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    state(site, "Surveyor", beside=True, total_acres="38")
    rival = queries.conflicts_of(site)[0].rivals[0]
    seen = current(site, "total_acres").id
    state(site, "City planner", total_acres="45")

    with pytest.raises(ConflictError):
        use_rival(site, rival.id, seen=seen, actor=SYSTEM, now=NOW)
    with pytest.raises(ConflictError):
        keep_current(site, "total_acres", planned=False, seen=seen)


def test_many_rivals_are_kept_at_once(db: SQLAlchemy) -> None:
    sites = [make_site(f"Site {number}", total_acres="40") for number in range(3)]
    rows = []
    for site in sites:
        fact = current(site, "total_acres")
        names = [column.name for column in Fact.__table__.c if column.name != "id"]
        row = {name: getattr(fact, name) for name in names}
        rows.append(row | {"low": 38.0, "high": 38.0, "source": "County list"})

    add_rivals(rows)

    assert [queries.conflicts_of(site)[0].rivals[0].low for site in sites] == [38.0] * 3
    assert [acres(site) for site in sites] == [40.0] * 3
    assert queries.facts_at(sites[0].id, ["total_acres"])["total_acres", False].low == 40


def test_an_older_value_is_restored_with_its_evidence(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    old = current(site, "total_acres")
    state(site, "Owner", total_acres="42")

    restored = restore_fact(
        site, old.id, seen=current(site, "total_acres").id, actor=SYSTEM, now=NOW
    )

    assert (acres(site), restored.source, restored.copy_of) == (40, "City planner", old.id)


def test_restoring_opens_nothing_that_was_closed_meanwhile(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    old = current(site, "total_acres")
    close(site, "total_acres")

    restored = restore_fact(
        site, old.id, seen=current(site, "total_acres").id, actor=SYSTEM, now=NOW
    )

    assert restored.seen_by is DataClass.COUNTY


def test_what_cannot_be_restored_is_refused(db: SQLAlchemy) -> None:
    site, other = make_site(total_acres="40"), make_site("Other", total_acres="10")
    gone = retract_fact(site, "total_acres", reason="Sold", actor=SYSTEM, now=NOW)
    assert gone

    with pytest.raises(RuleError):
        restore_fact(site, gone.id, seen=gone.id, actor=SYSTEM, now=NOW)
    with pytest.raises(NotFoundError):
        restore_fact(site, current(other, "total_acres").id, seen=gone.id, actor=SYSTEM, now=NOW)
    with pytest.raises(NotFoundError):
        restore_fact(site, 10**30, seen=gone.id, actor=SYSTEM, now=NOW)


def test_a_document_is_kept_without_the_name_it_was_sent_under(db: SQLAlchemy) -> None:
    site = make_site()

    document = add_document(
        site, PDF, LETTER, name="Project Falcon secret.pdf", actor=SYSTEM, now=NOW
    )

    assert document.file.name == f"{site.reference}-utility-letter-2026-05-01.pdf"
    assert (read_file(document.file), document.file.owner_id) == (PDF, None)
    assert "Falcon" not in repr([document.title, document.note, document.file.key])


def test_a_document_lists_the_values_that_rest_on_it(db: SQLAlchemy) -> None:
    site = make_site()
    document = add_document(site, PDF, LETTER, name="x.pdf", actor=SYSTEM, now=NOW)

    state_facts(
        site,
        [("gas_status", "on site"), Statement(field="total_acres", value="40")],
        source="Utility",
        as_of=date(2026, 6, 2),
        confidence=Confidence.DOCUMENTED,
        document=document.file,
        actor=SYSTEM,
        now=NOW,
    )
    state(site, "Owner", total_acres="41")

    assert [fact.field for fact in queries.facts_supported(document)] == ["gas_status"]


def test_a_document_that_values_rest_on_is_removed_only_on_purpose(db: SQLAlchemy) -> None:
    site = make_site()
    document = add_document(site, PDF, LETTER, name="x.pdf", actor=SYSTEM, now=NOW)
    state_facts(
        site,
        [("total_acres", "40")],
        source="Surveyor",
        as_of=date(2026, 6, 2),
        confidence=Confidence.DOCUMENTED,
        document=document.file,
        actor=SYSTEM,
        now=NOW,
    )

    with pytest.raises(RuleError):
        remove_document(document, confirmed=False, now=NOW)
    remove_document(document, confirmed=True, now=NOW)

    assert queries.documents_of(site, audience=Audience.COUNTY) == []
    assert current(site, "total_acres").document_id == document.file_id
    with pytest.raises(NotFoundError):
        queries.get_document(document.id, SYSTEM)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Description(kind=DocumentKind.MAP, title="  "), "title"),
        (Description(kind=DocumentKind.MAP, title="x" * 300), "title"),
        (Description(kind=DocumentKind.MAP, title="Map", dated=date(2999, 1, 1)), "dated"),
        (Description(kind=DocumentKind.MAP, title="Map", dated=date(1066, 1, 1)), "dated"),
    ],
)
def test_what_is_said_of_a_document_is_checked(
    db: SQLAlchemy, said: Description, field: str
) -> None:
    site = make_site()
    document = add_document(site, PDF, LETTER, name="x.pdf", actor=SYSTEM, now=NOW)

    with pytest.raises(RuleError) as refused:
        edit_document(document, said, now=NOW)

    assert refused.value.field == field


def member_of(name: str) -> Identity:
    return identity_of(make_user(Role.PLANNER, make_organization(name)))


def test_a_document_of_another_city_opens_only_when_members_share_it(db: SQLAlchemy) -> None:
    site = make_site(shared=True)
    shared = add_document(site, PDF, LETTER, name="x.pdf", actor=SYSTEM, now=NOW)
    closed_said = Description(kind=DocumentKind.TITLE, title="Deed", data_class=DataClass.COUNTY)
    closed = add_document(site, PDF, closed_said, name="x.pdf", actor=SYSTEM, now=NOW)
    reader = member_of("Elsewhere")

    assert queries.get_document(shared.id, reader) is shared
    for document_id in (closed.id, uuid.uuid4()):
        with pytest.raises(NotFoundError):
            queries.get_document(document_id, reader)
    site.data_class = DataClass.COUNTY
    with pytest.raises(NotFoundError):
        queries.get_document(shared.id, reader)
