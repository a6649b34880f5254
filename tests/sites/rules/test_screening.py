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
    assert completeness(set(), kind=PropertyKind.LAND).total == len(
        [field for field in fields_for(PropertyKind.LAND) if field.asked_if is None]
    )


def test_the_date_of_a_study_is_missing_only_when_the_study_is_done() -> None:
    def missing(status: str) -> tuple[str, ...]:
        known, chosen = {"phase_1_esa"}, {"phase_1_esa": (status,)}
        return completeness(known, kind=PropertyKind.LAND, chosen=chosen).missing

    assert "Phase I environmental assessment, date" in missing("done_clean")
    assert "Phase I environmental assessment, date" not in missing("none")


def test_what_is_known_counts_even_when_nobody_would_ask_for_it() -> None:
    assert completeness({"phase_1_esa_on"}, kind=PropertyKind.LAND).known == 1


def test_what_a_field_waits_for_is_a_choice_of_another_field() -> None:
    waiting = [field for field in FIELDS.values() if field.asked_if]

    assert waiting
    for field in waiting:
        assert field.asked_if is not None
        other = FIELDS[field.asked_if.field]
        assert field.asked_if.choices <= {choice.key for choice in other.choices}
        assert field.asked_if.choices
        assert field.applies_to <= other.applies_to


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
