from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.parsing import parse
from fss.sites.rules.readiness import RESTS_ON, TIERS, Readiness, readiness, tier_of
from fss.sites.rules.values import Value

STEPS: tuple[dict[str, str], ...] = (
    {"availability": "Available"},
    {"owner_type": "Public", "price_per_acre": "$40,000 per acre"},
    {
        "zoning_class": "Light industrial",
        "phase_1_esa": "Done, with findings",
        "phase_2_esa": "Done, nothing found",
        "geotechnical": "Done, nothing found",
        "wetlands_delineated": "Yes",
        "boundary_survey": "Done, nothing found",
        "cultural_resources": "Done, nothing found",
        "protected_species": "Done, nothing found",
        "flood_zone": "Outside the floodplain",
    },
    {
        "electric_status": "On site",
        "water_status": "At the boundary",
        "sewer_status": "Extension needed",
        "sewer_extension_months": "9",
        "gas_status": "On site",
        "fiber_status": "On site",
        "access_road": "County Road 12",
    },
    {"plat_status": "Final plat", "site_plan": "Approved", "grading_permit": "Issued"},
)
READY = {key: words for step in STEPS for key, words in step.items()}


def values(words: dict[str, str]) -> dict[str, Value]:
    read = {key: parse(FIELDS[key], one).value for key, one in words.items()}
    return {key: value for key, value in read.items() if value is not None}


def judged(words: dict[str, str]) -> Readiness:
    found = readiness(values(words), kind=PropertyKind.LAND)
    assert found is not None
    return found


@pytest.mark.parametrize("tier", TIERS)
def test_each_tier_needs_its_own_facts_and_those_of_the_tiers_below(tier: int) -> None:
    known = {key: words for step in STEPS[:tier] for key, words in step.items()}

    assert judged(known).tier == tier
    assert judged(known).next_tier == (tier + 1 if tier < 5 else None)


def test_what_nobody_has_stated_is_unknown_and_not_unmet() -> None:
    found = judged(READY | {"geotechnical": "", "boundary_survey": "Not done"})

    assert found.tier == 2
    assert [one.label for one in found.unknown] == ["Geotechnical study done"]
    assert [one.label for one in found.unmet] == ["Boundary survey done"]


def test_nothing_known_is_no_tier_and_sold_land_is_below_tier_1() -> None:
    assert judged({}).tier is None
    assert judged({"availability": "Sold or leased"}).tier == 0


def test_an_extension_counts_only_when_it_surely_takes_at_most_a_year() -> None:
    assert judged(READY | {"sewer_extension_months": "6 to 12"}).tier == 5
    assert judged(READY | {"sewer_extension_months": "about 12"}).tier == 3
    assert judged(READY | {"sewer_extension_months": "18"}).unmet[0].label.startswith("Sewer")


def test_a_clean_phase_1_needs_no_phase_2() -> None:
    clean = {key: words for key, words in READY.items() if key != "phase_2_esa"}

    assert judged(clean).tier == 2
    assert judged(clean | {"phase_1_esa": "Done, nothing found"}).tier == 5


def test_a_building_has_no_tier() -> None:
    assert readiness(values(READY), kind=PropertyKind.BUILDING) is None


@given(st.sets(st.sampled_from(sorted(READY))), st.sampled_from(sorted(READY)))
def test_knowing_one_fact_more_of_a_ready_site_never_lowers_its_tier(
    keys: set[str], more: str
) -> None:
    # Two facts say that something else is needed too.
    known = {key: READY[key] for key in keys} | {"phase_2_esa": READY["phase_2_esa"]}

    assert (judged(known | {more: READY[more]}).tier or 0) >= (judged(known).tier or 0)


def test_the_tier_rests_on_every_field_of_ready_land() -> None:
    assert set(READY) <= RESTS_ON
    assert "electric_extension_months" in RESTS_ON


@given(st.dictionaries(st.sampled_from(sorted(READY)), st.sampled_from(["said", "other"])))
def test_the_tier_alone_is_that_of_the_reasons(chosen: dict[str, str]) -> None:
    known = {key: READY[key] for key in READY if chosen.get(key, "said") == "said"}

    found = tier_of(values(known), kind=PropertyKind.LAND)

    assert found == judged(known).tier
