"""Reading pursuits: county staff see all of them, involved cities a request sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from fss.audit.models import AuditEvent
from fss.audit.queries import events_of
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.rules import Identity, Permission, allows
from fss.pursuits.models import Pursuit, PursuitCriterion
from fss.pursuits.rules import CLOSED, Row, Stage, code_key, comparison_label, value_in_words
from fss.sites.rules.criteria import Comparison, Criterion, Importance
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field
from fss.work import queries as work
from fss.work.models import ProcessInstance, StepInstance
from fss.work.queries import ProcessSummary

SUBJECT = "pursuit"
QUIET = (
    "step:create",
    "step:update",
    "process:create",
    "process:update",
    "criterion:create",
    "site_decision:create",
    "site_decision:update",
    "share_link:create",
    "share_link:update",
    "proposal_file:create",
)
"""Events that repeat what a deed beside them tells in words."""


def get_pursuit(pursuit_id: UUID, identity: Identity) -> Pursuit | None:
    """A pursuit with its criteria and owner; None for everybody but county staff."""
    if not allows(Permission.PURSUIT_READ, identity):
        return None
    return db.session.scalar(
        select(Pursuit)
        .where(Pursuit.id == pursuit_id)
        .options(joinedload(Pursuit.owner), selectinload(Pursuit.criteria))
    )


def code_name_is_taken(code_name: str, *, but: UUID | None = None) -> bool:
    """Whether another pursuit has that code name, whatever its case."""
    query = select(Pursuit.id).where(Pursuit.code_key == code_key(code_name))
    if but is not None:
        query = query.where(Pursuit.id != but)
    return db.session.scalar(query.limit(1)) is not None


class Shown(StrEnum):
    """Which pursuits a list shows."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class Order(StrEnum):
    """How a list of pursuits is ordered."""

    DUE = "due"
    NAME = "name"
    RECEIVED = "received"
    STAGE = "stage"


@dataclass(frozen=True)
class Filters:
    """What narrows a list of pursuits; `owner_id` keeps those of one person."""

    shown: Shown = Shown.OPEN
    stage: Stage | None = None
    owner_id: UUID | None = None
    text: str = ""
    order: Order = Order.DUE
    descending: bool = False

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(
            (self.shown is not Shown.OPEN, bool(self.stage), bool(self.owner_id), bool(self.text))
        )


@dataclass(frozen=True)
class PursuitRow:
    """A pursuit in a list, with its process in a line (None when none runs)."""

    pursuit: Pursuit
    process: ProcessSummary | None
    days_in_stage: int


