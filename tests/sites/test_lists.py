"""The list: who sees what, filters, order; alike on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from fss.permissions.rules import NOBODY, SYSTEM, Role
from fss.sites import queries
from fss.sites.queries import SiteFilters
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import set_listed
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.sites import make_site


def asked(**filters: Any) -> SiteFilters:
    """`asked(rail_status="no", acres=(50, None))`: filters as a test says them."""
    plain = {key: filters.pop(key) for key in ("text", "near", "unlisted") if key in filters}
    ranges = {key: ends for key, ends in filters.items() if isinstance(ends, tuple)}
    choices = {key: (one,) for key, one in filters.items() if key not in ranges}
    return SiteFilters(**plain, choices=choices, ranges=ranges)


def names(identity: Any = SYSTEM, sort: str = "name", **filters: Any) -> list[str]:
    found, total = queries.sites(asked(**filters), sort=sort, identity=identity)
    assert total == len(found)
    return [row.name for row in found]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.CITY_ADMINISTRATOR])
def test_city_side_sees_and_counts_only_its_own_sites(db: SQLAlchemy, role: Role) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    for city in (elm, oak):
        site = make_site(f"{city.name} park", organization=city, latitude="44.6", longitude="-93.5")
        site.data_class = DataClass.COUNTY
    identity = identity_of(make_user(role, elm))

    found, total = queries.sites(SiteFilters(), identity=identity)
    points = queries.map_points(SiteFilters(), identity)

    assert ([row.name for row in found], total) == (["Elm park"], 1)
    assert [point.name for point in points.points] == ["Elm park"]
    assert names(identity, city=oak.id.hex) == []


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.COORDINATOR, 1),
        (Role.DIRECTOR, 1),
        (Role.ADMINISTRATOR, 0),
        (Role.UTILITY_PARTNER, 0),
        (Role.STEERING_COMMITTEE, 0),
    ],
)
def test_county_staff_see_every_city_and_others_none(db: SQLAlchemy, role: Role, seen: int) -> None:
    make_site()

    assert len(names(identity_of(make_user(role)))) == seen
    assert names(NOBODY) == []


def test_a_range_is_found_where_some_of_it_fits_and_the_unknown_nowhere(db: SQLAlchemy) -> None:
    make_site("range", total_acres="30 to 60")
    make_site("open", total_acres="200+")
    make_site("small", total_acres="5")
    make_site("unknown")

    assert names(acres=(50, None)) == ["open", "range"]
    assert names(acres=(None, 40)) == ["range", "small"]
    assert names(acres=(0, None)) == ["open", "range", "small"]


def test_not_provided_is_a_filter_of_its_own_and_never_means_no(db: SQLAlchemy) -> None:
    make_site("none", rail_status="No")
    make_site("silent")

    assert names(rail_status="no") == ["none"]
    assert names(rail_status="-") == ["silent"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NORTH", ["North 50% park"]),
        ("50%", ["North 50% park"]),
        ("0_p", ["North 50% park", "South park"]),
        ("arks", []),
        ("elm road", ["South park"]),
        ("park north", ["North 50% park"]),
        ("s-0002", ["South park"]),
        ("\\", []),
        ("ÅLESUND", ["Ålesund field"]),
    ],
)
def test_the_search_takes_words_as_they_are(db: SQLAlchemy, text: str, found: list[str]) -> None:
    make_site("North 50% park")
    make_site("South park", address="12 Elm Road")
    make_site("Ålesund field")

    assert names(text=text) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["a-b", "ab", "B", "Ä"]),
        ("-name", ["Ä", "B", "ab", "a-b"]),
        ("acres", ["a-b", "ab", "B", "Ä"]),
        ("-acres", ["ab", "a-b", "Ä", "B"]),
        ("zoning", ["a-b", "B", "ab", "Ä"]),
        ("number", ["ab", "B", "a-b", "Ä"]),
        ("-screening", ["B", "a-b", "Ä", "ab"]),
        ("nonsense", ["a-b", "ab", "B", "Ä"]),
    ],
)
def test_the_order_is_total_with_the_unknown_last(
    db: SQLAlchemy, sort: str, order: list[str]
) -> None:
    make_site("ab", total_acres="9")
    make_site("B", zoning_class="Commercial")
    make_site("a-b", total_acres="5", zoning_class="Light industrial")
    make_site("Ä")

    assert names(sort=sort) == order


def test_pages_follow_one_another_without_gap_or_double(db: SQLAlchemy) -> None:
    city = make_organization()
    for number in range(7):
        make_site("Same name", organization=city, total_acres=str(number % 2))

    pages = [
        queries.sites(SiteFilters(), sort="acres", page=page, size=3, identity=SYSTEM)
        for page in (1, 2, 3, 4)
    ]

    numbers = [row.number for found, _ in pages for row in found]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6, 7]
    assert [total for _, total in pages] == [7, 7, 7, 7]


def test_sites_off_the_list_are_found_only_when_asked_for(db: SQLAlchemy) -> None:
    site = make_site("Sold")
    set_listed(site, listed=False, reason="Sold", now=utcnow())

    assert names() == []
    assert names(unlisted=True) == ["Sold"]


def test_the_map_says_when_it_is_cut(db: SQLAlchemy) -> None:
    for place in range(3):
        make_site(str(place), latitude="44.6", longitude="-93.5")

    found = queries.map_points(SiteFilters(), SYSTEM, most=2)

    assert (len(found.points), found.is_cut) == (2, True)


def test_kinds_and_building_sizes_filter(db: SQLAlchemy) -> None:
    make_site("Hall", kind=PropertyKind.BUILDING, building_sq_ft="120,000")
    make_site("Field", total_acres="4")

    assert names(kind="building") == ["Hall"]
    assert names(sq_ft=(100_000, None)) == ["Hall"]
    assert names(sq_ft=(130_000, None)) == []
