"""What stands behind the values of a site: who entered them, documents, open conflicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.accounts.models import User
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.guard import current_identity
from fss.permissions.rules import Identity
from fss.sites.models import Fact, Site, SiteDocument, SiteRival, SiteValue
from fss.sites.queries.facts import Held
from fss.sites.queries.scope import audience_of, may_see
from fss.sites.rules.classes import Audience, may_show
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field
from fss.sites.rules.values import NOT_PROVIDED, display

INSIDE = (Audience.CITY, Audience.COUNTY)


@dataclass(frozen=True, slots=True)
class Option:
    """One of several contradicting values; `picked` is what a form sends to choose it."""

    fact: Fact
    words: str
    is_current: bool
    picked: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more sources that contradict each other on one field."""

    field: Field
    planned: bool
    current: Fact | None
    rivals: Sequence[Fact]

    @property
    def options(self) -> list[Option]:
        """What can be picked, the current value first."""
        seen = self.current.id if self.current else 0
        facts = [*([self.current] if self.current else []), *self.rivals]
        return [
            Option(
                fact,
                display(self.field, fact.value) if fact.value else NOT_PROVIDED,
                fact is self.current,
                {
                    "fact": 0 if fact is self.current else fact.id,
                    "seen": seen,
                    "planned": "y" if self.planned else "",
                },
            )
            for fact in facts
        ]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page shows beside values: names by user, documents by file, open conflicts."""

    names: Mapping[UUID, str] = field(default_factory=dict)
    documents: Mapping[UUID, SiteDocument] = field(default_factory=dict)
    conflicts: Sequence[Conflict] = ()

    def who(self, fact: Fact) -> str:
        """Who entered a fact."""
        return (
            self.names.get(fact.entered_by, "First Stop Shop")
            if fact.entered_by
            else ("First Stop Shop")
        )

    def document(self, fact: Fact) -> SiteDocument | None:
        """The document of a fact, when the reader may open it."""
        return self.documents.get(fact.document_id) if fact.document_id else None

    def contested(self, key: str) -> bool:
        """Whether sources contradict each other on a field."""
        return any(one.field.key == key for one in self.conflicts)


def evidence_of(
    site: Site, facts: Iterable[Fact | None], *, audience: Audience | None = None
) -> Evidence:
    """The evidence of these facts, as far as the audience may see it; None is who acts now."""
    audience = audience or audience_of(current_identity(), site)
    shown = [fact for fact in facts if fact is not None]
    conflicts = conflicts_of(site) if audience in INSIDE else []
    contested = [fact for one in conflicts for fact in (one.current, *one.rivals) if fact]
    return Evidence(
        _names({fact.entered_by for fact in (*shown, *contested) if fact.entered_by}),
        {one.file_id: one for one in _documents(site, audience, with_land=True)},
        conflicts,
    )


def evidence_of_held(site: Site, held: Iterable[Held]) -> Evidence:
    """The evidence of what is known, for who acts now."""
    return evidence_of(site, (fact for one in held for fact in (one.fact, one.plan)))


def conflicts_of(site: Site) -> list[Conflict]:
    """The open conflicts of a site, in the order of the dictionary; for its city and the county."""
    rivals = open_rivals(site.id)
    if not rivals:
        return []
    current = {
        (pointer.field, pointer.planned): pointer.fact
        for pointer in db.session.scalars(
            select(SiteValue)
            .where(SiteValue.site_id == site.id, SiteValue.field.in_({key for key, _ in rivals}))
            .options(joinedload(SiteValue.fact))
        )
    }
    order = {key: place for place, key in enumerate(FIELDS)}
    return [
        Conflict(FIELDS[key], planned, current.get((key, planned)), rivals[key, planned])
        for key, planned in sorted(rivals, key=lambda one: (order.get(one[0], 0), one[1]))
        if key in FIELDS
    ]


def open_rivals(site_id: UUID) -> dict[tuple[str, bool], list[Fact]]:
    """The open conflicts of a site: (field, planned) → the facts beside the current one."""
    rivals: dict[tuple[str, bool], list[Fact]] = {}
    for rival in db.session.scalars(
        select(SiteRival)
        .where(SiteRival.site_id == site_id)
        .options(joinedload(SiteRival.fact))
        .order_by(SiteRival.fact_id)
    ):
        rivals.setdefault((rival.field, rival.planned), []).append(rival.fact)
    return rivals


def documents_of(site: Site, *, audience: Audience | None = None) -> Sequence[SiteDocument]:
    """The documents of a site that the audience may open, newest first; None is who acts now."""
    return _documents(site, audience or audience_of(current_identity(), site))


def get_document(document_id: UUID, identity: Identity) -> SiteDocument:
    """A document of a site, for those who may open it; else NotFoundError."""
    document = db.session.get(
        SiteDocument,
        document_id,
        options=(
            joinedload(SiteDocument.site).joinedload(Site.organization),
            joinedload(SiteDocument.file),
        ),
    )
    if document is None or document.removed_at is not None or not may_see(document.site, identity):
        raise NotFoundError
    if not may_show(document.data_class, audience_of(identity, document.site)):
        raise NotFoundError
    return document


def facts_supported(document: SiteDocument) -> Sequence[Fact]:
    """The current facts of a site that rest on a document, in the order they were entered."""
    return _supported(document.site_id, [document.file_id])


def support_by_file(
    site: Site, documents: Iterable[SiteDocument], shown: Collection[str]
) -> dict[UUID, list[Field]]:
    """The fields of `shown` whose current value rests on each of these documents, by file."""
    found: dict[UUID, list[Field]] = {}
    for fact in _supported(site.id, [one.file_id for one in documents]):
        fields = found.setdefault(fact.document_id, []) if fact.document_id else []
        if fact.field in shown and FIELDS[fact.field] not in fields:
            fields.append(FIELDS[fact.field])
    return found


def _supported(site_id: UUID, files: Collection[UUID]) -> Sequence[Fact]:
    if not files:
        return []
    return db.session.scalars(
        select(Fact)
        .join(SiteValue, SiteValue.fact_id == Fact.id)
        .where(
            SiteValue.site_id == site_id,
            Fact.document_id.in_(files),
            Fact.retracted.is_(False),
        )
        .order_by(Fact.id)
    ).all()


def _documents(
    site: Site, audience: Audience, *, with_land: bool = False
) -> Sequence[SiteDocument]:
    sites = [site.id]
    # A building shows values of its land; their documents open where the land may be seen.
    if with_land and site.land is not None and may_show(site.land.data_class, audience):
        sites.append(site.land.id)
    found = db.session.scalars(
        select(SiteDocument)
        .where(SiteDocument.site_id.in_(sites), SiteDocument.removed_at.is_(None))
        .options(joinedload(SiteDocument.file))
        .order_by(SiteDocument.added_at.desc(), SiteDocument.id)
    ).all()
    return [one for one in found if may_show(one.data_class, audience)]


def _names(ids: Collection[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}
