"""Going back to what was said before, and picking between values that contradict.

Either way the chosen fact is stated again as it was, with its evidence: the newest fact of a
field that is no rival is always the current one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fss.audit.services import record
from fss.db import db
from fss.errors import ConflictError, NotFoundError, RuleError
from fss.permissions.rules import Identity
from fss.sites.models import Fact, Site, SiteRival, class_of_field
from fss.sites.rules.classes import DataClass, strictest
from fss.sites.rules.dictionary import FIELDS
from fss.sites.services.facts import VALUE_COLUMNS, append_facts, current_facts
from fss.sites.services.rivals import end_conflicts

KEPT = (
    *VALUE_COLUMNS,
    "field",
    "planned",
    "plan_on",
    "plan_cost",
    "source",
    "document_id",
    "as_of",
    "confidence",
)
"""What a copy takes over from the fact it copies."""


def restore_fact(site: Site, fact_id: int, *, seen: int, actor: Identity, now: datetime) -> Fact:
    """State an older value again. `seen` is the current fact that the person was shown, 0 none.

    ConflictError when another one is current meanwhile.
    """
    fact = _fact_of(site, fact_id)
    current = current_facts(site.id)
    _check_seen(current.get((fact.field, fact.planned)), seen)
    copy = _state_again(site, fact, current, actor, now)
    record("site:restore", subject=site, value=FIELDS[fact.field].label, fact=fact.id)
    end_conflicts(site.id, [(fact.field, fact.planned)])
    db.session.flush()
    return copy


def use_rival(site: Site, fact_id: int, *, seen: int, actor: Identity, now: datetime) -> Fact:
    """Let a rival be the current value; this ends the conflict."""
    fact = _fact_of(site, fact_id)
    if db.session.get(SiteRival, fact.id) is None:
        raise ConflictError("This conflict has been settled meanwhile.")
    current = current_facts(site.id)
    _check_seen(current.get((fact.field, fact.planned)), seen)
    copy = _state_again(site, fact, current, actor, now)
    end_conflicts(site.id, [(fact.field, fact.planned)])
    record("site:rival:use", subject=site, value=FIELDS[fact.field].label, fact=fact.id)
    db.session.flush()
    return copy


def keep_current(site: Site, field: str, *, planned: bool, seen: int) -> None:
    """Let the current value stand; this ends the conflict, its rivals stay in the history."""
    current = current_facts(site.id).get((field, planned))
    _check_seen(current, seen)
    end_conflicts(site.id, [(field, planned)])
    record("site:rival:keep", subject=site, value=FIELDS[field].label, fact=seen)
    db.session.flush()


def classify_values(
    site: Site, classes: Mapping[str, DataClass], *, actor: Identity, now: datetime
) -> int:
    """Say who may see some current values, present and planned; returns how many changed.

    Each is stated again as it was, with its evidence.
    """
    current = current_facts(site.id)
    new = []
    for (key, _planned), fact in current.items():
        wanted = classes.get(key)
        if wanted is None or fact.retracted or fact.site_id != site.id or fact.seen_by is wanted:
            continue
        new.append(_copy(site, fact, wanted, actor, now))
    append_facts(site, new, dict(current), now)
    return len(new)


def _state_again(
    site: Site,
    fact: Fact,
    current: dict[tuple[str, bool], Fact],
    actor: Identity,
    now: datetime,
) -> Fact:
    held = current.get((fact.field, fact.planned))
    # Going back must not open what was closed meanwhile, nor what was closed then.
    wanted = strictest(fact.seen_by, held.seen_by) if held else fact.seen_by
    copy = _copy(site, fact, wanted, actor, now)
    append_facts(site, [copy], current, now)
    return copy


def _copy(site: Site, fact: Fact, wanted: DataClass, actor: Identity, now: datetime) -> Fact:
    return Fact(
        site_id=site.id,
        **{name: getattr(fact, name) for name in KEPT},
        data_class=None if wanted is class_of_field(fact.field) else wanted,
        copy_of=fact.id,
        entered_at=now,
        entered_by=actor.user_id,
    )


def _fact_of(site: Site, fact_id: int) -> Fact:
    fact = db.session.get(Fact, fact_id) if 0 < fact_id < 2**63 else None
    if fact is None or fact.site_id != site.id:
        raise NotFoundError
    field = FIELDS.get(fact.field)
    if fact.retracted or field is None or site.kind not in field.applies_to:
        raise RuleError("This value cannot be stated again. State it anew.")
    return fact


def _check_seen(current: Fact | None, seen: int) -> None:
    if (current.id if current else 0) != seen:
        raise ConflictError("Somebody else changed this value meanwhile. Look at it again.")
