"""Which site a row of a list is. Reads, never writes.

A row is the site with its reference (S-0041), else with its own number, else with its parcel
number, else the site of that name in that city. Two members' sites are never taken for one.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import exists, select

from fss.accounts.models import Organization
from fss.accounts.rules.names import member_key
from fss.db import db
from fss.exchange.models import ImportedSite, ImportState, SiteImport
from fss.exchange.rules.likeness import Grid, Point, parcel_keys
from fss.exchange.rules.plans import AcceptedRow
from fss.sites.models import Site
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.parsing import normalized
from fss.sites.services.words import folded

REFERENCE = re.compile(r"s\s*-?\s*0*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What identifying needs of a site there is."""

    id: uuid.UUID
    organization_id: uuid.UUID
    own_id: str | None
    parcels: str
    name_key: str
    name: str
    number: int
    kind: PropertyKind
    latitude: float | None
    longitude: float | None

    @property
    def reference(self) -> str:
        """The permanent number people cite."""
        return f"S-{self.number:04d}"

    @property
    def point(self) -> Point | None:
        """Latitude and longitude, when both are known."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Sites:
    """The sites of some members, by reference, own number, parcel, name and place."""

    def __init__(self, organizations: Iterable[Organization]) -> None:
        self.own: dict[tuple[uuid.UUID, str], Known] = {}
        self.names: dict[tuple[uuid.UUID, str], list[Known]] = {}
        self.numbers: dict[int, Known] = {}
        for site in _known([one.id for one in organizations]):
            self.numbers[site.number] = site
            if site.own_id:
                self.own[site.organization_id, site.own_id.casefold()] = site
            self.names.setdefault((site.organization_id, site.name_key), []).append(site)

    @cached_property
    def parcels(self) -> Mapping[str, Sequence[Known]]:
        """The sites of each parcel; worked out for a list that has parcels."""
        found: dict[str, list[Known]] = {}
        for site in self.numbers.values():
            for parcel in parcel_keys(site.parcels):
                found.setdefault(parcel, []).append(site)
        return found

    @cached_property
    def grid(self) -> Grid[Known]:
        """The sites by place and name; worked out for a list that has places."""
        found: Grid[Known] = Grid()
        for site in self.numbers.values():
            if site.point is not None:
                found.add(site.point, site.name, site)
        return found

    def find(self, row: AcceptedRow, organization_id: uuid.UUID) -> tuple[Known | None, str | None]:
        """The site that the row is (None: a new one), or why that cannot be told."""
        own_id = row.own_id.strip()
        if row.reference:
            return self._by_reference(row.reference, organization_id)
        if own_id and (organization_id, own_id.casefold()) in self.own:
            return self.own[organization_id, own_id.casefold()], None
        if own_id and REFERENCE.fullmatch(own_id):
            known, problem = self._by_reference(own_id, organization_id)
            if problem is None:
                return known, None
        for kind, found in (
            ("parcel number", self._by_parcel(row, organization_id)),
            ("name", self.names.get((organization_id, folded(row.name)[:200]), [])),
        ):
            fitting = [one for one in found if not (own_id and one.own_id)]
            if len(fitting) > 1:
                fitting = [one for one in fitting if one.kind is row.kind] or fitting
            if len(fitting) > 1:
                return None, (
                    f"{len(fitting)} sites of this city have this {kind}. "
                    "Give the row its own number or the site's reference."
                )
            if fitting:
                return fitting[0], None
        return None, None

    def _by_reference(
        self, words: str, organization_id: uuid.UUID
    ) -> tuple[Known | None, str | None]:
        read = REFERENCE.fullmatch(words.strip())
        known = self.numbers.get(int(read[1])) if read else None
        if known is None:
            return None, (
                f"There is no site {words} that you may edit. Write it as S-0041, or clear the "
                "cell to add a new site."
            )
        if known.organization_id != organization_id:
            return None, f"{known.reference} is a site of another member. Correct the city."
        return known, None

    def _by_parcel(self, row: AcceptedRow, organization_id: uuid.UUID) -> list[Known]:
        """A building and the land under it share a parcel; only the same kind is the same."""
        found = {
            one.id: one
            for one in self.with_parcel(row)
            if one.organization_id == organization_id and one.kind is row.kind
        }
        return list(found.values())

    def with_parcel(self, row: AcceptedRow) -> list[Known]:
        """Every site with a parcel of the row, in the order of their numbers."""
        if not row.parcel:
            return []
        found = {
            one.id: one
            for parcel in parcel_keys(row.parcel)
            for one in self.parcels.get(parcel, [])
        }
        return sorted(found.values(), key=lambda one: one.number)


def _known(organization_ids: Sequence[uuid.UUID]) -> Iterable[Known]:
    site: Any = Site
    undone = exists().where(
        ImportedSite.site_id == Site.id,
        ImportedSite.is_new.is_(True),
        ImportedSite.import_id == SiteImport.id,
        SiteImport.state == ImportState.UNDONE,
    )
    rows = db.session.execute(
        select(
            Site.id,
            Site.organization_id,
            Site.own_id,
            Site.parcels,
            Site.name_key,
            Site.name,
            Site.number,
            Site.kind,
            site.latitude_low,
            site.longitude_low,
        )
        # Who was added by an import that was undone is not there any more.
        .where(Site.organization_id.in_(organization_ids), Site.active | ~undone)
        .order_by(Site.number)
    )
    return (Known(*row) for row in rows.all())


def cities_of(organizations: Iterable[Organization]) -> dict[str, uuid.UUID]:
    """Names and codes of members as lists write them → the member's id."""
    listed = list(organizations)
    by_name = {member_key(one.name): one.id for one in listed}
    by_code = {normalized(one.code): one.id for one in listed if one.code}
    return {**by_code, **by_name}
