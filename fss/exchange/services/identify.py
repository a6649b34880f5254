"""Which site a row of a list is, and what it would change there. Reads, never writes.

A row is the site with its own number, else with its parcel number, else the site of that name in
that city. Values that are current already are the same; a list that is older than what is known
changes nothing and says so.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from fss.accounts.models import Organization
from fss.db import db
from fss.exchange.models import SiteImport
from fss.exchange.rules.plans import AcceptedRow, ImportPlan, Problem, Remark
from fss.sites.models import Fact, Site, SiteValue
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.parsing import normalized
from fss.sites.rules.values import Value, display
from fss.sites.services.facts import fact_columns
from fss.sites.services.words import folded
from fss.timezone import date_words

CHUNK = 400
Tell = Callable[[int, int, str], None]
VALUE = ("low", "high", "text", "qualifier", "unit")


@dataclass(slots=True, kw_only=True)
class Match:
    """One row as a site: new, or one there is; `stated` are the values to be written."""

    row: int
    site_id: uuid.UUID
    organization_id: uuid.UUID
    name: str
    kind: PropertyKind
    own_id: str | None
    parcels: str
    is_new: bool
    number: int = 0
    is_changed: bool = False
    stated: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Comparison:
    """What the list would do: counts of sites and facts, and what a person should know."""

    matches: list[Match] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)

    @property
    def sites(self) -> dict[str, int]:
        """How many sites are new, changed, the same."""
        new = sum(match.is_new for match in self.matches)
        changed = sum(match.is_changed for match in self.matches if not match.is_new)
        return {"new": new, "changed": changed, "same": len(self.matches) - new - changed}

    @property
    def facts(self) -> dict[str, int]:
        """How many facts are new, changed, confirmed, the same, or older than what is known."""
        return {key: self.found[key] for key in ("new", "changed", "confirmed", "same", "older")}


def compare(
    imported: SiteImport,
    plan: ImportPlan,
    organizations: Sequence[Organization],
    *,
    tell: Tell | None = None,
) -> Comparison:
    """Find each accepted row among the sites of `organizations` and compare its values."""
    result = Comparison()
    sites = _Sites([one.id for one in organizations])
    cities = _cities(organizations)
    taken: dict[uuid.UUID, int] = {}
    pairs: list[tuple[Match, AcceptedRow]] = []
    for row in plan.accepted:
        organization_id = cities.get(city_key(row.city))
        if organization_id is None:
            result.problems.append(_no_member(row))
            continue
        known, problem = sites.find(row, organization_id)
        if problem is None and known is not None and known.id in taken:
            problem = f"Row {taken[known.id]} is the same site. Keep one of the two rows."
        if problem is None and known is not None and known.kind is not row.kind:
            problem = f"This site is {known.kind.value} in the inventory. Correct the kind."
        if problem is not None:
            result.problems.append(
                Problem(row=row.row, column="Name", words=row.name, sentence=problem)
            )
            continue
        match = _match(row, organization_id, known)
        taken[match.site_id] = row.row
        pairs.append((match, row))
    for start in range(0, len(pairs), CHUNK):
        if tell:
            tell(start, len(pairs), "Comparing with what is known")
        _compare_chunk(imported, pairs[start : start + CHUNK], result)
    result.matches = [match for match, _ in pairs]
    return result


def city_key(name: str) -> str:
    """A city's name without what differs between lists: "City of Elm" and "elm" are one."""
    words = normalized(name).split()
    if words[:2] in (["city", "of"], ["town", "of"], ["village", "of"]):
        words = words[2:]
    elif words[:2] == ["township", "of"]:
        words = [*words[2:], "township"]
    elif words[-1:] == ["city"] and len(words) > 2:
        words = words[:-1]
    return " ".join("saint" if word == "st" else word for word in words)


def parcel_keys(parcels: str) -> set[str]:
    """The parcel numbers in some words, without punctuation."""
    split = (normalized(part).replace(" ", "") for part in parcels.replace(";", ",").split(","))
    return {part for part in split if part}


