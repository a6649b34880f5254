from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.outcomes import Outcome
from fss.sites.rules.parsing import parse
from fss.sites.rules.units import convert, unit_named
from fss.sites.rules.values import Interval, Qualifier, Value, display

NUMERIC = [field for field in FIELDS.values() if field.is_numeric]
SETS = [field for field in FIELDS.values() if field.is_set]
DATES = [field for field in FIELDS.values() if field.kind is Kind.DATE]


def amounts(field: Field) -> st.SearchStrategy[float]:
    assert field.minimum is not None
    assert field.maximum is not None
    if field.kind is Kind.INTEGER:
        return st.integers(int(field.minimum), int(field.maximum)).map(float)
    finite = st.floats(field.minimum, field.maximum, allow_nan=False, allow_infinity=False)
    return finite.map(lambda amount: round(amount, 4) + 0.0)


@st.composite
def numeric_values(draw: st.DrawFn) -> tuple[Field, Value]:
    field = draw(st.sampled_from(NUMERIC))
    first, second = sorted((draw(amounts(field)), draw(amounts(field))))
    allowed = [
        Qualifier.EXACT,
        Qualifier.AT_LEAST,
        Qualifier.AT_MOST,
        Qualifier.ABOUT,
        Qualifier.RANGE,
    ]
    if field.kind is Kind.MONEY:
        allowed += [Qualifier.NEGOTIABLE, Qualifier.ON_REQUEST]
    qualifier = draw(st.sampled_from(allowed))
    ends: tuple[float | None, float | None] = {
        Qualifier.EXACT: (first, first),
        Qualifier.AT_LEAST: (first, None),
        Qualifier.AT_MOST: (None, first),
        Qualifier.ABOUT: (first, second),
        Qualifier.RANGE: (first, second),
        Qualifier.NEGOTIABLE: draw(
            st.sampled_from([(None, None), (first, first), (first, second), (None, second)])
        ),
        Qualifier.ON_REQUEST: (None, None),
    }[qualifier]
    if qualifier is Qualifier.RANGE and first == second:
        qualifier = Qualifier.EXACT
    value = Value(field=field.key, low=ends[0], high=ends[1], qualifier=qualifier, unit=field.unit)
    return field, value


@given(numeric_values())
def test_what_is_shown_of_a_number_reads_back_as_the_same_number(
    drawn: tuple[Field, Value],
) -> None:
    field, value = drawn

    parsed = parse(field, display(field, value))

    assert parsed.outcome is Outcome.FACT, (display(field, value), parsed.problem)
    assert parsed.value is not None
    assert (parsed.value.low, parsed.value.high) == (value.low, value.high)
    assert parsed.value.qualifier is value.qualifier
    assert parsed.value.bounds == value.bounds
    assert display(field, parsed.value) == display(field, value)


@given(st.data())
def test_what_is_shown_of_a_choice_reads_back_as_the_same_choice(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(SETS))
    most = len(field.choices) if field.kind is Kind.MULTI else 1
    picked = data.draw(st.lists(st.sampled_from(field.choices), min_size=1, max_size=most))
    keys = tuple(choice.key for choice in field.choices if choice in picked)
    value = Value(field=field.key, choices=keys)

    parsed = parse(field, display(field, value))

    assert parsed.value is not None, parsed.problem
    assert parsed.value.choices == keys


@given(
    st.sampled_from(DATES),
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.sampled_from([Qualifier.EXACT, Qualifier.RANGE, Qualifier.AT_LEAST, Qualifier.AT_MOST]),
)
def test_what_is_shown_of_a_date_reads_back_as_the_same_date(
    field: Field, one: date, two: date, qualifier: Qualifier
) -> None:
    first, last = float(min(one, two).toordinal()), float(max(one, two).toordinal())
    ends = {
        Qualifier.EXACT: (first, first),
        Qualifier.RANGE: (first, last),
        Qualifier.AT_LEAST: (first, None),
        Qualifier.AT_MOST: (None, last),
    }[qualifier]
    value = Value(field=field.key, low=ends[0], high=ends[1], qualifier=qualifier)

    parsed = parse(field, display(field, value))

    assert parsed.value is not None, parsed.problem
    assert (parsed.value.low, parsed.value.high) == ends


@given(st.sampled_from(list(FIELDS.values())), st.text(max_size=80))
def test_any_words_end_as_fact_no_data_or_problem(field: Field, words: str) -> None:
    parsed = parse(field, words)

    assert (parsed.value is not None) == (parsed.outcome is Outcome.FACT)
    assert (parsed.problem is not None) == (parsed.outcome is Outcome.PROBLEM)


@pytest.mark.parametrize(
    ("large", "small"),
    [("acres", "sq_ft"), ("mi", "ft"), ("mw", "kw"), ("mgd", "gpd"), ("usd_sq_ft", "usd_acre")],
)
@given(amount=st.floats(1, 1e6).map(lambda amount: round(amount, 2)))
def test_a_conversion_there_and_back_keeps_the_amount(
    large: str, small: str, amount: float
) -> None:
    there = convert(amount, source=large, target=small)

    assert convert(there, source=small, target=large) == pytest.approx(amount)


def test_the_price_of_an_acre_is_43560_times_that_of_a_square_foot() -> None:
    assert convert(1.0, source="usd_sq_ft", target="usd_acre") == 43_560
    assert convert(43_560.0, source="sq_ft", target="acres") == 1
    assert convert(500_000, source="gpd", target="mgd") == 0.5


def test_different_quantities_are_not_converted() -> None:
    with pytest.raises(ValueError, match="acres is not mw"):
        convert(1, source="acres", target="mw")


def test_a_spelling_with_two_meanings_follows_the_field() -> None:
    load, price = unit_named("PSF", like="psf"), unit_named("psf", like="usd_acre")

    assert load is not None
    assert load.key == "psf"
    assert price is not None
    assert price.key == "usd_sq_ft"


def test_a_turned_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval"):
        Interval(2, 1)
    with pytest.raises(ValueError, match="no interval"):
        Interval(float("nan"), 1)
