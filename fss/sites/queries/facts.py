"""The facts of a site: what is current, by group, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.accounts.models import User
from fss.audit.models import AuditEvent
from fss.audit.queries import events_of
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.guard import current_identity
from fss.sites.models import Confidence, Fact, Site, SiteValue, class_of_field
from fss.sites.queries.scope import audience_of
from fss.sites.rules.classes import Audience, may_show
from fss.sites.rules.dictionary import FIELDS, fields_for
from fss.sites.rules.fields import GROUPS, Field
from fss.sites.rules.screening import is_overdue
from fss.sites.rules.values import NOT_PROVIDED, Value, display, number
from fss.timezone import date_words

_GROUP_LABELS = {group.key: group.label for group in GROUPS}


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of one field of one site: the present fact, the plan, or neither."""

    field: Field
    fact: Fact | None
    plan: Fact | None
    today: date
    check_on: date | None = None

    @property
    def value(self) -> Value | None:
        """The present value; None when nobody knows."""
        return self.fact.value if self.fact else None

    @property
    def is_known(self) -> bool:
        """Whether a present value is stated."""
        return self.fact is not None

    @property
    def words(self) -> str:
        """The present value in words, "Not provided" when there is none."""
        return display(self.field, self.value) if self.fact else NOT_PROVIDED

    @property
    def plan_words(self) -> str:
        """The planned value with day and cost, empty when there is none."""
        if self.plan is None:
            return ""
        words = display(self.field, self.plan.value)
        if self.plan.plan_on:
            words += f" by {date_words(self.plan.plan_on)}"
        if self.plan.plan_cost is not None:
            words += f", cost ${number(self.plan.plan_cost)}"
        return words

    @property
    def is_stale(self) -> bool:
        """Whether the present value must be checked again."""
        return self.fact is not None and is_overdue(self.check_on, today=self.today)

    @property
    def shows_original(self) -> bool:
        """Whether the original words say something else than the words shown."""
        fact = self.fact
        return fact is not None and fact.original.casefold() not in self.words.casefold()

    @property
    def evidence(self) -> str:
        """`City planner, as of Nov 2, 2026, documented`; empty when nothing is known."""
        return _evidence(self.fact)


def held_values(site: Site, *, today: date, audience: Audience | None = None) -> dict[str, Held]:
    """What is known of every field that the site's kind has, by field key, in their order.

    What the audience may not see is left out altogether, as if there were no such field; None is
    whoever acts now.
    """
    audience = audience or audience_of(current_identity(), site)
    pointed = _pointed(site.id)
    facts = {key: one.fact for key, one in pointed.items() if not one.fact.retracted}
    held: dict[str, Held] = {}
    for field in fields_for(site.kind):
        current, plan = pointed.get((field.key, False)), pointed.get((field.key, True))
        if not _shows(current, field.key, audience) or not _is_open(current, site, audience):
            continue
        held[field.key] = Held(
            field,
            facts.get((field.key, False)),
            facts.get((field.key, True))
            if _shows(plan, field.key, audience) and _is_open(plan, site, audience)
            else None,
            today,
            current.check_on if current and (field.key, False) in facts else None,
        )
    return held


def _shows(pointer: SiteValue | None, field: str, audience: Audience) -> bool:
    return may_show(pointer.fact.seen_by if pointer else class_of_field(field), audience)


def _is_open(pointer: SiteValue | None, site: Site, audience: Audience) -> bool:
    """Whether what comes from the land of a building comes from one that the audience may see."""
    if pointer is None or pointer.fact.site_id == site.id or site.land is None:
        return True
    return may_show(site.land.data_class, audience)


def shows_place(held: Iterable[Held]) -> bool:
    """Whether the point of a site is among what is shown; if not, no map may tell it."""
    return {"latitude", "longitude"} <= {one.field.key for one in held}


def current_ids(site: Site, field: str) -> dict[bool, int]:
    """The numbers of the facts of a field that are current: planned or not → id."""
    return {
        planned: one.fact_id for (key, planned), one in _pointed(site.id).items() if key == field
    }


def values_of(
    site: Site, *, today: date, audience: Audience | None = None
) -> list[tuple[str, str, list[Held]]]:
    """The fields of the site by group: (group key, group label, fields with what is known).

    `audience` as in `held_values`.
    """
    held = held_values(site, today=today, audience=audience).values()
    return [
        (key, _GROUP_LABELS[key], list(members))
        for key, members in groupby(held, key=lambda one: one.field.group)
    ]


def taken_over(site: Site) -> dict[tuple[str, bool], str]:
    """What a building shows of its land's facts: (field, planned) → the value in words."""
    return {
        key: display(FIELDS[key[0]], one.fact.value)
        for key, one in _pointed(site.id).items()
        if one.fact.site_id != site.id
    }


def current_value(site: Site, field: str) -> Value | None:
    """The present value of one field; None when nobody knows."""
    fact = _current(site.id).get((field, False))
    return fact.value if fact else None


def fact_history(
    site: Site, field: str, *, audience: Audience | None = None
) -> Sequence[tuple[Fact, str]]:
    """Every fact that was ever stated of a field, newest first, each with who entered it.

    NotFoundError when the audience may not see what is current; `audience` as in `held_values`.
    """
    audience = audience or audience_of(current_identity(), site)
    pointed = _pointed(site.id)
    if not all(_shows(pointed.get((field, planned)), field, audience) for planned in (False, True)):
        raise NotFoundError
    rows = db.session.execute(
        select(Fact, User.name)
        .outerjoin(User, User.id == Fact.entered_by)
        .where(Fact.site_id == site.id, Fact.field == field)
        .order_by(Fact.id.desc())
        .limit(200)
    )
    return [
        (fact, name or "First Stop Shop") for fact, name in rows if may_show(fact.seen_by, audience)
    ]


def site_history(site: Site, *, page: int = 1, size: int = 50) -> tuple[Sequence[AuditEvent], int]:
    """What was done to a site, newest first, and how many events there are."""
    return events_of("site", site.id, page=page, size=size)


def facts_at(
    site_id: UUID, fields: Iterable[str], *, seen: int | None = None
) -> dict[tuple[str, bool], Fact]:
    """The facts of some fields that are current, or were when fact number `seen` was the latest.

    (field, planned) → fact; retractions are in it, so that their numbers count.
    """
    query = select(Fact).where(
        Fact.site_id == site_id, Fact.field.in_(list(fields)), Fact.rival.is_(False)
    )
    if seen is not None:
        query = query.where(Fact.id <= seen)
    return {
        (fact.field, fact.planned): fact for fact in db.session.scalars(query.order_by(Fact.id))
    }


def _current(site_id: UUID) -> dict[tuple[str, bool], Fact]:
    return {key: one.fact for key, one in _pointed(site_id).items() if not one.fact.retracted}


def _pointed(site_id: UUID) -> dict[tuple[str, bool], SiteValue]:
    pointers = db.session.scalars(
        select(SiteValue).where(SiteValue.site_id == site_id).options(joinedload(SiteValue.fact))
    )
    return {
        (pointer.field, pointer.planned): pointer for pointer in pointers if pointer.field in FIELDS
    }


def _evidence(fact: Fact | None) -> str:
    if fact is None:
        return ""
    parts = [fact.source, f"as of {date_words(fact.as_of)}"]
    if fact.confidence is not Confidence.UNKNOWN:
        parts.append(fact.confidence.label.lower())
    return ", ".join(part for part in parts if part)