def pursuits(
    identity: Identity,
    filters: Filters,
    *,
    now: datetime,
    page: int = 1,
    size: int = 25,
) -> tuple[list[PursuitRow], int]:
    """Pursuits that a person may list, and how many there are in all; five queries."""
    if not allows(Permission.PURSUIT_LIST, identity):
        return [], 0
    which = _conditions(filters)
    total = db.session.scalar(select(func.count()).select_from(Pursuit).where(*which)) or 0
    found = db.session.scalars(
        select(Pursuit)
        .where(*which)
        .order_by(*_order(filters), Pursuit.code_key, Pursuit.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    lines = work.summaries(SUBJECT, [pursuit.id for pursuit in found], now)
    rows = [
        PursuitRow(pursuit, lines.get(pursuit.id), max(0, (now - pursuit.stage_since).days))
        for pursuit in found
    ]
    return rows, total


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = []
    if filters.shown is Shown.OPEN and filters.stage is None:
        which.append(Pursuit.stage.not_in(CLOSED))
    elif filters.shown is Shown.CLOSED:
        which.append(Pursuit.stage.in_(CLOSED))
    if filters.stage is not None:
        which.append(Pursuit.stage == filters.stage)
    if filters.owner_id is not None:
        which.append(Pursuit.owner_id == filters.owner_id)
    if filters.text:
        which.append(Pursuit.code_key.contains(code_key(filters.text), autoescape=True))
    return which


def _order(filters: Filters) -> list[ColumnElement[object]]:
    columns: dict[Order, ColumnElement[object]] = {
        Order.DUE: Pursuit.due_at.expression,  # type: ignore[dict-item]
        Order.NAME: Pursuit.code_key.expression,  # type: ignore[dict-item]
        Order.RECEIVED: Pursuit.received_at.expression,  # type: ignore[dict-item]
        Order.STAGE: Pursuit.stage.expression,  # type: ignore[dict-item]
    }
    column = columns[filters.order]
    return [column.desc() if filters.descending else column.asc()]


_SAID_BY_VALUE = ("one of", "between")


@dataclass(frozen=True)
class AskedFor:
    """A criterion in words: what is asked of which field, must or want."""

    id: UUID
    field: Field
    comparison: str
    value: str
    importance: Importance
    weight: int

    @property
    def words(self) -> str:
        """Such as "at least 40 acres"; the value says by itself what a choice or a range means."""
        if self.comparison in _SAID_BY_VALUE:
            return self.value.replace("; ", " or ")
        return f"{self.comparison} {self.value}".strip()


def criteria_of(pursuit: Pursuit) -> list[AskedFor]:
    """A pursuit's criteria in words, in their order; those of fields no longer known left out."""
    return [
        AskedFor(
            id=stored.id,
            field=FIELDS[stored.field],
            comparison=comparison_label(stored.comparison, FIELDS[stored.field]),
            value=value_in_words(FIELDS[stored.field], as_criterion(stored)),
            importance=stored.importance,
            weight=stored.weight,
        )
        for stored in pursuit.criteria
        if stored.field in FIELDS
    ]


def as_criterion(stored: PursuitCriterion) -> Criterion:
    """A stored criterion as the rules know it."""
    return Criterion(
        field=stored.field,
        comparison=Comparison(stored.comparison),
        low=stored.low,
        high=stored.high,
        options=frozenset(stored.choices or ()),
        importance=Importance(stored.importance),
        weight=stored.weight,
    )


def as_row(stored: PursuitCriterion) -> Row:
    """A stored criterion as `services.set_criteria` takes it."""
    return Row(criterion=as_criterion(stored), words=stored.words, id=stored.id)


@dataclass(frozen=True)
class RequestSheet:
    """What an involved city may know of a pursuit: what is asked, and its own steps.

    No contact, no sender, no original text, nothing of another city.
    """

    pursuit: Pursuit
    asked: list[AskedFor]
    steps: Sequence[StepInstance]
    is_involved: bool
    process: ProcessInstance | None = None

    def involves(self, identity: Identity) -> bool:  # noqa: ARG002
        """Whether a step that has started names the person for whom this was read."""
        return self.is_involved


def get_request_sheet(pursuit_id: UUID, identity: Identity) -> RequestSheet | None:
    """The request as an involved city sees it; None for people whom no started step names."""
    involved = work.is_involved(SUBJECT, pursuit_id, identity)
    if not (involved or identity.is_county_staff or identity.is_system):
        return None
    pursuit = db.session.scalar(
        select(Pursuit).where(Pursuit.id == pursuit_id).options(selectinload(Pursuit.criteria))
    )
    if pursuit is None:
        return None
    return RequestSheet(
        pursuit,
        criteria_of(pursuit),
        work.own_steps(SUBJECT, pursuit_id, identity),
        involved,
        work.process_of(SUBJECT, pursuit_id),
    )


def process_steps(
    pursuit: Pursuit, run: UUID | None = None
) -> tuple[ProcessInstance | None, Sequence[StepInstance]]:
    """The process of a pursuit, or another of its processes by its id, and the steps in order.

    Raises NotFoundError for a process that is not this pursuit's.
    """
    running = processes(pursuit)
    if run is not None:
        running = [one for one in running if one.id == run]
        if not running:
            raise NotFoundError
    instance = next(iter(running), None)
    return instance, work.steps_of(instance) if instance else []


def processes(pursuit: Pursuit) -> Sequence[ProcessInstance]:
    """The process by which the request is answered, then the others as they started."""
    return work.processes_of(SUBJECT, pursuit.id)


def criteria_are_locked(pursuit: Pursuit) -> bool:
    """Whether the criteria were agreed (P4 is settled), so that a change needs a reason."""
    instance = work.process_of(SUBJECT, pursuit.id)
    return instance is not None and work.is_settled(instance, "P4")


def history(
    pursuit: Pursuit, *, page: int = 1, size: int = 50, everything: bool = False
) -> tuple[Sequence[AuditEvent], int]:
    """The pursuit's events, newest first, and how many there are.

    Changes of rows that a deed beside them tells in words are left out unless `everything`.
    """
    without = () if everything else QUIET
    return events_of(SUBJECT, pursuit.id, without=without, page=page, size=size)
