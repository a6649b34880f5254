"""The dictionary as one mapping: the declared fields and those that a county has added itself."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from dataclasses import dataclass

from fss.sites.rules.fields import GROUPS, Field

Provider = Callable[[], tuple[Field, ...]]
_PLACE = {group.key: place for place, group in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True)
class _Own:
    """What follows from the county's own fields, made anew only when they change."""

    fields: tuple[Field, ...]
    by_key: Mapping[str, Field]
    whole: Mapping[str, Field]


class Dictionary(Mapping[str, Field]):
    """Every field by its key; goes through the fields in use, in the order of `GROUPS`.

    A field that the county has retired is still found by its key, since facts and criteria name
    it, but it is gone through no more: nobody is asked for it. Look fields up here each time
    instead of keeping a list of them: the county may add one at any moment.
    """

    def __init__(self, declared: Iterable[Field]) -> None:
        self._declared = {field.key: field for field in _ordered(declared)}
        self._provider: Provider = tuple
        self._kept = _Own((), {}, self._declared)

    def own_fields_come_from(self, provider: Provider) -> Provider:
        """Ask `provider` for the county's own fields, retired ones with them, at each use.

        Returns who was asked before.
        """
        before, self._provider = self._provider, provider
        return before

    @property
    def own(self) -> tuple[Field, ...]:
        """The county's own fields, retired ones with them: a key for what is kept about fields."""
        return self._own().fields

    def __getitem__(self, key: str) -> Field:
        """The field, also when it is retired. A declared one costs little more than in a dict."""
        found = self._declared.get(key)
        return found if found is not None else self._own().by_key[key]

    def __contains__(self, key: object) -> bool:
        """Whether there is or was such a field."""
        return key in self._declared or key in self._own().by_key

    def __iter__(self) -> Iterator[str]:
        """The keys of the fields in use."""
        return iter(self._own().whole)

    def __len__(self) -> int:
        """How many fields are in use."""
        return len(self._own().whole)

    def values(self) -> ValuesView[Field]:
        """The fields in use."""
        return self._own().whole.values()

    def items(self) -> ItemsView[str, Field]:
        """Key and field of those in use."""
        return self._own().whole.items()

    def _own(self) -> _Own:
        fields, kept = self._provider(), self._kept
        if fields is kept.fields or fields == kept.fields:
            return kept
        in_use = (field for field in fields if not field.retired)
        whole = _ordered((*self._declared.values(), *in_use))
        # One assignment: another thread sees the old or the new, never half of either.
        self._kept = kept = _Own(
            fields,
            {field.key: field for field in fields},
            {field.key: field for field in whole},
        )
        return kept


def _ordered(fields: Iterable[Field]) -> list[Field]:
    return sorted(fields, key=lambda field: _PLACE[field.group])
