"""The filters of the list as its page shows them: inputs, and what is asked for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fss.sites.queries.filters import SiteFilters
from fss.sites.queries.found import Found
from fss.sites.rules.facets import RANGES
from fss.sites.rules.values import number

Arguments = Mapping[str, Sequence[str]]
OPEN_AT_FIRST = frozenset({"city", "kind", "availability", "acres"})
BESIDE_FILTERS = ("page",)


@dataclass(frozen=True, slots=True)
class Tag:
    """A filter that is set, in words, and the query of the list without it."""

    words: str
    query: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """The two inputs of a range."""

    key: str
    label: str
    unit: str
    least: str
    most: str
    problems: tuple[str, ...]


class ListForm:
    """What stands in the side column of the list."""

    def __init__(
        self, arguments: Arguments, filters: SiteFilters, found: Found, problems: Mapping[str, str]
    ) -> None:
        self.arguments = {key: list(given) for key, given in arguments.items()}
        self.filters, self.found, self.problems = filters, found, problems

    def first(self, key: str) -> str:
        """What was entered in an input."""
        given = self.arguments.get(key, ())
        return given[0] if given else ""

    @property
    def facets(self) -> list[dict[str, object]]:
        """The facets that have sites, with their choices; those without any are left out."""
        return [
            {
                "key": facet.key,
                "label": facet.label,
                "choices": choices,
                "open": facet.key in OPEN_AT_FIRST or any(one.chosen for one in choices),
            }
            for facet, choices in self.found.counts.values()
            if any(one.count or one.chosen for one in choices) and len(choices) > 1
        ]

    @property
    def amounts(self) -> list[Amounts]:
        """The inputs of every range."""
        return [
            Amounts(
                one.key,
                one.label,
                one.unit,
                self.first(f"{one.key}_min"),
                self.first(f"{one.key}_max"),
                tuple(
                    self.problems[name]
                    for name in (f"{one.key}_min", f"{one.key}_max")
                    if name in self.problems
                ),
            )
            for one in RANGES.values()
        ]

    @property
    def has_amounts(self) -> bool:
        """Whether a range is set, or could not be read."""
        return bool(self.filters.ranges) or any(one.problems for one in self.amounts)

    @property
    def told_problems(self) -> list[str]:
        """What could not be read, each with the name of its input."""
        names = {"near": "Near a place", "within": "Within miles"}
        for key, one in RANGES.items():
            names |= {f"{key}_min": f"{one.label}, at least", f"{key}_max": f"{one.label}, at most"}
        return [
            f"{names[key]}: {words[:1].lower()}{words[1:]}" if key in names else words
            for key, words in self.problems.items()
        ]

    @property
    def query(self) -> str:
        """The filters and the order as a query, to be kept or sent to others."""
        return self._without(*BESIDE_FILTERS)

    @property
    def unsorted(self) -> str:
        """The filters alone."""
        return self._without("sort", *BESIDE_FILTERS)

    @property
    def tags(self) -> list[Tag]:
        """The filters that are set, each with the way to take it off."""
        tags = []
        if self.filters.text:
            tags.append(Tag(f"“{self.filters.text}”", self._without("text")))
        for facet, choices in self.found.counts.values():
            tags.extend(
                Tag(f"{facet.label}: {one.label}", self._without_choice(facet.key, one.key))
                for one in choices
                if one.chosen
            )
        for key, (least, most) in self.filters.ranges.items():
            one = RANGES[key]
            if least is not None:
                words = f"{one.label}: at least {_amount(least, one.unit)}"
                tags.append(Tag(words, self._without(f"{key}_min")))
            if most is not None:
                words = f"{one.label}: at most {_amount(most, one.unit)}"
                tags.append(Tag(words, self._without(f"{key}_max")))
        near = self.filters.near
        if near is not None:
            words = f"Within {number(near.miles)} miles of {near.words}"
            tags.append(Tag(words, self._without("near", "within", "sort")))
        if self.filters.unlisted:
            tags.append(Tag("Off the list", self._without("unlisted")))
        return tags

    def _without(self, *keys: str) -> str:
        kept = {
            key: [one for one in given if one]
            for key, given in self.arguments.items()
            if key not in keys and key != "page"
        }
        return urlencode(kept, doseq=True)

    def _without_choice(self, facet: str, choice: str) -> str:
        kept = [one for one in self.arguments.get(facet, ()) if one.replace("-", "") != choice]
        if choice == "-":
            kept = [one for one in self.arguments.get(facet, ()) if one != "-"]
        rest = {**self.arguments, facet: kept}
        return urlencode(
            {key: [one for one in given if one] for key, given in rest.items() if key != "page"},
            doseq=True,
        )


def _amount(amount: float, unit: str) -> str:
    return f"${number(amount)}" if unit == "$" else f"{number(amount)} {unit}"
