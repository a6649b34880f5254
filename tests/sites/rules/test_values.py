from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.outcomes import Outcome
from fss.sites.rules.parsing import parse
from fss.sites.rules.tables import padded_rows
from fss.sites.rules.units import UNITS, can_convert, convert, unit_named
from fss.sites.rules.values import Interval, Qualifier, Value, display, display_date

NUMERIC = [field for field in FIELDS.values() if field.is_numeric]
SETS = [field for field in FIELDS.values() if field.is_set]
DATES = [field for field in FIELDS.values() if field.kind is Kind.DATE]
TABLES = [field for field in FIELDS.values() if field.is_table]
WORDS = [field for field in FIELDS.values() if field.kind in (Kind.TEXT, Kind.LONG_TEXT)]


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


@given(st.sampled_from(DATES), st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_date_in_iso_us_and_named_style_is_the_same_day(field: Field, day: date) -> None:
    styles = (f"{day:%Y-%m-%d}", f"{day.month}/{day.day}/{day.year}", display_date(day))

    read = [parse(field, words).value for words in styles]

    assert {(value.low, value.high) for value in read if value} == {
        (float(day.toordinal()), float(day.toordinal()))
    }
    assert None not in read


@st.composite
def table_words(draw: st.DrawFn) -> tuple[Field, str]:
    field = draw(st.sampled_from(TABLES))
    words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)
    number = st.sampled_from(["", "1", "30 to 60", "about 14", "at least 3", "1,250"])
    cells = {Kind.TEXT: words, Kind.DATE: st.sampled_from(["", "2026-05-04", "5/4/2026", "2027"])}
    rows = draw(
        st.lists(
            st.tuples(*(cells.get(one.kind, number) for one in field.columns_of_table)),
            min_size=1,
            max_size=5,
        )
    )
    return field, draw(st.sampled_from(["\n", ";"])).join(" | ".join(row) for row in rows)


@given(table_words())
def test_what_is_shown_of_a_table_reads_back_as_the_same_table(drawn: tuple[Field, str]) -> None:
    field, words = drawn
    first = parse(field, words)
    if first.value is None:
        return

    again = parse(field, display(field, first.value))

    assert again.value is not None, (first.value.text, again.problem)
    assert again.value.text == first.value.text
    width = len(field.columns_of_table)
    assert all(len(row) == width and row[0] for row in padded_rows(field, first.value.text))


def test_rows_are_parted_by_lines_or_by_semicolons() -> None:
    field = FIELDS["permit_steps"]
    by_lines = parse(field, "Site plan | Council | 30\nPermit | | 14 | 250").value
    by_semicolons = parse(field, "Site plan | Council | 30; Permit | | 14 | 250").value

    assert by_lines is not None
    assert by_semicolons is not None
    assert by_lines.text == "Site plan | Council | 30 days\nPermit | | 14 days | $250"
    assert by_semicolons.text == by_lines.text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Site plan | Council | soon", "Row 1, days:"),
        ("Site plan\n| Council | 30", "Row 2 has no step"),
        ("a | b | 1 | 2 | 3", "Row 1 has too many cells"),
        ("\n".join(["step"] * 61), "more than 60 rows"),
    ],
)
def test_a_table_that_cannot_be_read_says_which_row(words: str, sentence: str) -> None:
    parsed = parse(FIELDS["permit_steps"], words)

    assert parsed.problem is not None
    assert sentence in parsed.problem


@given(st.sampled_from(WORDS), st.text(max_size=80))
def test_what_is_shown_of_a_text_reads_back_as_the_same_text(field: Field, words: str) -> None:
    first = parse(field, words)
    if first.value is None:
        return

    again = parse(field, display(field, first.value))

    assert again.value is not None
    assert again.value.text == first.value.text


@pytest.mark.parametrize("field", NUMERIC, ids=lambda field: field.key)
def test_what_is_no_finite_number_is_refused_and_minus_zero_is_zero(field: Field) -> None:
    for cell in (float("nan"), float("inf"), float("-inf"), "nan", "inf", "-inf", "1e400"):
        parsed = parse(field, cell)
        assert parsed.value is None
    zero = parse(field, -0.0)
    if zero.value is not None:
        assert [str(end) for end in (zero.value.low, zero.value.high)] == ["0.0", "0.0"]


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


@given(numeric_values(), st.data())
def test_a_value_in_another_unit_of_the_same_quantity_is_converted_once(
    drawn: tuple[Field, Value], data: st.DataObject
) -> None:
    field, _ = drawn
    others = [unit for unit in UNITS.values() if field.unit and can_convert(unit.key, field.unit)]
    spelled = [(unit, words) for unit in others for words in unit.spellings]
    if not spelled:
        return
    unit, words = data.draw(st.sampled_from(spelled))
    named = unit_named(words, like=field.unit)
    parsed = parse(field, f"{'$' if unit.money else ''}3 {words}")
    if parsed.value is None or named is None:
        return

    again = parse(field, display(field, parsed.value))

    assert again.value is not None
    assert (again.value.low, again.value.high) == (parsed.value.low, parsed.value.high)
    assert parsed.value.low == convert(3, source=named.key, target=field.unit)


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
