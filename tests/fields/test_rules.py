"""What an own field may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fss.errors import RuleError
from fss.fields.rules import (
    Definition,
    as_field,
    check_definition,
    check_kept,
    new_key,
    units_for,
)
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Kind
from fss.sites.rules.parsing import parse

SLIPS = Definition(label="Barge slips", group="transport", kind=Kind.INTEGER)
DUST = Definition(
    label="Dust rules",
    group="zoning",
    kind=Kind.CHOICE,
    choices=(("", "Strict"), ("", "Usual")),
)


def checked(said: Definition, **kwargs: Any) -> Definition:
    return check_definition(said, FIELDS.values(), **kwargs)


def test_answers_get_keys_of_their_own_once() -> None:
    first = checked(DUST)
    again = checked(
        replace(first, choices=(("strict", "Severe"), ("", "Strict words"), *first.choices[1:]))
    )

    assert first.choices == (("strict", "Strict"), ("usual", "Usual"))
    assert again.choices == (
        ("strict", "Severe"),
        ("strict_words", "Strict words"),
        ("usual", "Usual"),
    )


def test_each_answer_is_read_back_as_itself() -> None:
    field = as_field("own_dust", checked(DUST), retired=False)

    assert [parse(field, label).value.choices for label in ("strict", "USUAL")] == [
        ("strict",),
        ("usual",),
    ]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"label": ""}, "label"),
        ({"label": "!!"}, "label"),
        ({"label": "x" * 121}, "label"),
        ({"label": "Gas service"}, "label"),
        ({"label": "City"}, "label"),
        ({"aliases": ("rail",)}, "aliases"),
        ({"aliases": ("x" * 81,)}, "aliases"),
        ({"group": "nowhere"}, "section"),
        ({"unit": "acres", "kind": Kind.TEXT}, "unit"),
        ({"unit": "usd"}, "unit"),
        ({"unit": "", "kind": Kind.MONEY}, "unit"),
        ({"unit": "furlongs"}, "unit"),
        ({"kind": Kind.TABLE}, "kind"),
        ({"applies_to": frozenset()}, "applies_to"),
        ({"kind": Kind.CHOICE, "choices": (("", "One"),)}, "choices"),
        ({"kind": Kind.CHOICE, "choices": (("", "One"), ("", "one"))}, "choices"),
        ({"kind": Kind.CHOICE, "choices": (("", "One"), ("", "Two; three"))}, "choices"),
        ({"kind": Kind.MULTI, "choices": (("", "One"), ("", "Two, three"))}, "choices"),
        ({"kind": Kind.CHOICE, "choices": (("", "Strict"), ("strict", "Severe"))}, "choices"),
    ],
)
def test_what_could_not_be_told_apart_or_read_is_refused(change: Any, at: str) -> None:
    with pytest.raises(RuleError) as refused:
        checked(replace(SLIPS, **change))

    assert refused.value.field == at


def test_kind_and_unit_stay_once_a_value_is_stated() -> None:
    wider = replace(SLIPS, label="Moorings", description="At the river.")

    assert checked(wider, before=SLIPS).label == "Moorings"
    for change, at in (({"kind": Kind.NUMBER}, "kind"), ({"unit": "miles"}, "unit")):
        with pytest.raises(RuleError) as refused:
            checked(replace(SLIPS, **change), before=SLIPS)  # type: ignore[arg-type]
        assert refused.value.field == at


def test_an_answer_in_use_may_be_renamed_and_not_removed() -> None:
    before = (("strict", "Strict"), ("usual", "Usual"))

    check_kept(before, replace(DUST, choices=(("strict", "Severe"),)), {"strict"})
    with pytest.raises(RuleError, match="Usual"):
        check_kept(before, replace(DUST, choices=(("strict", "Severe"),)), {"usual"})


def test_a_key_is_new_and_short_enough_for_a_fact() -> None:
    assert new_key("Barge slips", set()) == "own_barge_slips"
    assert new_key("Barge slips", {"own_barge_slips"}) == "own_barge_slips_2"
    assert new_key("Ünïcode", set()) == "own_unicode"
    assert new_key("日本", set()) == "own_field"
    assert len(new_key("x" * 120, set())) <= 60


def test_units_fit_the_kind() -> None:
    assert "usd" in units_for(Kind.MONEY)
    assert "" not in units_for(Kind.MONEY)
    assert "acres" in units_for(Kind.NUMBER)
    assert units_for(Kind.TEXT) == ("",)
