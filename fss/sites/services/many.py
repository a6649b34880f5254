"""One value for many sites: first what would change, then all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from fss.db import db
from fss.errors import ConflictError, RuleError
from fss.permissions.rules import Identity, Permission, allows
from fss.sites.models import Confidence, Fact, Site, SiteValue
from fss.sites.queries.scope import audience_of
from fss.sites.rules.classes import may_show
from fss.sites.rules.fields import Field
from fss.sites.rules.outcomes import Context, Outcome
from fss.sites.rules.parsing import parse
from fss.sites.rules.values import NOT_PROVIDED, Value, display
from fss.sites.services.facts import state_facts

MOST_EDITED = 500
NOT_YOURS = "Another city keeps this site up to date."
OFF_LIST = "It was taken off the list."


@dataclass(frozen=True, slots=True)
class Change:
    """What would happen to one site; `refusal` says why nothing would."""

    site: Site
    old: str
    new: str
    from_land: bool = False
    refusal: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the value is what it was; its evidence is renewed all the same."""
        return not self.refusal and self.old == self.new


@dataclass(frozen=True, slots=True)
class EditPlan:
    """What a value would change; `seen` stands for the values as they were shown."""

    field: Field
    value: Value | None
    changes: tuple[Change, ...]
    seen: str

    @property
    def taken(self) -> list[Change]:
        """What would be written."""
        return [change for change in self.changes if not change.refusal]

    @property
    def refused(self) -> list[Change]:
        """What would not, and why."""
        return [change for change in self.changes if change.refusal]


def plan_edit(
    sites: Sequence[Site], field: Field, words: str, *, as_of: date, actor: Identity
) -> EditPlan:
    """What stating a value about these sites would change; RuleError (field `value`)."""
    if len(sites) > MOST_EDITED:
        raise RuleError(
            f"At most {MOST_EDITED} sites can be edited at once. Narrow the list first.", "value"
        )
    parsed = parse(field, words, context=Context(as_of=as_of))
    if parsed.outcome is Outcome.PROBLEM:
        raise RuleError(parsed.problem or "This cannot be read.", "value")
    value = parsed.value if parsed.outcome is Outcome.FACT else None
    current = _current([site.id for site in sites], field.key)
    new = display(field, value)
    changes = []
    for site in sites:
        fact = current.get(site.id)
        if fact is not None and not may_show(fact.seen_by, audience_of(actor, site)):
            fact = None
        changes.append(
            Change(
                site,
                display(field, fact.value) if fact else NOT_PROVIDED,
                new,
                from_land=fact is not None and fact.site_id != site.id,
                refusal=_refusal(site, field, actor),
            )
        )
    return EditPlan(field, value, tuple(changes), _seen(sites, current, field))


def write_edit(
    plan: EditPlan,
    *,
    seen: str,
    words: str,
    source: str,
    as_of: date,
    confidence: Confidence,
    actor: Identity,
    now: datetime,
) -> int:
    """Write what was shown; returns how many sites have new facts.

    Raises ConflictError when somebody changed one of the values since they were shown.
    """
    if plan.seen != seen:
        raise ConflictError
    if not plan.taken:
        raise RuleError("Nothing can be written: see the reasons below.", "value")
    written = 0
    for change in plan.taken:
        stated = plan.value if plan.value is not None else words
        written += bool(
            state_facts(
                change.site,
                [(plan.field.key, stated)],
                source=source,
                as_of=as_of,
                confidence=confidence,
                actor=actor,
                now=now,
            )
        )
    return written


def _refusal(site: Site, field: Field, actor: Identity) -> str:
    if not allows(Permission.SITE_EDIT, actor, site):
        return NOT_YOURS
    if site.kind not in field.applies_to:
        return f"A {site.kind.value} has no {field.label.lower()}."
    return "" if site.active else OFF_LIST


def _current(ids: Sequence[UUID], field: str) -> dict[UUID, Fact]:
    pointed = db.session.execute(
        select(SiteValue.site_id, Fact)
        .join(Fact, Fact.id == SiteValue.fact_id)
        .where(SiteValue.site_id.in_(ids), SiteValue.field == field, SiteValue.planned.is_(False))
    )
    return {site_id: fact for site_id, fact in pointed if not fact.retracted}


def _seen(sites: Sequence[Site], current: dict[UUID, Fact], field: Field) -> str:
    """Stands for the sites and their current facts: another fact makes another one."""
    lines = sorted(
        f"{site.id}:{current[site.id].id if site.id in current else 0}" for site in sites
    )
    return hashlib.sha256("\n".join([field.key, *lines]).encode()).hexdigest()
