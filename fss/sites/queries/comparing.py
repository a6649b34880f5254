"""A few sites side by side: the fields of which at least one site has a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.models import Site
from fss.sites.queries.facts import Held, held_values
from fss.sites.queries.scope import visible
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import GROUPS, Field
from fss.sites.rules.values import NOT_PROVIDED

MOST_COMPARED = 6
NOT_FOR_KIND = "Does not apply"


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one site: what is held of it, and in words."""

    words: str
    held: Held | None = None

    @property
    def is_known(self) -> bool:
        """Whether a value is stated."""
        return self.held is not None and self.held.is_known


@dataclass(frozen=True, slots=True)
class Row:
    """One field of all the sites compared; `differs` where not all say the same."""

    field: Field
    cells: tuple[Cell, ...]
    differs: bool


def sites_to_compare(ids: Sequence[UUID], identity: Identity) -> list[Site]:
    """The sites among these that the person may see, in the order of the ids, each once."""
    found = {
        site.id: site
        for site in db.session.scalars(
            select(Site)
            .where(Site.id.in_(ids), visible(identity))
            .options(joinedload(Site.organization))
        )
    }
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def compared(
    sites: Sequence[Site], *, today: date, only_different: bool = False
) -> list[tuple[str, list[Row]]]:
    """The rows by group, as (group label, rows); groups without rows are left out."""
    held = [held_values(site, today=today) for site in sites]
    rows: dict[str, list[Row]] = {}
    for key, field in FIELDS.items():
        cells = tuple(
            _cell(field, site, values.get(key)) for site, values in zip(sites, held, strict=True)
        )
        if not any(cell.held is not None and (cell.is_known or cell.held.plan) for cell in cells):
            continue
        said = {(cell.words, _plan(cell)) for cell in cells if cell.words != NOT_FOR_KIND}
        row = Row(field, cells, differs=len(said) > 1)
        if row.differs or not only_different:
            rows.setdefault(field.group, []).append(row)
    return [(group.label, rows[group.key]) for group in GROUPS if group.key in rows]


def _cell(field: Field, site: Site, held: Held | None) -> Cell:
    if site.kind not in field.applies_to:
        return Cell(NOT_FOR_KIND)
    return Cell(NOT_PROVIDED) if held is None else Cell(held.words, held)


def _plan(cell: Cell) -> str:
    return cell.held.plan_words if cell.held else ""
