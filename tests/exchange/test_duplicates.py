"""Rows that may be a site there is already: nothing is written before somebody decides."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from fss.accounts.models import Organization
from fss.errors import RuleError
from fss.exchange.models import SiteImport
from fss.exchange.rules.likeness import Choice
from fss.exchange.services.importing import check_import, choose
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.sites.models import Fact, Site
from fss.sites.rules.fields import PropertyKind
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.imports import check_list, write_list
from tests.factories.sites import make_site

HEAD = b"Name,City,Own number,Parcel,Latitude,Longitude,Total Acreage\n"


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def staff(db: SQLAlchemy) -> Identity:
    return identity_of(make_user(Role.COORDINATOR))


def decide(imported: SiteImport, staff: Identity, **rows: Choice) -> SiteImport:
    with acting(staff):
        choose(imported, {int(row.removeprefix("row")): said for row, said in rows.items()})
        check_import(imported, identity=staff)
    return imported


def sites(db: SQLAlchemy) -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Site.name).order_by(Site.number)))


def test_a_similar_name_close_by_waits_for_a_choice(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    make_site("Valley Green Business Park", organization=elm, latitude="44.7", longitude="-93.5")
    imported = check_list(HEAD + b"Valley Green,Elm,,,44.7005,-93.5,30\n", staff)

    (shown,) = imported.outcome["duplicates"]
    with pytest.raises(RuleError, match="may be in the inventory already"):
        write_list(imported, staff)

    assert imported.outcome["undecided"] == 1
    assert "183 feet away" in shown["reason"]
    assert ["Name", "Valley Green", "Valley Green Business Park"] in [
        list(line) for line in shown["lines"]
    ]
    assert sites(db) == ["Valley Green Business Park"]


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice.SAME, ["Valley Green"]),
        (Choice.NEW, ["Valley Green Business Park", "Valley Green"]),
        (Choice.OUT, ["Valley Green Business Park"]),
    ],
)
def test_the_choice_decides_what_is_written(
    db: SQLAlchemy, elm: Organization, staff: Identity, choice: Choice, names: list[str]
) -> None:
    make_site("Valley Green Business Park", organization=elm, latitude="44.7", longitude="-93.5")
    imported = check_list(HEAD + b"Valley Green,Elm,,,44.7005,-93.5,30\n", staff)

    write_list(decide(imported, staff, row2=choice), staff)

    assert sites(db) == names


def test_the_same_parcel_under_another_own_number_waits_for_a_choice(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write_list(check_list(HEAD + b"A,Elm,1,27-001,,,\n", staff), staff)

    imported = check_list(HEAD + b"B,Elm,2,27 001,,,\n", staff)

    assert imported.outcome["duplicates"][0]["reason"] == "It has the same parcel number."


def test_two_rows_of_one_list_may_be_one_property(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    imported = check_list(HEAD + b"Mill,Elm,1,,44.7,-93.5,\nMill,Elm,2,,44.7,-93.5,30\n", staff)
    assert imported.outcome["duplicates"][0]["other"] == "row 2"

    write_list(decide(imported, staff, row3=Choice.SAME), staff)

    assert sites(db) == ["Mill"]
    assert db.session.scalar(select(func.count()).select_from(Fact)) == 3


def test_a_site_of_another_member_is_never_taken_for_the_same(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    oak = make_organization("Oak")
    make_site("Mill", organization=oak, latitude="44.7", longitude="-93.5")
    imported = check_list(HEAD + b"Mill,Elm,,,44.7,-93.5,\n", staff)

    assert imported.outcome["duplicates"][0]["choices"] == ["new", "out"]
    with acting(staff), pytest.raises(RuleError):
        choose(imported, {2: Choice.SAME})


def test_a_planner_is_shown_nothing_of_another_member(db: SQLAlchemy, elm: Organization) -> None:
    oak = make_organization("Oak")
    make_site("Mill", organization=oak, latitude="44.7", longitude="-93.5")
    planner = identity_of(make_user(Role.PLANNER, elm))

    imported = check_list(HEAD + b"Mill,Elm,,,44.7,-93.5,\n", planner)

    assert imported.outcome["duplicates"] == []


def test_a_building_beside_its_land_is_no_duplicate(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write_list(check_list(HEAD + b"Mill site,Elm,,27-001,44.7,-93.5,\n", staff), staff)
    data = b"Name,City,Kind,Parcel,Latitude,Longitude\nMill,Elm,Building,27-001,44.7,-93.5\n"

    imported = check_list(data, staff)

    assert imported.outcome["duplicates"] == []
    assert imported.outcome["sites"]["new"] == 1


def test_land_on_the_parcel_of_a_building_waits_for_a_choice(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    mill = HEAD + b"Mill,Elm,,27-001,,,\n"
    write_list(check_list(mill, staff, kind=PropertyKind.BUILDING), staff)

    imported = check_list(HEAD + b"Mill works,Elm,,27 001,,,\n", staff)

    (shown,) = imported.outcome["duplicates"]
    assert "a building has the same parcel number" in shown["reason"]
    assert Choice.SAME.value not in shown["choices"]
    with pytest.raises(RuleError, match="may be in the inventory already"):
        write_list(imported, staff)
    decide(imported, staff, row2=Choice.NEW)
    write_list(imported, staff)
    assert sites(db) == ["Mill", "Mill works"]


def test_a_choice_about_another_pair_does_not_count(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    make_site("Mill park", organization=elm, latitude="44.7", longitude="-93.5")
    imported = check_list(HEAD + b"Mill,Elm,,,44.7005,-93.5,30\n", staff)
    decide(imported, staff, row2=Choice.NEW)
    make_site("Mill area", organization=elm, latitude="44.7005", longitude="-93.5")

    with pytest.raises(RuleError, match="may be in the inventory already"):
        write_list(imported, staff)


def test_a_row_is_found_by_the_reference_of_its_site(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    site = make_site("Mill", organization=elm)
    make_organization("Oak")
    head = b"Site reference,Name,City\n"
    reference = site.reference.encode()

    renamed = check_list(head + reference + b",New mill,Elm\n", staff)
    wrong = check_list(head + b"S-9999,Mill,Elm\n" + reference + b",Mill,Oak\n", staff)
    write_list(renamed, staff)

    assert sites(db) == ["New mill"]
    assert [one["sentence"][:24] for one in wrong.outcome["problems"]] == [
        "There is no site S-9999 ",
        f"{site.reference} is a site of anot"[:24],
    ]


names = st.sampled_from(["Mill", "Mill park", "Elevator", "Lot 1", "Lot 2"])
numbers = st.sampled_from(["", "1", "2"])
entries = st.lists(st.tuples(names, numbers, numbers), min_size=1, max_size=3)


@settings(
    max_examples=3, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(first=entries, second=entries)
def test_identifying_never_merges_the_sites_of_two_members(
    db: SQLAlchemy, first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    one, other = make_organization(), make_organization()
    staff = identity_of(make_user(Role.COORDINATOR))
    for member, rows in ((one, first), (other, second)):
        lines = "".join(
            f"{name},{member.name},{own},{parcel and f'9-{parcel}'},44.7,-93.5,\n"
            for name, own, parcel in rows
        )
        imported = check_list(HEAD + lines.encode(), staff)
        for _ in range(4):
            if not imported.outcome["undecided"]:
                break
            rows_shown = {
                one_shown["row"]: Choice(one_shown["choices"][0])
                for one_shown in imported.outcome["duplicates"]
            }
            with acting(staff):
                choose(imported, rows_shown)
                check_import(imported, identity=staff)
        held = dict(db.session.execute(select(Site.id, Site.organization_id)).all())

        write_list(imported, staff, leave_out=True)

        after = dict(db.session.execute(select(Site.id, Site.organization_id)).all())
        assert held.items() <= after.items()
        assert {after[site_id] for site_id in after.keys() - held.keys()} <= {member.id}
