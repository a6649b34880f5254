"""The facts of a site as sections of its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fss.sites.queries.facts import Held


@dataclass(frozen=True, slots=True)
class FactGroup:
    """One group of fields with what is known of each."""

    key: str
    label: str
    held: Sequence[Held]

    @property
    def total(self) -> int:
        """How many fields the group has."""
        return len(self.held)

    @property
    def known(self) -> int:
        """Of how many the present value is known."""
        return sum(one.is_known for one in self.held)

    @property
    def stated(self) -> list[Held]:
        """The fields with a value; behind them those with a plan only."""
        planned = [one for one in self.held if one.plan and not one.is_known]
        return [*(one for one in self.held if one.is_known), *planned]

    @property
    def missing(self) -> list[Held]:
        """The fields of which nothing is known and nothing planned."""
        return [one for one in self.held if not one.is_known and not one.plan]


def fact_groups(groups: Iterable[tuple[str, str, Sequence[Held]]]) -> list[FactGroup]:
    """The result of `values_of` as sections."""
    return [FactGroup(*group) for group in groups]
