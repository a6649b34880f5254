from __future__ import annotations

from datetime import date, datetime

import pytest

from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.parsing import Cell, Context, Outcome, parse
from fss.sites.rules.values import Interval, Qualifier, Value, display


def stated(key: str, cell: Cell, context: Context | None = None) -> Value:
    parsed = parse(FIELDS[key], cell, context=context)
    assert parsed.outcome is Outcome.FACT, parsed.problem
    assert parsed.value is not None
    return parsed.value


def shown(key: str, cell: Cell, context: Context | None = None) -> str:
    return display(FIELDS[key], stated(key, cell, context))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("180", "180 acres"),
        (180, "180 acres"),
        (61.5, "61.5 acres"),
        ("1,234.50", "1,234.5 acres"),
        ("200+", "at least 200 acres"),
        ("125+ ", "at least 125 acres"),
        ("200+ acres", "at least 200 acres"),
        ("200 acres or more", "at least 200 acres"),
        ("No less than 1 acre", "at least 1 acre"),
        ("up to 12", "at most 12 acres"),
        ("89-106", "89 to 106 acres"),
        ("89 – 106", "89 to 106 acres"),
        ("30 to 42", "30 to 42 acres"),
        ("between 30 and 42 acres", "30 to 42 acres"),
        ("from 30 to 42 acres", "30 to 42 acres"),
        ("2-22 Acres", "2 to 22 acres"),
        ("~26", "about 26 acres"),
        ("about 40", "about 40 acres"),
        ("approx. 40 acres", "about 40 acres"),
        ("20000 SF", "0.4591 acres"),
        ("43,560 sq. ft.", "1 acre"),
        ("87120 square feet", "2 acres"),
        (".69 acre", "0.69 acres"),
        ("\u00a011.64", "11.64 acres"),
        ("-0", "0 acres"),
    ],
)
def test_an_area_is_read_as_it_was_stated(words: Cell, expected: str) -> None:
    assert shown("total_acres", words) == expected


def test_the_original_words_are_kept_beside_a_converted_number() -> None:
    parsed = parse(FIELDS["min_lot_acres"], "20000 SF")

    assert parsed.converted
    assert parsed.value is not None
    assert parsed.value.words == "20000 SF"
    assert parsed.value.unit == "acres"


def test_a_number_without_a_unit_takes_the_unit_of_its_header() -> None:
    assert shown("total_acres", "87120", Context(unit="sq_ft")) == "2 acres"
    assert shown("total_acres", "2 acres", Context(unit="sq_ft")) == "2 acres"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("$0.69 - $1.95 per SF; $30000 - $85000 per Acre", "$30,000 to $85,000 per acre"),
        ("$392040 per Acre; $9 per SF", "$392,040 per acre"),
        ("$34,000 per acre", "$34,000 per acre"),
        ("$20000-$40000 per acre", "$20,000 to $40,000 per acre"),
        ("$10000 to 15000 per acre", "$10,000 to $15,000 per acre"),
        ("From $2.50/SF", "at least $108,900 per acre"),
        ("$5.95/sf to $9.00/sf. ", "$259,182 to $392,040 per acre"),
        ("$8.50 per SQF", "$370,260 per acre"),
        ("$3.50 to $6.00 per SF; $152460 to $261360", "$152,460 to $261,360 per acre"),
        ("Starting at $20000 per acre", "at least $20,000 per acre"),
        ("$2.4M per acre", "$2,400,000 per acre"),
        ("Negotiable", "Negotiable"),
        ("Negotiable per plot", "Negotiable"),
        ("Negotiable; Depending on tax base & job creation", "Negotiable"),
        (
            "Negotiable (between $1500 and $7500 per acres)",
            "$1,500 to $7,500 per acre, negotiable",
        ),
        ("$18000 per acre (negotiable)", "$18,000 per acre, negotiable"),
        (
            "$15000 per acre.  Negotiable based on project's economic benefit",
            "$15,000 per acre, negotiable",
        ),
        (
            "$3 to $12 per SF depending on size & location",
            "$130,680 to $522,720 per acre",
        ),
        ("Call for Pricing", "On request"),
    ],
)
def test_a_price_per_acre_is_read_out_of_what_brokers_write(words: str, expected: str) -> None:
    assert shown("price_per_acre", words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "$1/acre if development level is acceptable",
        "$1/Acre with development valued at $225000/Acre of property acquired",
        "$152460 to $217800 per Acre; $5 per SF",
        "$10 to $15.50 per SF Triple Net",
        "$25.00 per SF but land is not for sale only for development",
        "$2.26 to $3.90 per SF $4.45 SF for Lot 16",
        "$2.4M (7 acre) or $1.4M (4.6 acre) or $8 per SF",
        "$5500 per acre + business case breakdown",
        "Fair Market Value/Negotiable/$1.00 for qualifying projects",
        "Sites from $306227 to $846806",
        "Build-to-suit-lease",
        "Varies by parcel",
        "-$5 per acre",
        "$3 per kWh",
    ],
)
def test_a_price_with_a_condition_or_a_contradiction_is_a_problem(words: str) -> None:
    parsed = parse(FIELDS["price_per_acre"], words)

    assert parsed.outcome is Outcome.PROBLEM
    assert parsed.value is None
    assert parsed.problem


