"""The facts of a site as sections of its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fss.sites.queries.facts import Held
from fss.sites.queries.studies import Study, rows_of, studies_of
from fss.sites.rules.fields import Part
from fss.sites.rules.screening import is_asked


@dataclass(frozen=True, slots=True)
class FactGroup:
    """One group of fields with what is known of each.

    `chosen` holds the choices that are known of any field: a field that waits for one of them
    is neither missing nor counted before.
    """

    key: str
    label: str
    held: Sequence[Held]
    chosen: Mapping[str, Collection[str]]

    @property
    def total(self) -> int:
        """How many fields of the group are known or worth asking for."""
        return sum(one.is_known or is_asked(one.field, self.chosen) for one in self.held)

    @property
    def known(self) -> int:
        """Of how many the present value is known."""
        return sum(one.is_known for one in self.held)

    @property
    def stated(self) -> list[Held]:
        """The fields with a value; behind them those with a plan only. Tables stand apart."""
        single = [one for one in self.held if not one.field.row and not one.field.is_table]
        planned = [one for one in single if one.plan and not one.is_known]
        return [*(one for one in single if one.is_known), *planned]

    @property
    def studies(self) -> list[Study]:
        """The studies of which something is known."""
        return [one for one in studies_of(self.held) if one.is_stated]

    @property
    def tables(self) -> list[tuple[Held, list[tuple[str, ...]]]]:
        """The fields that are tables, with their rows."""
        return [(one, rows_of(one)) for one in self.held if one.field.is_table and one.is_known]

    @property
    def missing(self) -> list[Held]:
        """The fields of which nothing is known and nothing planned, as far as they matter."""
        return [
            one
            for one in self.held
            if not one.is_known
            and not one.plan
            and one.field.part in (None, Part.STATUS)
            and is_asked(one.field, self.chosen)
        ]


def fact_groups(groups: Iterable[tuple[str, str, Sequence[Held]]]) -> list[FactGroup]:
    """The result of `values_of` as sections."""
    listed = list(groups)
    chosen = chosen_of(one for _, _, held in listed for one in held)
    return [FactGroup(*group, chosen) for group in listed]


def chosen_of(held: Iterable[Held]) -> dict[str, tuple[str, ...]]:
    """The choices that are known, by field key."""
    return {
        one.field.key: one.value.choices
        for one in held
        if one.value is not None and one.value.choices
    }
