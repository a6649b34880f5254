from __future__ import annotations

import pytest

from fss.exchange.rules.mapping import check_mapping, guess_mapping, targets_of, unit_in_header
from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS


def target(header: str) -> str:
    return guess_mapping([header])[0].target


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Community Name", "@city"),
        ("Park Name", "@name"),
        ("Site ID", "@own_id"),
        ("PID", "@parcel"),
        ("Purchase Price ", "price_per_acre"),
        ("Max. Contiguous Acreage", "contiguous_acres_max"),
        ("Maximum contiguous acres", "contiguous_acres_max"),
        ("Min. Lot Size (Acres)", "min_lot_acres"),
        ("Acreage (sq ft)", "total_acres"),
        ("TIF District", "tif_district"),
        ("Ownership", "owner"),
        ("Zoning", "zoning_code"),
        ("ZONING CLASS", "zoning_class"),
        ("Certified by Who?", "certified_by"),
        ("Distance to nearest interstate (miles)", "interstate_distance_mi"),
        ("Total SF", "building_sq_ft"),
        ("Ceiling Height", "clear_height_ft"),
        ("electric_capacity_mw", "electric_capacity_mw"),
        ("Favorite color", ""),
        ("", ""),
    ],
)
def test_a_header_finds_its_field(header: str, expected: str) -> None:
    assert target(header) == expected


@pytest.mark.parametrize("key", FIELDS)
def test_every_label_and_alias_finds_its_own_field(key: str) -> None:
    for label in (FIELDS[key].label, *FIELDS[key].aliases):
        assert target(label) == key, label


def test_a_column_park_name_names_the_row_and_not_the_park_around_it() -> None:
    assert target("park_name") == "@name"
    assert target("contiguous_acres_max") == "contiguous_acres_max"


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_label_and_alias_finds_its_own_attribute(name: str) -> None:
    for label in (ATTRIBUTES[name].label, *ATTRIBUTES[name].aliases):
        assert target(label) == name, label


def test_no_target_is_given_to_two_columns_and_the_better_one_gets_it() -> None:
    guesses = guess_mapping(["Acres total", "Total acreage", "Total acreage"])

    assert [guess.target for guess in guesses].count("total_acres") == 1
    assert guesses[1].target == "total_acres"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Acreage (sq ft)", "sq_ft"),
        ("Min. Lot Size (Acres)", "acres"),
        ("Price per SF", "usd_sq_ft"),
        ("Price ($/acre)", "usd_acre"),
        ("Price", ""),
        ("Contact (office)", ""),
    ],
)
def test_a_header_may_state_the_unit(header: str, expected: str) -> None:
    assert unit_in_header(header) == expected


def test_a_header_in_another_quantity_is_not_taken() -> None:
    assert target("Total acreage (MW)") != "total_acres"


def test_a_mapping_chosen_by_hand_is_checked() -> None:
    assert check_mapping({0: "@name", 1: "@city"}, 2) == []
    assert check_mapping({0: "@name", 1: "@name"}, 2) == [
        'Two columns are set to "Name". Keep one.',
        'Say which column holds "City or township".',
    ]
    assert check_mapping({0: "@name", 9: "@city"}, 2) == ["Column 10 does not exist in this file."]
    assert check_mapping({0: "@name", 1: "@city", 2: "x"}, 3) == ['There is no field "x".']


def test_a_mapping_for_the_check_holds_only_columns_with_a_target() -> None:
    assert targets_of(guess_mapping(["City", "Favorite color", "Name"])) == {0: "@city", 2: "@name"}