def test_a_bare_number_is_no_price_per_acre_when_nothing_says_per_what() -> None:
    field = FIELDS["price_per_acre"]

    assert parse(field, "25000", context=Context(bare_numbers=False)).outcome is Outcome.PROBLEM
    assert shown("price_per_acre", "25000") == "$25,000 per acre"
    assert shown("price_per_acre", "1", Context(unit="usd_sq_ft")) == "$43,560 per acre"


def test_two_prices_that_agree_leave_a_note() -> None:
    parsed = parse(FIELDS["price_per_acre"], "$0.46 per SF; $20000 per Acre")

    assert "The two prices stated agree." in parsed.notes


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("about 40", 38.0, 42.0),
        ("200+", 200.0, None),
        ("30 to 42", 30.0, 42.0),
        ("5", 5.0, 5.0),
    ],
)
def test_the_bounds_of_an_area_follow_from_its_qualifier(
    words: str, low: float, high: float | None
) -> None:
    assert stated("total_acres", words).bounds == Interval.of(low, high)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("Negotiable", 0.0, None),
        ("Call for pricing", 0.0, None),
        ("$18000 per acre (negotiable)", 0.0, 18_000.0),
        ("Starting at $20000 per acre", 20_000.0, None),
    ],
)
def test_a_negotiable_price_can_fall_below_what_is_asked(
    words: str, low: float, high: float | None
) -> None:
    assert stated("price_per_acre", words).bounds == Interval.of(low, high)


@pytest.mark.parametrize("words", ["", "  ", None, "N/A", "Unknown", "TBD", "-", "#N/A"])
@pytest.mark.parametrize("key", ["total_acres", "zoning_code", "gas_status", "available_from"])
def test_words_for_nothing_are_no_data_and_no_fact(key: str, words: Cell) -> None:
    parsed = parse(FIELDS[key], words)

    assert parsed.outcome is Outcome.NO_DATA
    assert parsed.value is None


@pytest.mark.parametrize(
    "cell",
    [
        "Varies",
        "None",
        "2 Parcels",
        "Phase I: 10 Phase II: 40 Phase III: 50",
        "4.6 or 7 acre lot (will subdivide)",
        "30-47 (17 Private for Sales)",
        "Possibly 136 acre to be annexed to the township.",
        "ÿ11.64",
        "42 to 30",
        "-5",
        "nan",
        "inf",
        "1e999",
        "$5",
        "12 MW",
        "1.234,56",
        float("nan"),
        float("inf"),
        -1,
        1e12,
        True,
        datetime(2026, 1, 2),  # noqa: DTZ001 - a spreadsheet knows no zone
        "9" * 400,
        "12\x00",
    ],
)
def test_what_is_no_single_number_is_a_problem_with_a_sentence(cell: Cell) -> None:
    parsed = parse(FIELDS["total_acres"], cell)

    assert parsed.outcome is Outcome.PROBLEM
    assert parsed.problem is not None
    assert parsed.problem.endswith(".")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Yes", "yes"),
        ("no", "no"),
        (True, "yes"),
        (False, "no"),
        ("TIF #4", "yes"),
        ("TID #46", "yes"),
        ("TIF #2 & #6", "yes"),
        ("TIF #4 (Distressed)", "yes"),
        ("#12", "yes"),
        ("None currently", "no"),
        ("Yes new TIF in 2016", "yes"),
        ("No but we are interested in certification", "no"),
    ],
)
def test_a_clear_yes_or_no_is_read_with_its_words(words: Cell, expected: str) -> None:
    assert stated("tif_district", words).choices == (expected,)


