"""Rows that may be a property there is already, though nothing says so for sure.

The same parcel, or within 100 meters under a similar name: of a site there is, or of an earlier
row. A person decides each; nothing is written before that.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fss.exchange.rules.likeness import Choice, Grid, meters_between, parcel_keys
from fss.exchange.rules.plans import AcceptedRow
from fss.exchange.services.identify import Known, Sites
from fss.sites.rules.fields import PropertyKind

OF_A_BUILDING = (
    "The list says land, and a building has the same parcel number. If the row is that building, "
    "leave it out, or send the list again with a column that says so."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A row, and the site or the earlier row that it may be, with the reason why.

    `can_be_same` is False where the two belong to different members, or are land and a building.
    """

    row: AcceptedRow
    site: Known | None = None
    earlier: AcceptedRow | None = None
    reason: str
    can_be_same: bool

    @property
    def other(self) -> str:
        """Names the other one, to know whether a choice was about the same pair."""
        return str(self.site.id) if self.site else f"row {self.earlier.row if self.earlier else 0}"

    def choices(self) -> list[Choice]:
        """What a person may say."""
        return [Choice.SAME, Choice.NEW, Choice.OUT] if self.can_be_same else [*Choice][1:]

    def chosen(self, choices: Mapping[str, Any]) -> Choice | None:
        """What was said about this very pair, None when nothing was."""
        said = choices.get(str(self.row.row))
        if not isinstance(said, dict) or said.get("other") != self.other:
            return None
        choice = Choice(said["choice"])
        return choice if choice in self.choices() else None


class Duplicates:
    """Looks at rows in their order and remembers them for the rows that follow."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._grid: Grid[int] = Grid()
        self._parcels: dict[str, int] = {}
        self._rows: dict[int, tuple[AcceptedRow, uuid.UUID]] = {}

    def of(
        self, row: AcceptedRow, organization_id: uuid.UUID, known: Known | None
    ) -> Duplicate | None:
        """What the row may be besides the site that it is known to be; the most likely one."""
        found = self._among_sites(row, organization_id, known)
        if found is None and known is None:
            found = self._among_rows(row, organization_id)
        return found

    def remember(self, row: AcceptedRow, organization_id: uuid.UUID) -> None:
        """Let later rows be compared with this one, which is to become a new site."""
        self._rows[row.row] = (row, organization_id)
        for parcel in parcel_keys(row.parcel):
            self._parcels.setdefault(parcel, row.row)
        if row.point is not None:
            self._grid.add(row.point, row.name, row.row)

    def _among_sites(
        self, row: AcceptedRow, organization_id: uuid.UUID, known: Known | None
    ) -> Duplicate | None:
        added = parcel_keys(row.parcel) - parcel_keys(known.parcels if known else "")
        for site in self._sites.with_parcel(row) if added else ():
            shared = sorted(added & parcel_keys(site.parcels))
            if shared and site.kind is row.kind and (known is None or site.id != known.id):
                return Duplicate(
                    row=row,
                    site=site,
                    reason="It has the same parcel number.",
                    # A row that is known to be one site cannot be another as well.
                    can_be_same=known is None and site.organization_id == organization_id,
                )
        if known is not None:
            return None
        return self._building(row, organization_id) or self._near_site(row, organization_id)

    def _building(self, row: AcceptedRow, organization_id: uuid.UUID) -> Duplicate | None:
        """Land that is not known, on the parcel of a building that is."""
        if row.kind is not PropertyKind.LAND:
            return None
        for site in self._sites.with_parcel(row):
            if site.kind is PropertyKind.BUILDING and site.organization_id == organization_id:
                return Duplicate(row=row, site=site, reason=OF_A_BUILDING, can_be_same=False)
        return None

    def _near_site(self, row: AcceptedRow, organization_id: uuid.UUID) -> Duplicate | None:
        if row.point is None:
            return None
        near = (
            (meters, site.number, site)
            for meters, site in self._sites.grid.near(row.point, row.name)
            if site.kind is row.kind
        )
        best = min(near, default=None, key=lambda one: one[:2])
        if best is None:
            return None
        return Duplicate(
            row=row,
            site=best[2],
            reason=_near(best[0]),
            can_be_same=best[2].organization_id == organization_id,
        )

    def _among_rows(self, row: AcceptedRow, organization_id: uuid.UUID) -> Duplicate | None:
        same = [
            self._parcels[parcel]
            for parcel in parcel_keys(row.parcel)
            if parcel in self._parcels and self._is_kind(self._parcels[parcel], row)
        ]
        if same:
            earlier, member = self._rows[min(same)]
            reason = "It has the same parcel number."
        elif row.point is not None and (near := list(self._near_rows(row))):
            earlier, member = self._rows[min(near)]
            assert earlier.point is not None
            reason = _near(meters_between(row.point, earlier.point))
        else:
            return None
        return Duplicate(
            row=row, earlier=earlier, reason=reason, can_be_same=member == organization_id
        )

    def _near_rows(self, row: AcceptedRow) -> Iterable[int]:
        assert row.point is not None
        for _, number in self._grid.near(row.point, row.name):
            if self._is_kind(number, row):
                yield number

    def _is_kind(self, number: int, row: AcceptedRow) -> bool:
        return self._rows[number][0].kind is row.kind


def _near(meters: float) -> str:
    feet = round(meters / 0.3048)
    place = "at the same place" if feet < 10 else f"{feet:,} feet away"
    return f"It is {place}, under a similar name."
