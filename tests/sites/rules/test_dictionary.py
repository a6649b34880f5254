from __future__ import annotations

import re
from collections import Counter

import pytest

from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import (
    ATTRIBUTES,
    FIELDS,
    SCREENING,
    fields_by_group,
    fields_for,
    label_of_target,
)
from fss.sites.rules.fields import GROUPS, Field, Kind, Part, PropertyKind
from fss.sites.rules.parsing import normalized
from fss.sites.rules.units import UNITS

each_field = pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.key)


def test_the_dictionary_holds_the_screening_fields_and_at_least_45_others() -> None:
    screening = [field for field in FIELDS.values() if field.screening]

    assert len(SCREENING) == 15
    assert len(FIELDS) - len(screening) >= 45


@each_field
def test_a_field_is_declared_in_full(field: Field) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,39}", field.key)
    assert field.key.isidentifier()
    assert 3 <= len(field.aliases) <= 6
    assert field.group in {group.key for group in GROUPS}
    assert field.applies_to
    assert not field.unit or field.unit in UNITS
    assert field.is_set == bool(field.choices)


@each_field
def test_a_description_is_one_sentence(field: Field) -> None:
    assert field.description.endswith(".")
    assert not re.search(r"[.!?]\s+[A-Z]", field.description)
    assert field.description[0].isupper()
    assert len(field.description) <= 160


@each_field
def test_numbers_have_sane_bounds(field: Field) -> None:
    if field.is_numeric:
        assert field.minimum is not None
        assert field.maximum is not None
        assert field.minimum < field.maximum


@each_field
def test_only_tables_have_columns_and_their_cells_can_be_read(field: Field) -> None:
    assert field.is_table == bool(field.columns_of_table)
    kinds = {column.kind for column in field.columns_of_table}
    assert not kinds & {Kind.CHOICE, Kind.MULTI, Kind.BOOLEAN, Kind.TABLE}
    assert all(not column.unit or column.unit in UNITS for column in field.columns_of_table)


def test_a_study_is_a_state_a_date_and_a_firm_of_the_same_class() -> None:
    rows: dict[str, list[Field]] = {}
    for field in FIELDS.values():
        if field.row:
            rows.setdefault(field.row, []).append(field)

    assert len(rows) == 11
    for key, members in rows.items():
        assert [one.part for one in members] == list(Part)
        assert members[0].key == key
        assert len({one.data_class for one in members}) == 1


def test_private_matters_are_not_public() -> None:
    county = {key for key, field in FIELDS.items() if field.data_class is DataClass.COUNTY}

    assert {"owner", "willing_seller_on", "option_terms", "appraised_value"} <= county
    assert not {key for key in county if FIELDS[key].screening}


@pytest.mark.parametrize(
    ("kind", "least"), [(PropertyKind.LAND, 170), (PropertyKind.BUILDING, 230)]
)
def test_the_reference_is_covered(kind: PropertyKind, least: int) -> None:
    assert len(fields_for(kind)) >= least


def test_no_label_or_alias_is_claimed_twice() -> None:
    claimed = Counter(
        name
        for item in (*FIELDS.values(), *ATTRIBUTES.values())
        for name in {normalized(item.label), *map(normalized, item.aliases)}
    )

    assert [name for name, times in claimed.items() if times > 1] == []


@each_field
def test_no_answer_of_a_field_can_mean_two_choices(field: Field) -> None:
    claimed = Counter(
        name
        for choice in field.choices
        for name in {
            normalized(choice.key.replace("_", " ")),
            normalized(choice.label),
            *map(normalized, choice.synonyms),
        }
    )

    assert [name for name, times in claimed.items() if times > 1] == []


def test_labels_of_multiple_answers_hold_no_comma_so_that_they_can_be_listed() -> None:
    multi = [field for field in FIELDS.values() if field.kind is Kind.MULTI]

    assert all("," not in choice.label for field in multi for choice in field.choices)


def test_every_screening_need_is_a_screening_field_or_an_attribute() -> None:
    needed = {
        target
        for item in SCREENING
        for needs in (item.needs, item.building_needs)
        for alternatives in needs
        for target in alternatives
    }

    assert {key for key in needed if not key.startswith("@")} == {
        field.key for field in FIELDS.values() if field.screening
    }
    assert all(label_of_target(target) for target in needed)


@pytest.mark.parametrize("kind", PropertyKind)
def test_every_screening_need_can_be_answered_for_land_and_for_buildings(
    kind: PropertyKind,
) -> None:
    keys = {field.key for field in fields_for(kind)}

    for item in SCREENING:
        for alternatives in item.needs_for(kind):
            assert all(target in keys or target in ATTRIBUTES for target in alternatives)


def test_what_the_screening_set_needs_has_typed_columns() -> None:
    assert all(field.screened for field in FIELDS.values() if field.screening)
    assert FIELDS["contiguous_acres_max"].columns == (
        "contiguous_acres_max_low",
        "contiguous_acres_max_high",
    )
    assert FIELDS["gas_status"].columns == ("gas_status",)
    assert FIELDS["notes"].columns == ()


@pytest.mark.parametrize("kind", PropertyKind)
def test_fields_come_in_the_order_of_the_groups(kind: PropertyKind) -> None:
    labels = [label for label, _ in fields_by_group(kind)]

    assert labels == [group.label for group in GROUPS if group.label in labels]
    assert sum(len(fields) for _, fields in fields_by_group(kind)) == len(fields_for(kind))