@pytest.mark.parametrize(
    "words",
    [
        "Yes expenditure period has expired",
        "Qualifies",
        "In Progress",
        "Adjacent",
        "Closed",
        "some parcels are in TIF",
        "Formerly #1 #2 in progress",
        "Not currently may be started soon",
        "Not divided into lots yet",
        "4",
        "Gold Shovel",
    ],
)
def test_neither_yes_nor_no_is_a_problem(words: str) -> None:
    assert parse(FIELDS["tif_district"], words).outcome is Outcome.PROBLEM


def test_a_choice_is_read_by_label_key_or_synonym() -> None:
    assert stated("zoning_class", "Light Industrial").choices == ("light_industrial",)
    assert stated("gas_status", "at boundary").choices == ("at_boundary",)
    assert stated("sale_or_lease", "lease; for sale").choices == ("sale", "lease")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("gas_status", "Yes"),
        ("gas_status", "Available"),
        ("rail_status", "Yes"),
        ("sprinklers", "Yes"),
        ("phase_1_esa", "Done"),
        ("building_type", "Industrial"),
    ],
)
def test_an_answer_that_fits_two_choices_is_asked_back(key: str, words: str) -> None:
    assert parse(FIELDS[key], words).outcome is Outcome.PROBLEM


def test_a_local_zoning_code_is_no_zoning_class_but_fits_the_code() -> None:
    parsed = parse(FIELDS["zoning_class"], "I-1 I-2 B-2")

    assert parsed.outcome is Outcome.PROBLEM
    assert parsed.problem is not None
    assert "Light industrial" in parsed.problem
    assert shown("zoning_code", "I-1 I-2 B-2") == "I-1 I-2 B-2"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-12-01", "Dec 1, 2026"),
        ("12/1/2026", "Dec 1, 2026"),
        ("December 1, 2026", "Dec 1, 2026"),
        ("1 Dec 2026", "Dec 1, 2026"),
        (date(2026, 12, 1), "Dec 1, 2026"),
        (datetime(2026, 12, 1), "Dec 1, 2026"),  # noqa: DTZ001
        ("Dec 2026", "Dec 1, 2026 to Dec 31, 2026"),
        ("2027", "Jan 1, 2027 to Dec 31, 2027"),
        ("Q2 2027", "Apr 1, 2027 to Jun 30, 2027"),
        ("by May 1, 2027", "by May 1, 2027"),
        ("after 5/1/2027", "May 1, 2027 or later"),
    ],
)
def test_a_date_is_read_in_the_usual_styles(cell: Cell, expected: str) -> None:
    assert shown("available_from", cell) == expected


@pytest.mark.parametrize(
    "cell", ["12/31/1899", date(1899, 12, 31), "2/30/2026", "13/1/2026", "soon", "46357", 46357]
)
def test_an_impossible_date_or_one_before_1900_is_a_problem(cell: Cell) -> None:
    assert parse(FIELDS["available_from"], cell).outcome is Outcome.PROBLEM


def test_immediately_means_the_day_the_words_describe() -> None:
    field = FIELDS["available_from"]

    assert parse(field, "Immediately").outcome is Outcome.PROBLEM
    assert shown("available_from", "Immediately", Context(as_of=date(2026, 11, 2))) == "Nov 2, 2026"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("park_website", "Soon to come"),
        ("park_website", "javascript:alert(1)"),
        ("contact_email", "nobody"),
        ("contact_phone", "call me"),
        ("zoning_code", "x" * 501),
        ("zoning_code", "I\ufffd1"),
        ("dock_doors", "2.5"),
        ("latitude", "91"),
    ],
)
def test_text_of_the_wrong_shape_is_a_problem(key: str, words: str) -> None:
    assert parse(FIELDS[key], words).outcome is Outcome.PROBLEM


def test_no_website_is_no_data() -> None:
    assert parse(FIELDS["park_website"], "No Website").outcome is Outcome.NO_DATA


def test_nothing_stated_shows_as_not_provided() -> None:
    assert display(FIELDS["total_acres"], None) == "Not provided"


def test_years_and_degrees_are_shown_without_separators() -> None:
    assert shown("year_built", "1995") == "1995"
    assert shown("longitude", -89.372572) == "-89.372572"


def test_a_plain_number_is_exact() -> None:
    assert stated("total_acres", "5").qualifier is Qualifier.EXACT
