"""What is written down about the made-up county is sound: shapes, fields, choices, units."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from shapely.geometry import shape

from fss.sample.outlines import COUNTY, MEMBERS, outline_of
from fss.sample.pictures import draw_picture
from fss.sample.places import MEMBERS as PLACES
from fss.sample.places import PEOPLE
from fss.sample.properties import Property, read_properties
from fss.sites.models import Statement
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.parsing import Context, Outcome, parse
from fss.sites.services.places import acres_of

TODAY = date(2026, 11, 20)
PROPERTIES = read_properties()
BOUNDED = [item for item in PROPERTIES if item.boundary]


def test_every_member_has_an_outline_inside_the_county_and_none_overlap():
    county = shape(outline_of(COUNTY))
    outlines = {code: shape(outline_of(points)) for code, points in MEMBERS.items()}

    assert list(outlines) == [place.code for place in PLACES]
    assert county.is_valid
    for code, outline in outlines.items():
        assert outline.is_valid, code
        assert county.contains(outline), code
    assert [pair for pair in combinations(outlines, 2) if _meet(outlines, *pair)] == []


def _meet(outlines, one, other):
    return outlines[one].intersects(outlines[other])


def test_every_property_lies_in_its_member_and_none_overlap():
    lots = {item.own_id: _lot(item) for item in BOUNDED}

    for item in BOUNDED:
        assert lots[item.own_id].is_valid, item.own_id
        assert shape(outline_of(MEMBERS[item.member])).contains(lots[item.own_id]), item.own_id
    assert [pair for pair in combinations(lots, 2) if _meet(lots, *pair)] == []


def _lot(item: Property):
    return shape({"type": "Polygon", "coordinates": [item.boundary]})


def test_the_county_has_about_sixty_properties_of_every_member():
    kinds = [item.kind for item in PROPERTIES]

    assert kinds.count(PropertyKind.LAND) >= 40
    assert kinds.count(PropertyKind.BUILDING) >= 20
    assert {item.member for item in PROPERTIES} == {place.code for place in PLACES}
    assert len({item.own_id for item in PROPERTIES}) == len(PROPERTIES)
    assert sum(bool(item.land) for item in PROPERTIES) >= 5


@pytest.mark.parametrize("item", PROPERTIES, ids=lambda item: item.own_id)
def test_every_value_of_a_property_can_be_read(item: Property):
    statements = item.statements(TODAY)

    assert 20 <= len(statements) <= 90
    assert [bad for one in statements if (bad := _trouble(item, one))] == []


def _trouble(item: Property, statement: Statement) -> str | None:
    field = FIELDS[statement.field]
    if item.kind not in field.applies_to:
        return f"{field.key} is not a field of {item.kind}"
    if statement.planned and not field.plannable:
        return f"{field.key} cannot be planned"
    if statement.planned and (statement.plan_on <= TODAY or not statement.plan_cost):
        return f"the plan for {field.key} needs a later day and a cost"
    read = parse(field, statement.value, context=Context(as_of=statement.as_of))
    return None if read.outcome is Outcome.FACT else f"{field.key}: {read.problem}"


def test_stated_acres_are_near_the_drawn_ones_and_some_are_off():
    shares = []
    for item in BOUNDED:
        stated = [one for one in item.statements(TODAY) if one.field == "total_acres"]
        if stated:
            drawn = acres_of({"type": "Polygon", "coordinates": [item.boundary]})
            shares.append(parse(FIELDS["total_acres"], stated[0].value).value.low / drawn)

    assert all(0.9 < share < 1.1 for share in shares)
    assert any(abs(share - 1) > 0.02 for share in shares)


def test_values_carry_every_kind_of_qualifier_and_some_are_old():
    statements = [one for item in PROPERTIES for one in item.statements(TODAY)]
    read = [parse(FIELDS[one.field], one.value, context=Context(as_of=TODAY)) for one in statements]
    qualifiers = {one.value.qualifier.value for one in read}
    ages = [(TODAY - one.as_of).days for one in statements]

    wanted = {"exact", "about", "at_least", "range", "negotiable", "on_request"}
    assert wanted <= qualifiers
    assert min(ages) >= 0
    assert 500 < max(ages) <= 730
    assert sum(one.planned for one in statements) >= 15


def test_the_days_move_with_the_day_the_county_is_made():
    later = date(2029, 3, 2)

    old, new = PROPERTIES[0].statements(TODAY), PROPERTIES[0].statements(later)

    assert {b.as_of - a.as_of for a, b in zip(old, new, strict=True)} == {later - TODAY}


def test_the_same_site_gives_the_same_picture():
    pictured = [item for item in PROPERTIES if item.has_picture]

    assert len(pictured) >= 6
    assert draw_picture(pictured[0]) == draw_picture(pictured[0])


def test_every_mailbox_is_at_a_domain_reserved_for_examples():
    assert {person.email.rsplit("@", 1)[1] for person in PEOPLE} == {"example.org"}
