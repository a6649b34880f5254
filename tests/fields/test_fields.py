"""Own fields in the database: at once in the dictionary, gone with a rollback, kept by facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from fss.audit.queries import broken_streams
from fss.errors import RuleError
from fss.fields import queries
from fss.fields.models import OwnField
from fss.fields.services import edit_field, set_retired
from fss.permissions.rules import SYSTEM
from fss.sites.models import Confidence, Statement
from fss.sites.queries import fact_history, held_values
from fss.sites.rules.classes import Audience
from fss.sites.rules.dictionary import FIELDS, fields_for
from fss.sites.rules.fields import Kind, PropertyKind
from fss.sites.services.facts import current_facts, state_facts
from fss.timezone import utcnow
from tests.factories.fields import make_field
from tests.factories.sites import STATED, make_site


def change(field: OwnField, **words: Any) -> None:
    edit_field(field, replace(queries.definition_of(field), **words), now=utcnow())


def test_a_field_is_in_the_dictionary_as_soon_as_it_is_added(db: SQLAlchemy) -> None:
    assert "own_barge_slips" not in FIELDS

    field = make_field()

    assert FIELDS[field.key].label == "Barge slips"
    assert field.key in list(FIELDS)


def test_a_field_that_was_not_kept_is_no_field(db: SQLAlchemy) -> None:
    make_field()
    db.session.rollback()

    assert "own_barge_slips" not in FIELDS
    assert FIELDS.own == ()


def test_a_field_outlives_the_commit(db: SQLAlchemy) -> None:
    make_field()
    db.session.commit()

    assert "own_barge_slips" in FIELDS


def test_a_retired_field_is_asked_no_longer_and_keeps_its_history(db: SQLAlchemy) -> None:
    field = make_field()
    site = make_site(own_barge_slips="4")

    set_retired(field, retired=True, now=utcnow())

    assert FIELDS["own_barge_slips"].retired
    assert "own_barge_slips" not in held_values(site, today=STATED, audience=Audience.COUNTY)
    assert [fact.low for fact, _ in fact_history(site, "own_barge_slips")] == [4]

    set_retired(field, retired=False, now=utcnow())
    assert held_values(site, today=STATED, audience=Audience.COUNTY)["own_barge_slips"].words == "4"


def test_kind_unit_and_answers_in_use_stay(db: SQLAlchemy) -> None:
    field = make_field("Dust rules", kind=Kind.CHOICE, answers=("Strict", "Usual"))
    site = make_site(own_dust_rules="Strict")

    change(field, choices=(("strict", "Severe"), ("", "None at all")))
    assert (
        held_values(site, today=STATED, audience=Audience.COUNTY)["own_dust_rules"].words
        == "Severe"
    )
    with pytest.raises(RuleError, match="Severe"):
        change(field, choices=(("none_at_all", "None at all"), ("", "More")))
    with pytest.raises(RuleError, match="kind and unit stay"):
        change(field, kind=Kind.TEXT, choices=())


def test_a_plan_of_an_own_field_stands_beside_the_present_value(db: SQLAlchemy) -> None:
    field = make_field("Barge slips", plannable=True)
    plan = Statement(field="own_barge_slips", value="6", planned=True, plan_on=STATED)
    site = make_site(own_barge_slips="4", facts=[plan])
    said = queries.definition_of(field)

    held = held_values(site, today=STATED, audience=Audience.COUNTY)["own_barge_slips"]
    assert held.words == "4"
    assert held.plan_words.startswith("6")
    with pytest.raises(RuleError, match="Clear them first"):
        change(field, plannable=False)
    state_facts(
        site,
        [replace(plan, value="")],
        source="City",
        as_of=STATED,
        confidence=Confidence.OWNER,
        actor=SYSTEM,
        now=utcnow(),
    )
    change(field, plannable=False)
    assert queries.definition_of(field) == replace(said, plannable=False)


def test_kind_may_change_while_nobody_states_it(db: SQLAlchemy) -> None:
    field = make_field()

    change(field, kind=Kind.TEXT)

    assert FIELDS[field.key].kind is Kind.TEXT


def test_two_fields_do_not_answer_to_one_name(db: SQLAlchemy) -> None:
    make_field()

    for label in ("barge slips", "Gas service", "Barge-Slips"):
        with pytest.raises(RuleError) as refused:
            make_field(label)
        assert refused.value.field == "label"


def test_keys_of_answers_come_from_nowhere_else(db: SQLAlchemy) -> None:
    field = make_field("Dust rules", kind=Kind.CHOICE, answers=("Strict", "Usual"))

    change(field, choices=(("'; drop", "Strict"), ("usual", "Usual")))

    assert field.choices == [["strict", "Strict"], ["usual", "Usual"]]


def test_a_building_takes_own_fields_over_by_their_section(db: SQLAlchemy) -> None:
    field = make_field()
    land = make_site(own_barge_slips="4")
    building = make_site(
        "Hall", organization=land.organization, kind=PropertyKind.BUILDING, land=land
    )
    key = (field.key, False)
    assert current_facts(building.id)[key].site_id == land.id

    change(field, group="price")
    assert key not in current_facts(building.id)

    change(field, group="transport")
    assert key in current_facts(building.id)


def test_what_is_done_to_fields_stands_in_the_record(db: SQLAlchemy) -> None:
    field = make_field()
    set_retired(field, retired=True, now=utcnow())
    db.session.commit()

    assert not broken_streams()


def test_a_field_for_buildings_is_not_asked_of_land(db: SQLAlchemy) -> None:
    field = make_field(applies_to=frozenset({PropertyKind.BUILDING}))

    asked = {kind: [one.key for one in fields_for(kind)] for kind in PropertyKind}

    assert field.key in asked[PropertyKind.BUILDING]
    assert field.key not in asked[PropertyKind.LAND]
