from __future__ import annotations

from datetime import date, timedelta

import pytest

from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS, SCREENING, fields_for
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.screening import (
    completeness,
    is_overdue,
    next_check,
    screening_completeness,
)

EVERYTHING = {*FIELDS, *ATTRIBUTES}


@pytest.mark.parametrize("kind", PropertyKind)
def test_knowing_everything_is_complete_and_knowing_nothing_misses_everything(
    kind: PropertyKind,
) -> None:
    assert screening_completeness(EVERYTHING, kind=kind).complete
    assert screening_completeness(EVERYTHING, kind=kind).percent == 100
    assert screening_completeness(set(), kind=kind).missing == tuple(
        item.label for item in SCREENING
    )
    assert completeness(EVERYTHING, kind=kind).complete
    assert completeness(set(), kind=kind).known == 0


def test_a_point_needs_both_coordinates() -> None:
    found = screening_completeness(EVERYTHING - {"longitude"}, kind=PropertyKind.LAND)

    assert found.missing == ("Point on the map",)
    assert found.known == 14
    assert found.percent == 93


def test_either_price_will_do() -> None:
    known = EVERYTHING - {"price_per_acre", "price_total"}

    assert screening_completeness(known, kind=PropertyKind.LAND).missing == ("Price",)
    assert screening_completeness(known | {"price_total"}, kind=PropertyKind.LAND).complete


def test_a_building_is_asked_for_space_and_height_in_place_of_acres() -> None:
    known = EVERYTHING - {"contiguous_acres_max", "developable_acres"}

    assert screening_completeness(known, kind=PropertyKind.BUILDING).complete
    assert not screening_completeness(known, kind=PropertyKind.LAND).complete


def test_completeness_counts_only_the_fields_of_the_kind() -> None:
    assert completeness({"total_acres", "clear_height_ft"}, kind=PropertyKind.LAND).known == 1
    assert completeness(set(), kind=PropertyKind.LAND).total == len(fields_for(PropertyKind.LAND))


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("availability", 90),
        ("price_per_acre", 90),
        ("dock_doors", 90),
        ("zoning_class", 180),
        ("sewer_spare_mgd", 365),
    ],
)
def test_a_value_goes_stale_the_day_after_its_limit(key: str, days: int) -> None:
    today = date(2026, 11, 22)
    field = FIELDS[key]

    last = next_check(field, as_of=today - timedelta(days))

    assert last == today
    assert not is_overdue(last, today=today)
    assert is_overdue(last, today=today + timedelta(1))
