"""Sites as people name them for a step."""

import pytest

from fss.errors import RuleError
from fss.work.rules.naming import NamedSite, read_sites

CITIES = ["Alder Falls", "Kestrel"]


def test_with_several_cities_the_last_comma_parts_a_site_from_its_city() -> None:
    lines = ["Park, Phase 2,  alder falls ", "", "Rail  Yard, Kestrel"]

    assert read_sites(lines, CITIES) == [
        NamedSite("Park, Phase 2", "Alder Falls"),
        NamedSite("Rail Yard", "Kestrel"),
    ]
    assert read_sites(["Park, Phase 2"], ["Kestrel"]) == [NamedSite("Park, Phase 2")]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([" "], "at least one"),
        (["Rail Yard"], "invited city"),
        (["Rail Yard, Harrow"], "invited city"),
        ([", Kestrel"], "invited city"),
        (["Rail Yard, Kestrel", "rail yard, Alder Falls"], "twice"),
        ([f"{number}, Kestrel" for number in range(51)], "at most 50"),
        (["x" * 201], "at most 50"),
    ],
)
def test_what_names_no_sites_is_refused_at_its_field(lines: list[str], words: str) -> None:
    with pytest.raises(RuleError, match=words) as refusal:
        read_sites(lines, CITIES)

    assert refusal.value.field == "sites"
