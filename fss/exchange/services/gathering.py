"""Reading what an export says, some hundred sites at a time, and nothing the person may not see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select

from fss.accounts.queries import organizations
from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.models import Fact, Site, SiteShape, SiteValue, class_of_field, value_of
from fss.sites.queries import audience_of
from fss.sites.rules.classes import Audience, may_show
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import Value

CHUNK = 500
PLACE = ("latitude", "longitude")
FACTS, VALUES, SITES = Fact.__table__.c, SiteValue.__table__.c, Site.__table__.c


@dataclass(frozen=True, slots=True)
class ExportedSite:
    """A site as an export tells of it; `facts` are present ones, `plans` planned ones."""

    number: int
    name: str
    kind: PropertyKind
    city: str
    own_id: str
    parcels: str
    outline: Mapping[str, Any] | None
    facts: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The permanent number people cite: `S-0041`."""
        return f"S-{self.number:04d}"

    def value(self, key: str) -> Value | None:
        """The present value of a field."""
        fact = self.facts.get(key)
        return None if fact is None else value_of(fact)


def known_fields(numbers: Sequence[int], identity: Identity) -> set[str]:
    """The fields of which some site of these has a value that the person may see."""
    known: set[str] = set()
    for chunk in _chunks(numbers):
        rows: Any = db.session.execute(
            select(FACTS.field, FACTS.data_class, SITES.organization_id)
            .join_from(SiteValue, Fact, FACTS.id == VALUES.fact_id)
            .join(Site, SITES.id == VALUES.site_id)
            .where(SITES.number.in_(chunk), FACTS.retracted.is_(False), VALUES.planned.is_(False))
            .distinct()
        )
        known.update(
            row.field
            for row in rows
            if row.field in FIELDS and _is_shown(row, audience_of(identity, row))
        )
    return known


def exported_sites(
    numbers: Sequence[int], identity: Identity, *, outlines: bool
) -> Iterator[ExportedSite]:
    """The sites of these numbers with their current facts, in the order of the numbers."""
    cities = {one.id: one.name for one in organizations()}
    for chunk in _chunks(numbers):
        rows: Any = db.session.execute(
            select(
                SITES.id, SITES.number, SITES.name, SITES.kind, SITES.organization_id,
                SITES.own_id, SITES.parcels,
            )
            .where(SITES.number.in_(chunk))
            .order_by(SITES.number)
        ).all()  # fmt: skip
        shapes = _outlines([row.id for row in rows]) if outlines else {}
        made = {
            row.id: (
                audience_of(identity, row),
                ExportedSite(
                    row.number,
                    row.name,
                    row.kind,
                    cities.get(row.organization_id, ""),
                    row.own_id or "",
                    row.parcels,
                    shapes.get(row.id),
                ),
            )
            for row in rows
        }
        hidden: set[UUID] = set()
        for fact in _facts(list(made)):
            audience, site = made[fact.of_site]
            if fact.field not in FIELDS:
                continue
            if not _is_shown(fact, audience):
                hidden.update({fact.of_site} if fact.field in PLACE and not fact.planned else ())
            else:
                (site.plans if fact.planned else site.facts)[fact.field] = fact
        for site_id, (_, site) in made.items():
            # A point that this reader may not know of is given away by the boundary too.
            yield replace(site, outline=None) if site_id in hidden else site


def _facts(site_ids: Collection[UUID]) -> Iterator[Any]:
    yield from db.session.execute(
        select(
            VALUES.site_id.label("of_site"), FACTS.field, FACTS.planned, FACTS.low, FACTS.high,
            FACTS.text, FACTS.qualifier, FACTS.unit, FACTS.original, FACTS.source, FACTS.as_of,
            FACTS.confidence, FACTS.plan_on, FACTS.plan_cost, FACTS.data_class,
        )
        .join_from(SiteValue, Fact, FACTS.id == VALUES.fact_id)
        .where(VALUES.site_id.in_(site_ids), FACTS.retracted.is_(False))
    )  # fmt: skip


def _outlines(site_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    rows = db.session.execute(
        select(SiteShape.site_id, SiteShape.outline).where(SiteShape.site_id.in_(site_ids))
    )
    return {row.site_id: row.outline for row in rows}


def _is_shown(fact: Any, audience: Audience) -> bool:
    return may_show(fact.data_class or class_of_field(fact.field), audience)


def _chunks(numbers: Sequence[int]) -> Iterator[list[int]]:
    iterator = iter(numbers)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