class _Sites:
    """The sites of some members, by own number, parcel and name."""

    def __init__(self, organization_ids: Sequence[uuid.UUID]) -> None:
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
            ).where(Site.organization_id.in_(organization_ids))
        ).all()
        self.own: dict[tuple[uuid.UUID, str], Any] = {}
        self.parcels: dict[tuple[uuid.UUID, str], list[Any]] = {}
        self.names: dict[tuple[uuid.UUID, str], list[Any]] = {}
        for row in rows:
            if row.own_id:
                self.own[row.organization_id, row.own_id.casefold()] = row
            for parcel in parcel_keys(row.parcels):
                self.parcels.setdefault((row.organization_id, parcel), []).append(row)
            self.names.setdefault((row.organization_id, row.name_key), []).append(row)

    def find(self, row: AcceptedRow, organization_id: uuid.UUID) -> tuple[Any | None, str | None]:
        """The site that the row is (None: a new one), or why that cannot be told."""
        own_id = row.own_id.strip()
        if own_id and (organization_id, own_id.casefold()) in self.own:
            return self.own[organization_id, own_id.casefold()], None
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
                    "Give the row its own number."
                )
            if fitting:
                return fitting[0], None
        return None, None

    def _by_parcel(self, row: AcceptedRow, organization_id: uuid.UUID) -> list[Any]:
        found = {
            one.id: one
            for parcel in parcel_keys(row.parcel)
            for one in self.parcels.get((organization_id, parcel), [])
        }
        return list(found.values())


def _cities(organizations: Sequence[Organization]) -> dict[str, uuid.UUID]:
    by_name = {city_key(one.name): one.id for one in organizations}
    by_code = {normalized(one.code): one.id for one in organizations if one.code}
    return {**by_code, **by_name}


def _no_member(row: AcceptedRow) -> Problem:
    return Problem(
        row=row.row,
        column="City or township",
        words=row.city,
        sentence="This is no member for which you may enter sites. Correct the name, or ask an "
        "administrator to add the member.",
    )


def _match(row: AcceptedRow, organization_id: uuid.UUID, known: Any | None) -> Match:
    name = " ".join(row.name.split())[:200]
    own_id = row.own_id.strip()[:80] or None
    if known is None:
        return Match(
            row=row.row,
            site_id=uuid.uuid4(),
            organization_id=organization_id,
            name=name,
            kind=row.kind,
            own_id=own_id,
            parcels=row.parcel.strip(),
            is_new=True,
        )
    match = Match(
        row=row.row,
        site_id=known.id,
        organization_id=organization_id,
        name=name,
        kind=row.kind,
        own_id=known.own_id or own_id,
        parcels=row.parcel.strip() or known.parcels,
        is_new=False,
        number=known.number,
    )
    match.is_changed = (match.name, match.own_id, match.parcels) != (
        known.name,
        known.own_id,
        known.parcels,
    )
    return match


def _compare_chunk(
    imported: SiteImport, pairs: Sequence[tuple[Match, AcceptedRow]], result: Comparison
) -> None:
    current = _current([match.site_id for match, _ in pairs if not match.is_new])
    for match, row in pairs:
        held = current.get(match.site_id, {})
        for key, value in row.values.items():
            outcome = _outcome(imported, held.get(key), value)
            result.found[outcome] += 1
            if outcome == "older":
                result.remarks.append(_older(row, key, value, held[key]))
            elif outcome != "same":
                match.stated[key] = value
                match.is_changed = True


def _outcome(imported: SiteImport, old: Any | None, value: Value) -> str:
    if old is None or old.retracted:
        return "new"
    assert imported.as_of is not None
    columns = fact_columns(FIELDS[value.field], value)
    if all(getattr(old, name) == columns[name] for name in VALUE):
        return "confirmed" if imported.as_of > old.as_of else "same"
    return "older" if imported.as_of < old.as_of else "changed"


def _older(row: AcceptedRow, key: str, value: Value, old: Fact) -> Remark:
    return Remark(
        row=row.row,
        column=FIELDS[key].label,
        words=value.words,
        sentence=f"A newer value is known ({display(FIELDS[key], old.value)}, as of "
        f"{date_words(old.as_of)}). It stays.",
    )


def _current(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, Fact]]:
    if not ids:
        return {}
    found: dict[uuid.UUID, dict[str, Fact]] = {}
    for fact in db.session.scalars(
        select(Fact)
        .join(SiteValue, SiteValue.fact_id == Fact.id)
        .where(
            SiteValue.site_id.in_(ids),
            SiteValue.planned.is_(False),
            # What a building takes over from its land is not what it states itself.
            Fact.site_id == SiteValue.site_id,
        )
        .execution_options(populate_existing=False)
    ):
        found.setdefault(fact.site_id, {})[fact.field] = fact
    return found
