"""The dictionary with fields that a county has added itself."""

from collections.abc import Iterator

import pytest

from fss.exchange.rules.mapping import guess_mapping
from fss.pursuits.rules import find_field
from fss.sites.rules.dictionary import FIELDS, fields_by_group, fields_for
from fss.sites.rules.dictionary.whole import Dictionary
from fss.sites.rules.fields import BOTH, Field, Kind, PropertyKind


def slips(**other: object) -> Field:
    values: dict[str, object] = {
        "key": "own_barge_slips",
        "label": "Barge slips",
        "group": "transport",
        "kind": Kind.INTEGER,
        "aliases": ("slips for barges",),
        "description": "Slips at the river.",
        **other,
    }
    return Field(**values)  # type: ignore[arg-type]


@pytest.fixture
def dictionary() -> Iterator[list[Field]]:
    """What the county has added: a list to change."""
    own: list[Field] = []
    before = FIELDS.own_fields_come_from(lambda: tuple(own))
    yield own
    FIELDS.own_fields_come_from(before)


def test_a_field_that_the_county_adds_is_a_field_at_once(dictionary: list[Field]) -> None:
    declared = len(FIELDS)

    dictionary.append(slips())

    assert FIELDS["own_barge_slips"] is dictionary[0]
    assert len(FIELDS) == declared + 1 == len(list(FIELDS)) == len(FIELDS.values())
    assert "own_barge_slips" in FIELDS
    assert FIELDS.get("own_barge_slips") is dictionary[0]
    assert dictionary[0] in fields_for(PropertyKind.LAND)
    transport = dict(fields_by_group(PropertyKind.BUILDING))["Transport"]
    assert transport[-1] is dictionary[0]


def test_a_retired_field_is_found_by_its_key_and_asked_of_nobody(dictionary: list[Field]) -> None:
    dictionary.append(slips(retired=True))

    assert FIELDS["own_barge_slips"].label == "Barge slips"
    assert "own_barge_slips" in FIELDS
    assert "own_barge_slips" not in list(FIELDS)
    assert not any(field.is_own for field in fields_for(PropertyKind.LAND))


def test_columns_and_criteria_find_an_own_field_by_label_and_alias(
    dictionary: list[Field],
) -> None:
    assert guess_mapping(["Slips for barges"])[0].target != "own_barge_slips"

    dictionary.append(slips())

    assert guess_mapping(["Slips for barges"])[0].target == "own_barge_slips"
    assert guess_mapping(["barge slips"])[0].target == "own_barge_slips"
    assert find_field("barge slips").key == "own_barge_slips"

    dictionary[0] = slips(label="Moorings", aliases=())
    assert guess_mapping(["Moorings"])[0].target == "own_barge_slips"
    assert guess_mapping(["Slips for barges"])[0].target != "own_barge_slips"


def test_an_unknown_key_is_no_field() -> None:
    assert "nothing" not in FIELDS
    assert FIELDS.get("nothing") is None
    with pytest.raises(KeyError):
        FIELDS["nothing"]


def test_no_declared_key_looks_like_an_own_one() -> None:
    assert not any(key.startswith("own_") for key in FIELDS)


def test_a_building_takes_over_what_holds_for_the_ground() -> None:
    inherited = {key for key, field in FIELDS.items() if field.inherited}

    assert {"zoning_class", "water_status", "latitude", "tif_district"} <= inherited
    assert not {"price_total", "total_acres", "availability", "contact_name"} & inherited
    assert all(FIELDS[key].applies_to == BOTH for key in inherited)


def test_own_fields_stand_last_in_their_group() -> None:
    found = Dictionary([slips(key="a", group="gas"), slips(key="b", group="identity")])
    found.own_fields_come_from(lambda: (slips(key="own_c", group="identity"),))

    assert list(found) == ["b", "own_c", "a"]
