"""Undoing a whole import while nothing has built on it (docs/adr/0012-undo-of-imports.md).

Facts are append-only, so an undo says so: what was known before is stated again with its own
evidence, what was not known is taken back, and sites that the import added leave the list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, delete, func, insert, literal, or_, select, update

from fss.audit.models import AuditEvent
from fss.audit.services import record, record_about
from fss.db import db
from fss.errors import RuleError
from fss.exchange.models import ImportedSite, ImportState, SiteImport
from fss.exchange.services.bulk import ATTRIBUTES, point_at, put_in_force
from fss.exchange.services.importing import wait_for_other_lists
from fss.permissions.rules import Identity
from fss.sites.models import (
    Confidence,
    Fact,
    Site,
    SiteBoundary,
    SiteRival,
    SiteShape,
    SiteValue,
)
from fss.sites.queries.freshness import check_date
from fss.sites.services.facets import keep_facets
from fss.sites.services.inheritance import keep_buildings, keep_inherited
from fss.sites.services.inventory import hold_sites
from fss.sites.services.rivals import open_again
from fss.sites.services.rows import keep_rows
from fss.sites.services.words import folded

CHUNK = 1_000
MOST_NAMED = 20
HARMLESS = ("site:import", "site:import:undo", "site:report")
"""Deeds about a site that change nothing of it."""
FACTS = Fact.__table__
Tell = Callable[[int, int, str], None]
Use = Callable[[Collection[UUID], datetime], Mapping[UUID, str]]
_uses: list[Use] = []


def count_as_use(use: Use) -> None:
    """Let another feature say which sites it has built on since an instant: site → in words."""
    if use not in _uses:
        _uses.append(use)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an undo would do, and the sites that stand in its way as (id, name, why)."""

    removed: int
    restored: int
    facts: int
    touched: tuple[tuple[UUID, str, str], ...]
    touched_count: int

    @property
    def is_possible(self) -> bool:
        """Whether nothing has built on the import yet."""
        return not self.touched_count


def preview_undo(imported: SiteImport) -> Preview:
    """What undoing would do now; nothing is changed."""
    new, there = (
        db.session.scalar(
            select(func.count())
            .select_from(ImportedSite)
            .where(ImportedSite.import_id == imported.id, ImportedSite.is_new.is_(is_new))
        )
        or 0
        for is_new in (True, False)
    )
    facts = db.session.scalar(
        select(func.count()).select_from(Fact).where(Fact.import_id == imported.id)
    )
    why = _touched(imported)
    names = _names(sorted(why, key=str)[:MOST_NAMED])
    touched = tuple((site_id, name, why[site_id]) for site_id, name in names)
    return Preview(new, there, facts or 0, touched, len(why))


def undo_import(
    imported: SiteImport, *, actor: Identity, now: datetime, tell: Tell | None = None
) -> None:
    """Undo all that the import wrote, or nothing. RuleError when somebody has built on it."""
    if imported.state is not ImportState.WRITTEN:
        raise RuleError("Only a list that was imported can be undone.")
    if tell:
        tell(0, 0, "Looking for later changes")
    wait_for_other_lists()
    # What somebody states from here on waits; what they stated until here the preview sees.
    hold_sites(
        db.session.scalars(
            select(ImportedSite.site_id).where(ImportedSite.import_id == imported.id)
        )
    )
    preview = preview_undo(imported)
    if not preview.is_possible:
        named = ", ".join(name for _, name, _ in preview.touched[:5])
        raise RuleError(f"These sites were changed since: {named}. The import stays.")
    last = db.session.scalar(select(func.max(Fact.id))) or 0
    _state_former(imported, actor=actor, now=now)
    _take_back(imported, actor=actor, now=now)
    _end_conflicts(imported)
    _point_back(imported, last)
    written = db.session.scalars(
        select(ImportedSite).where(ImportedSite.import_id == imported.id).order_by(ImportedSite.row)
    ).all()
    for start in range(0, len(written), CHUNK):
        if tell:
            tell(start, len(written), "Restoring what was there before")
        _restore_sites(imported, written[start : start + CHUNK], actor=actor, now=now)
    record("import:undo", subject=imported, at=now, file=imported.file_name,
           removed=preview.removed, restored=preview.restored)  # fmt: skip
    imported.state, imported.undone_at = ImportState.UNDONE, now
    db.session.flush()


