"""What a list would change: each row as a site, each value against what is known. Reads only.

Values that are current already are the same. A list that is older than what is known changes
nothing and says so. What differs from another source replaces it or stands beside it, as chosen.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from fss.accounts.models import Organization
from fss.accounts.rules.names import member_key
from fss.db import db
from fss.exchange.models import Differing, SiteImport
from fss.exchange.rules.likeness import Choice
from fss.exchange.rules.plans import AcceptedRow, ImportPlan, Problem, Remark
from fss.exchange.services.duplicates import Duplicate, Duplicates
from fss.exchange.services.identify import Known, Sites, cities_of
from fss.sites.models import Fact, SiteRival, SiteShape, SiteValue, value_of
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import Value, display
from fss.sites.services.facts import fact_columns
from fss.sites.services.inventory import hold_sites
from fss.timezone import date_words

CHUNK = 400
Tell = Callable[[int, int, str], None]
VALUE = ("low", "high", "text", "qualifier", "unit")
KINDS = ("new", "changed", "confirmed", "beside", "same", "older")


@dataclass(slots=True, kw_only=True)
class Match:
    """One row as a site: new, or one there is; `stated` are the values to be written, `beside`
    those that are kept beside the current ones. `before` are attributes as they were.
    """

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
    boundary: Mapping[str, Any] | None = None
    before: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, Value] = field(default_factory=dict)
    beside: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Comparison:
    """What the list would do: counts of sites and facts, and what a person should know."""

    matches: list[Match] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    duplicates: list[tuple[Duplicate, Choice | None]] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)

    @property
    def sites(self) -> dict[str, int]:
        """How many sites are new, changed, the same."""
        new = sum(match.is_new for match in self.matches)
        changed = sum(match.is_changed for match in self.matches if not match.is_new)
        return {"new": new, "changed": changed, "same": len(self.matches) - new - changed}

    @property
    def facts(self) -> dict[str, int]:
        """How many facts are new, changed, confirmed, beside another, the same, or older."""
        return {key: self.found[key] for key in KINDS}

    @property
    def undecided(self) -> int:
        """How many possible duplicates wait for a choice."""
        return sum(choice is None for _, choice in self.duplicates)


def compare(
    imported: SiteImport,
    plan: ImportPlan,
    organizations: Sequence[Organization],
    *,
    hold: bool = False,
    tell: Tell | None = None,
) -> Comparison:
    """Find each accepted row among the sites of `organizations` and compare its values.

    `hold`: nobody else writes to the sites found until the transaction ends, so that what is
    written rests on what was compared.
    """
    result = Comparison()
    pairs = _Rows(imported, organizations, result).settle(plan.accepted)
    if hold:
        hold_sites(match.site_id for match, _ in pairs if not match.is_new)
    for start in range(0, len(pairs), CHUNK):
        if tell:
            tell(start, len(pairs), "Comparing with what is known")
        _compare_chunk(imported, pairs[start : start + CHUNK], result)
    result.matches = [match for match, _ in pairs]
    return result


class _Rows:
    """Settles which site each row is, with the choices that were made."""

    def __init__(
        self, imported: SiteImport, organizations: Sequence[Organization], result: Comparison
    ) -> None:
        self.choices, self.result = imported.choices or {}, result
        self.sites = Sites(organizations)
        self.cities = cities_of(organizations)
        self.duplicates = Duplicates(self.sites)
        self.taken: dict[uuid.UUID, int] = {}
        self.of_row: dict[int, int] = {}
        self.pairs: list[tuple[Match, AcceptedRow]] = []

    def settle(self, rows: Sequence[AcceptedRow]) -> list[tuple[Match, AcceptedRow]]:
        for row in rows:
            organization_id = self.cities.get(member_key(row.city))
            if organization_id is None:
                self.result.problems.append(_no_member(row))
            else:
                self._settle(row, organization_id)
        return self.pairs

    def _settle(self, row: AcceptedRow, organization_id: uuid.UUID) -> None:
        known, problem = self.sites.find(row, organization_id)
        if problem is not None:
            self._problem(row, problem)
            return
        duplicate = self.duplicates.of(row, organization_id, known)
        if duplicate is not None:
            choice = duplicate.chosen(self.choices)
            self.result.duplicates.append((duplicate, choice))
            if choice is Choice.OUT:
                return
            if choice is Choice.SAME and duplicate.earlier is not None:
                self._join(row, duplicate.earlier)
                return
            if choice is Choice.SAME:
                known = duplicate.site
        if known is not None and known.id in self.taken:
            self._problem(row, f"Row {self.taken[known.id]} is the same site. Keep one of the two.")
        elif known is not None and known.kind is not row.kind:
            self._problem(
                row, f"This site is {known.kind.value} in the inventory. Correct the kind."
            )
        else:
            self._take(row, organization_id, known)

    def _take(self, row: AcceptedRow, organization_id: uuid.UUID, known: Known | None) -> None:
        match = _match(row, organization_id, known)
        if known is None:
            self.duplicates.remember(row, organization_id)
        self.taken[match.site_id] = row.row
        self.of_row[row.row] = len(self.pairs)
        self.pairs.append((match, row))

    def _join(self, row: AcceptedRow, earlier: AcceptedRow) -> None:
        """Give an earlier row what only this one says."""
        place = self.of_row[earlier.row]
        match, held = self.pairs[place]
        self.of_row[row.row] = place
        joined = replace(
            held,
            values={**row.values, **held.values},
            boundary=held.boundary or row.boundary,
        )
        match.boundary = joined.boundary
        self.pairs[place] = (match, joined)

    def _problem(self, row: AcceptedRow, sentence: str) -> None:
        self.result.problems.append(
            Problem(row=row.row, column="Name", words=row.name, sentence=sentence)
        )


def _no_member(row: AcceptedRow) -> Problem:
    return Problem(
        row=row.row,
        column="City or township",
        words=row.city,
        sentence="This is no member for which you may enter sites. Correct the name, or ask an "
        "administrator to add the member.",
    )


def _match(row: AcceptedRow, organization_id: uuid.UUID, known: Known | None) -> Match:
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
            boundary=row.boundary,
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
        boundary=row.boundary,
    )
    held = {"name": known.name, "own_id": known.own_id, "parcels": known.parcels}
    match.before = {key: old for key, old in held.items() if getattr(match, key) != old}
    match.is_changed = bool(match.before)
    return match


def _compare_chunk(
    imported: SiteImport, pairs: Sequence[tuple[Match, AcceptedRow]], result: Comparison
) -> None:
    there = [match.site_id for match, _ in pairs if not match.is_new]
    current = _current(there)
    shapes = _shapes([match.site_id for match, _ in pairs if match.boundary and not match.is_new])
    rivals = _rivals(there)
    for match, row in pairs:
        _compare_shape(match, shapes)
        if match.is_new:
            match.stated = dict(row.values)
            match.is_changed = True
            result.found["new"] += len(match.stated)
            continue
        held = current.get(match.site_id, {})
        for key, value in row.values.items():
            outcome = _outcome(imported, held.get(key), value)
            if outcome == "beside" and _stands_beside(
                rivals.get((match.site_id, key), ()), imported, value
            ):
                outcome = "same"
            result.found[outcome] += 1
            if outcome == "older":
                result.remarks.append(_older(row, key, value, held[key]))
            elif outcome == "beside":
                match.beside[key] = value
                match.is_changed = True
            elif outcome != "same":
                match.stated[key] = value
                match.is_changed = True
                _settle(match, rivals.get((match.site_id, key), ()), value)


def _compare_shape(match: Match, shapes: Mapping[uuid.UUID, SiteShape]) -> None:
    if match.boundary is None:
        return
    held = shapes.get(match.site_id)
    if held is not None and held.outline == match.boundary:
        match.boundary = None
        return
    match.before["boundary"] = (
        {"outline": held.outline, "boundary_id": held.boundary_id} if held else None
    )
    match.is_changed = True


def _outcome(imported: SiteImport, old: Any | None, value: Value) -> str:
    if old is None or old.retracted:
        return "new"
    assert imported.as_of is not None
    says_the_same = _says(old, value)
    if not old.is_own:
        # A building repeats what its land states without stating it too.
        return "same" if says_the_same else "new"
    if says_the_same:
        confirms = imported.mapping.get("confirms", True) and imported.as_of > old.as_of
        return "confirmed" if confirms else "same"
    if imported.differing is Differing.BESIDE and not _is_source(old, imported.source):
        return "beside"
    return "older" if imported.as_of < old.as_of else "changed"


def _settle(match: Match, rivals: Sequence[Fact], value: Value) -> None:
    """The contradiction ends where all that stands beside says what becomes current."""
    if rivals and all(_says(rival, value) for rival in rivals):
        match.before.setdefault("rivals", []).extend(rival.id for rival in rivals)


def _stands_beside(rivals: Sequence[Fact], imported: SiteImport, value: Value) -> bool:
    return any(_is_source(rival, imported.source) and _says(rival, value) for rival in rivals)


def _says(fact: Any, value: Value) -> bool:
    columns = fact_columns(FIELDS[value.field], value)
    return all(getattr(fact, name) == columns[name] for name in VALUE)


def _is_source(fact: Any, source: str) -> bool:
    return " ".join(fact.source.split()).casefold() == " ".join(source.split()).casefold()


def _older(row: AcceptedRow, key: str, value: Value, old: Any) -> Remark:
    return Remark(
        row=row.row,
        column=FIELDS[key].label,
        words=value.words,
        sentence=f"A newer value is known ({display(FIELDS[key], value_of(old))}, as of "
        f"{date_words(old.as_of)}). It stays.",
    )


def _current(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, Any]]:
    """What is current of the sites; `is_own` is false of what they take over from their land."""
    if not ids:
        return {}
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for fact in db.session.execute(
        select(
            SiteValue.site_id, Fact.field, Fact.low, Fact.high, Fact.text, Fact.qualifier,
            Fact.unit, Fact.original, Fact.source, Fact.as_of, Fact.retracted,
            (Fact.site_id == SiteValue.site_id).label("is_own"),
        )
        .join(SiteValue, SiteValue.fact_id == Fact.id)
        .where(SiteValue.site_id.in_(ids), SiteValue.planned.is_(False))
    ):  # fmt: skip
        found.setdefault(fact.site_id, {})[fact.field] = fact
    return found


def _shapes(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, SiteShape]:
    if not ids:
        return {}
    found = db.session.scalars(select(SiteShape).where(SiteShape.site_id.in_(ids)))
    return {one.site_id: one for one in found}


def _rivals(ids: Sequence[uuid.UUID]) -> Mapping[tuple[uuid.UUID, str], list[Fact]]:
    if not ids:
        return {}
    found: dict[tuple[uuid.UUID, str], list[Fact]] = {}
    for fact in db.session.scalars(
        select(Fact)
        .join(SiteRival, SiteRival.fact_id == Fact.id)
        .where(SiteRival.site_id.in_(ids), SiteRival.planned.is_(False))
    ):
        found.setdefault((fact.site_id, fact.field), []).append(fact)
    return found
