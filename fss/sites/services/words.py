"""What a site's row carries for lists: the form of its name, the size that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import Value

ACRES = ("available_acres", "contiguous_acres_max", "total_acres")
SQ_FT = ("available_sq_ft", "contiguous_sq_ft_max", "building_sq_ft")


class Named(Protocol):
    """A site's row, or what will become one."""

    @property
    def kind(self) -> PropertyKind: ...  # noqa: D102


def folded(words: str) -> str:
    """The form in which names are compared and searched: lower case, single spaces."""
    return " ".join(words.replace("\x00", "").casefold().split())


def list_size(values: Mapping[str, Value]) -> dict[str, float | None]:
    """`acres_low` … `sq_ft_high`: what is available, else the largest piece, else the whole."""
    size: dict[str, float | None] = {}
    for name, keys in (("acres", ACRES), ("sq_ft", SQ_FT)):
        known = next((values[key] for key in keys if key in values), None)
        ends = known.bounds.ends if known else (None, None)
        size[f"{name}_low"], size[f"{name}_high"] = ends
    return size