def _touched(imported: SiteImport) -> dict[UUID, str]:
    """The sites of the import on which somebody has built since, and by what."""
    assert imported.written_at is not None
    mine = select(ImportedSite.site_id).where(ImportedSite.import_id == imported.id)
    first = select(func.min(Fact.id)).where(Fact.import_id == imported.id).scalar_subquery()
    undone = select(SiteImport.id).where(SiteImport.state == ImportState.UNDONE)
    since = imported.written_at
    touched: dict[UUID, str] = {}
    facts = select(Fact.site_id).where(
        Fact.site_id.in_(mine),
        or_(Fact.id > first, Fact.entered_at > since),
        or_(
            Fact.import_id.is_(None),
            and_(Fact.import_id != imported.id, Fact.import_id.not_in(undone)),
        ),
    )
    touched.update((site_id, "a value was stated") for site_id in db.session.scalars(facts))
    deeds = select(AuditEvent.subject_id).where(
        AuditEvent.subject_type == "site",
        AuditEvent.subject_id.in_(mine),
        AuditEvent.at > since,
        AuditEvent.verb.not_in(HARMLESS),
    )
    for site_id in db.session.scalars(deeds):
        if site_id is not None:
            touched.setdefault(site_id, "it was edited")
    buildings = select(Site.land_id).where(Site.land_id.in_(mine), Site.id.not_in(mine))
    for land_id in db.session.scalars(buildings):
        if land_id is not None and _is_new(imported, land_id):
            touched.setdefault(land_id, "a building stands on it")
    ids = set(db.session.scalars(mine))
    for use in _uses:
        for site_id, words in use(ids, since).items():
            touched.setdefault(site_id, words)
    return touched


def _is_new(imported: SiteImport, site_id: UUID) -> bool:
    found = db.session.get(ImportedSite, (imported.id, site_id))
    return found is not None and found.is_new


