"""Undoing an import: what was there before holds again, or nothing happens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from fss.accounts.models import Organization
from fss.audit.queries import broken_streams
from fss.db import reading
from fss.errors import NotFoundError, RuleError
from fss.exchange.models import Differing, ImportState
from fss.exchange.queries import get_import_to_undo
from fss.exchange.services import comparing, undoing
from fss.exchange.services.undoing import preview_undo
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.sites import queries
from fss.sites.models import Confidence, Fact, Site, SiteRival, SiteShape, SiteValue
from fss.sites.services import edit_site, state_facts
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.imports import check_list, undo_list, write_list
from tests.factories.layers import geojson, square
from tests.factories.sites import make_site

HEAD = b"Name,City,Total Acreage,Rail,Own number\n"
UNTIMED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def staff(db: SQLAlchemy) -> Identity:
    return identity_of(make_user(Role.COORDINATOR))


def current(db: SQLAlchemy) -> dict[str, Any]:
    """What counts now, of every listed site: attributes, values with evidence, columns, shape."""
    db.session.expire_all()
    found: dict[str, Any] = {}
    for site in db.session.scalars(select(Site).where(Site.active).order_by(Site.number)):
        row: Any = site
        facts = db.session.scalars(
            select(Fact)
            .join(SiteValue, SiteValue.fact_id == Fact.id)
            .where(SiteValue.site_id == site.id, Fact.retracted.is_(False))
            .order_by(Fact.field)
        )
        shape = db.session.get(SiteShape, site.id)
        found[site.reference] = (
            (site.name, site.own_id, site.parcels, row.total_acres_low, row.rail_status),
            [(one.field, one.original, one.source, one.as_of, one.confidence) for one in facts],
            shape.outline if shape else None,
        )
    return found


def count(db: SQLAlchemy, model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_undone_list_leaves_no_site_and_no_value(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    imported = write_list(check_list(HEAD + b"A,Elm,40,Possible,7\nB,Elm,5,,\n", staff), staff)

    undo_list(imported, staff)
    db.session.commit()

    assert (current(db), imported.state) == ({}, ImportState.UNDONE)
    assert queries.sites(queries.SiteFilters(), identity=staff)[1] == 0
    assert broken_streams() == {}
    assert [fact.retracted for fact in db.session.scalars(select(Fact).order_by(Fact.id))] == [
        False, False, False, True, True, True,
    ]  # fmt: skip


def test_an_undone_change_gives_back_name_values_and_evidence(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    before = current(db)
    later = check_list(
        HEAD + b"A park,Elm,44,Possible,7\nB,Elm,1,,\n", staff, as_of=date(2026, 6, 1), source="New"
    )
    write_list(later, staff)
    changed = current(db)

    undo_list(later, staff)

    assert current(db) == before != changed
    assert before["S-0001"][1][0][:3] == ("total_acres", "40", "The list")


def test_a_list_can_be_imported_again_after_its_undo(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    data = HEAD + b"A,Elm,40,,7\n"
    undo_list(write_list(check_list(data, staff), staff), staff)

    again = write_list(check_list(data, staff), staff)

    assert again.outcome["sites"] == {"new": 1, "changed": 0, "same": 0}
    assert list(current(db)) == ["S-0002"]


@pytest.mark.parametrize("deed", ["value", "edit", "building"])
def test_an_import_on_which_somebody_built_stays(
    db: SQLAlchemy, elm: Organization, staff: Identity, deed: str
) -> None:
    imported = write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    site = db.session.scalars(select(Site)).one()
    with acting(staff):
        if deed == "value":
            state_facts(
                site, [("total_acres", "41")], source="Owner", as_of=date(2026, 6, 1),
                confidence=Confidence.OWNER, actor=staff, now=utcnow(),
            )  # fmt: skip
        elif deed == "edit":
            edit_site(
                site, name="Other", kind=site.kind, organization=elm, own_id="7", actor=staff,
                now=utcnow(),
            )  # fmt: skip
        else:
            from fss.sites.rules.fields import PropertyKind
            from fss.sites.services import add_site

            add_site(
                kind=PropertyKind.BUILDING, organization=elm, name="Mill", land=site,
                actor=staff, now=utcnow(),
            )  # fmt: skip
    db.session.flush()
    held = current(db)

    with pytest.raises(RuleError, match=r"S-0001"):
        undo_list(imported, staff)

    assert (current(db), imported.state) == (held, ImportState.WRITTEN)
    assert not preview_undo(imported).is_possible


def test_the_later_of_two_imports_is_undone_first(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    first = write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    second = write_list(check_list(HEAD + b"A,Elm,44,,7\n", staff, as_of=date(2026, 6, 1)), staff)

    with pytest.raises(RuleError):
        undo_list(first, staff)
    undo_list(second, staff)
    undo_list(first, staff)

    assert current(db) == {}


def test_an_undo_ends_the_conflicts_that_the_list_opened(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    other = check_list(HEAD + b"A,Elm,44,,7\n", staff, source="Another", differing=Differing.BESIDE)
    write_list(other, staff)
    open_before = count(db, SiteRival)

    undo_list(other, staff)

    assert (open_before, count(db, SiteRival)) == (1, 0)
    assert current(db)["S-0001"][1][0][1] == "40"


def test_a_list_that_says_what_stands_beside_ends_the_contradiction_until_its_undo(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    other = check_list(HEAD + b"A,Elm,44,,7\n", staff, source="Another", differing=Differing.BESIDE)
    write_list(other, staff)
    agreeing = check_list(HEAD + b"A,Elm,44,,7\n", staff, source="Third", as_of=date(2026, 6, 1))

    write_list(agreeing, staff)
    settled = count(db, SiteRival)
    undo_list(agreeing, staff)

    assert settled == 0
    assert count(db, SiteRival) == 1
    assert current(db)["S-0001"][1][0][1] == "40"


def test_a_list_that_says_something_else_again_leaves_the_contradiction_open(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    other = check_list(HEAD + b"A,Elm,44,,7\n", staff, source="Another", differing=Differing.BESIDE)
    write_list(other, staff)

    write_list(
        check_list(HEAD + b"A,Elm,50,,7\n", staff, source="Third", as_of=date(2026, 6, 1)), staff
    )

    assert count(db, SiteRival) == 1


def test_an_undo_gives_back_the_former_boundary(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    one = geojson(({"name": "A", "city": "Elm"}, square(-93.5, 44.7)))
    two = geojson(
        ({"name": "A", "city": "Elm"}, square(-93.5, 44.6)),
        ({"name": "B", "city": "Elm"}, square(-93.4, 44.6)),
    )
    write_list(check_list(one, staff, name="a.geojson"), staff)
    before = current(db)
    later = check_list(two, staff, name="a.geojson", as_of=date(2026, 6, 1))
    write_list(later, staff)

    undo_list(later, staff)

    assert current(db) == before
    assert count(db, SiteShape) == 1


acres = st.sampled_from(["", "1", "2 acres", "about 3", "4+", "unknown", "plenty"])
rows = st.lists(
    st.tuples(st.sampled_from("ABCDE"), acres, st.sampled_from(["", "Possible", "No"])),
    max_size=5,
    unique_by=lambda row: row[0],
)


@UNTIMED
@given(first=rows, second=rows, beside=st.booleans(), older=st.booleans())
def test_undo_restores_exactly_what_was_current_before(
    db: SQLAlchemy, first: list[Any], second: list[Any], beside: bool, older: bool
) -> None:
    member = make_organization()
    staff = identity_of(make_user(Role.COORDINATOR))
    lists = [
        HEAD
        + "".join(f"{name},{member.name},{size},{rail},\n" for name, size, rail in some).encode()
        for some in (first, second)
        if some
    ]
    if len(lists) < 2:
        return
    write_list(check_list(lists[0], staff), staff, leave_out=True)
    before, facts = current(db), count(db, Fact)

    later = check_list(
        lists[1],
        staff,
        source="Another",
        as_of=date(2025, 1, 1) if older else date(2026, 6, 1),
        differing=Differing.BESIDE if beside else Differing.REPLACE,
    )
    write_list(later, staff, leave_out=True)
    said = later.outcome["facts"]
    written = said["new"] + said["changed"] + said["confirmed"] + said["beside"]
    assert count(db, Fact) == facts + written
    undo_list(later, staff)

    assert current(db) == before


def test_a_site_that_was_shortlisted_since_keeps_its_import(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    from fss.exchange.services import undoing

    imported = write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    site = db.session.scalars(select(Site)).one()
    undoing.count_as_use(use := lambda ids, since: {site.id: "it was used since"})

    try:
        preview = preview_undo(imported)
    finally:
        undoing._uses.remove(use)

    assert [why for _, _, why in preview.touched] == ["it was used since"]


def test_a_site_there_before_stays_when_it_is_only_read(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    make_site("Elsewhere", organization=elm)
    imported = write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)

    preview = preview_undo(imported)

    assert (preview.removed, preview.restored, preview.facts) == (1, 0, 1)
    assert preview.is_possible


def test_who_no_longer_plans_for_a_city_undoes_nothing_there(
    db: SQLAlchemy, elm: Organization
) -> None:
    planner = make_user(Role.PLANNER, elm)
    before = identity_of(planner)
    imported = write_list(check_list(HEAD + b"A,Elm,40,,7\n", before), before)
    after = replace(before, holdings=frozenset({(Role.PLANNER, make_organization("Oak").id)}))

    assert get_import_to_undo(imported.id, before) is imported
    with pytest.raises(NotFoundError):
        get_import_to_undo(imported.id, after)


def test_nobody_states_a_value_between_the_comparison_and_the_writing(
    db: SQLAlchemy, elm: Organization, staff: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    again = check_list(HEAD + b"A,Elm,50,,7\n", staff)
    db.session.commit()
    real, taken = comparing._compare_chunk, []

    def try_to_take(imported: Any, pairs: Any, result: Any) -> None:
        with reading(), db.engine.connect() as other:
            ids = [match.site_id for match, _ in pairs if not match.is_new]
            free = other.execute(
                select(Site.id).where(Site.id.in_(ids)).with_for_update(skip_locked=True)
            )
            taken.append(len(free.all()))
        real(imported, pairs, result)

    monkeypatch.setattr(comparing, "_compare_chunk", try_to_take)

    write_list(again, staff)

    assert taken == [1 if db.engine.dialect.name == "sqlite" else 0]


def test_nobody_states_a_value_between_the_look_at_later_changes_and_the_undo(
    db: SQLAlchemy, elm: Organization, staff: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = write_list(check_list(HEAD + b"A,Elm,40,,7\n", staff), staff)
    db.session.commit()
    taken: list[bool] = []

    def try_to_take(site_ids: Collection[UUID], _since: datetime) -> dict[UUID, str]:
        with reading(), db.engine.connect() as other:
            free = other.execute(
                select(Site.id).where(Site.id.in_(site_ids)).with_for_update(skip_locked=True)
            )
            taken.append(bool(free.all()))
        return {}

    monkeypatch.setattr(undoing, "_uses", [try_to_take])

    undo_list(imported, staff)

    # The embedded engine has one writer anyway: who only reads is let in.
    assert taken == [db.engine.dialect.name == "sqlite"]
