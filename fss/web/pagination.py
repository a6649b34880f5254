"""One page of a long list, with links that keep the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request, url_for

Item = TypeVar("Item")
PAGE_SIZE = 25


@dataclass(frozen=True)
class Page(Generic[Item]):
    """The items of page `number` (from 1) out of `total` items."""

    items: Sequence[Item]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def near(self) -> list[int]:
        """The pages that are linked, upwards: the first, this one and its neighbors, the last."""
        around = {1, self.number - 1, self.number, self.number + 1, self.pages}
        return sorted(one for one in around if 1 <= one <= self.pages)

    @property
    def first(self) -> int:
        """The number of the first item shown, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The number of the last item shown."""
        return (self.number - 1) * self.size + len(self.items)

    def url_for(self, number: int) -> str:
        """The address of another page of the same list."""
        return with_arguments(page=str(number))


def page_number() -> int:
    """The page asked for: 1 when none or nonsense is given."""
    given = request.args.get("page", "1")
    is_number = given.isascii() and given.isdigit() and len(given) < 20
    return max(1, min(int(given), 1_000_000)) if is_number else 1


def searched(length: int) -> str:
    """The words searched for (`q`), without NUL, which no database text may hold."""
    return request.args.get("q", "").replace("\x00", "").strip()[:length]


def with_arguments(**changes: str | None) -> str:
    """This page's address with some query arguments changed (None removes one)."""
    arguments: dict[str, list[str]] = {
        key: values for key, values in request.args.lists() if key not in changes
    }
    arguments.update({key: [value] for key, value in changes.items() if value is not None})
    assert request.endpoint is not None
    return url_for(request.endpoint, **{**(request.view_args or {}), **arguments})