def _names(ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    rows = db.session.execute(
        select(Site.id, Site.name, Site.number).where(Site.id.in_(ids)).order_by(Site.number)
    )
    return [(row.id, f"{row.name} (S-{row.number:04d})") for row in rows]


def _former() -> tuple[Any, Any]:
    """Facts, and for each the number of the one that was current before it."""
    mine, older = FACTS.alias("mine"), FACTS.alias("older")
    before = (
        select(func.max(older.c.id))
        .where(
            older.c.site_id == mine.c.site_id,
            older.c.field == mine.c.field,
            older.c.planned == mine.c.planned,
            older.c.rival.is_(False),
            older.c.id < mine.c.id,
        )
        .scalar_subquery()
    )
    return mine, before


def _state_former(imported: SiteImport, *, actor: Identity, now: datetime) -> None:
    """State again what was known before, with the evidence it had."""
    mine, before = _former()
    pairs = (
        select(before.label("former"))
        .where(mine.c.import_id == imported.id, mine.c.rival.is_(False))
        .subquery()
    )
    names = [column.name for column in FACTS.columns if column.name not in ("id", *_OWN)]
    copied = select(
        *(FACTS.c[name] for name in names),
        *_own(imported, actor, now, copy_of=FACTS.c.id),
    ).join(pairs, pairs.c.former == FACTS.c.id)
    db.session.execute(insert(FACTS).from_select([*names, *_OWN], copied))  # type: ignore[arg-type]


def _take_back(imported: SiteImport, *, actor: Identity, now: datetime) -> None:
    """Say of what was not known before that it is not known any more."""
    mine, before = _former()
    said = {
        "source": f"Import undone: {imported.file_name}"[:300],
        "as_of": now.date(),
        "confidence": Confidence.UNKNOWN,
        "retracted": True,
        "qualifier": "none",
        "unit": "",
        "original": "",
    }
    columns = [
        mine.c.site_id,
        mine.c.field,
        mine.c.planned,
        mine.c.data_class,
        *(literal(value, FACTS.c[name].type) for name, value in said.items()),
        *_own(imported, actor, now, copy_of=literal(None, FACTS.c.copy_of.type)),
    ]
    names = ["site_id", "field", "planned", "data_class", *said, *_OWN]
    taken = select(*columns).where(
        mine.c.import_id == imported.id,
        mine.c.rival.is_(False),
        mine.c.copy_of.is_(None),
        mine.c.retracted.is_(False),
        before.is_(None),
    )
    db.session.execute(insert(FACTS).from_select(names, taken))  # type: ignore[arg-type]


_OWN = ("entered_at", "entered_by", "import_id", "rival", "copy_of")


def _own(imported: SiteImport, actor: Identity, now: datetime, *, copy_of: Any) -> list[Any]:
    """What the undo itself says of a fact: who, when, of which import."""
    return [
        literal(now, FACTS.c.entered_at.type),
        literal(actor.user_id, FACTS.c.entered_by.type),
        literal(imported.id, FACTS.c.import_id.type),
        literal(False, FACTS.c.rival.type),
        copy_of,
    ]


def _end_conflicts(imported: SiteImport) -> None:
    rivals = select(Fact.id).where(Fact.import_id == imported.id, Fact.rival.is_(True))
    db.session.execute(delete(SiteRival).where(SiteRival.fact_id.in_(rivals)))


def _point_back(imported: SiteImport, last: int) -> None:
    """Point at what was current before; where nothing was, at nothing."""
    undoing = (Fact.import_id == imported.id, Fact.id > last)
    known = select(
        Fact.site_id,
        Fact.field,
        Fact.planned,
        Fact.id,
        case((Fact.retracted.is_(True), None), else_=check_date(Fact.field, Fact.as_of)),
    ).where(*undoing, Fact.copy_of.is_not(None))
    point_at(known)
    mine = select(Fact.id).where(Fact.import_id == imported.id, Fact.id <= last)
    db.session.execute(
        delete(SiteValue).where(SiteValue.fact_id.in_(mine)),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()


def _restore_sites(
    imported: SiteImport, written: Sequence[ImportedSite], *, actor: Identity, now: datetime
) -> None:
    new = [one.site_id for one in written if one.is_new]
    there = [one for one in written if not one.is_new]
    if new:
        db.session.execute(
            update(Site).where(Site.id.in_(new)).values(active=False, own_id=None, updated_at=now),
            execution_options={"synchronize_session": False},
        )
    for one in there:
        held = {name: one.before[name] for name in ATTRIBUTES if name in one.before}
        if "name" in held:
            held["name_key"] = folded(held["name"])[:200]
        if held:
            db.session.execute(
                update(Site).where(Site.id == one.site_id).values(**held),
                execution_options={"synchronize_session": False},
            )
    _restore_boundaries(imported, written, actor=actor, now=now)
    open_again([number for one in there for number in one.before.get("rivals", ())])
    ids = [one.site_id for one in written]
    db.session.expire_all()
    keep_rows(ids, now=now)
    buildings = db.session.scalars(
        select(Site.id).where(Site.id.in_(ids), Site.land_id.is_not(None))
    ).all()
    keep_buildings(buildings, now=now)
    keep_inherited([one.site_id for one in there], now=now)
    keep_facets(ids)
    for site in db.session.execute(select(Site.id, Site.organization_id).where(Site.id.in_(new))):
        record_about(
            "site:import:undo",
            stream=f"organization:{site.organization_id}",
            subject_type="site",
            subject_id=site.id,
            at=now,
            file=imported.file_name,
        )


def _restore_boundaries(
    imported: SiteImport, written: Sequence[ImportedSite], *, actor: Identity, now: datetime
) -> None:
    """Put the former boundaries in force again, as new records; take away those that are new."""
    assert imported.written_at is not None
    brought = set(
        db.session.scalars(
            select(SiteBoundary.site_id).where(
                SiteBoundary.site_id.in_([one.site_id for one in written]),
                SiteBoundary.entered_at == imported.written_at,
                SiteBoundary.source == imported.source,
            )
        )
    )
    restored = []
    for one in written:
        if one.site_id not in brought:
            continue
        former = one.before.get("boundary")
        number = former["boundary_id"] if former else None
        held = db.session.get(SiteBoundary, number) if number else None
        db.session.add(
            SiteBoundary(
                site_id=one.site_id,
                outline=former["outline"] if former else None,
                source=held.source if held else f"Import undone: {imported.file_name}"[:300],
                as_of=held.as_of if held else now.date(),
                confidence=held.confidence if held else Confidence.UNKNOWN,
                entered_at=now,
                entered_by=actor.user_id,
            )
        )
        if former:
            restored.append(one.site_id)
    db.session.flush()
    if restored:
        put_in_force(restored)
    gone = brought - set(restored)
    if gone:
        db.session.execute(
            delete(SiteShape).where(SiteShape.site_id.in_(gone)),
            execution_options={"synchronize_session": False},
        )
