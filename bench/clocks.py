"""The minute's sweep over many open clocks, of which few are due."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select

from bench.timing import Table, measure
from fss.accounts.models import Holding
from fss.calendars.rules.standards import Metric, Scope, Unit
from fss.db import db
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM, Role
from fss.process.queries import find_template
from fss.timezone import utcnow
from fss.work.models import (
    Clock,
    ClockEvent,
    ProcessInstance,
    StepAssignment,
    StepInstance,
    StepState,
)
from fss.work.rules.clocks import ClockAction, ClockState
from fss.work.services.sweeping import sweep_clocks

CLOCKS, STEPS, DUE = 20_000, 40, 100
TIMES = 9
AIM = 1000.0


def time_sweep(app: Flask, table: Table) -> None:
    """20,000 open clocks; a hundred have reached a level of escalation, or none has."""
    with app.app_context(), acting(SYSTEM):
        _fill()
        now = utcnow()

        def sweep() -> None:
            with db.session.begin_nested() as savepoint:
                swept = sweep_clocks(now=now)
                assert swept.clocks == DUE
                assert swept.notices >= DUE
                savepoint.rollback()
            db.session.expire_all()

        table.cpu(f"sweep of {CLOCKS:,} open clocks, {DUE} due", measure(sweep, TIMES), most=AIM)
        before = now - timedelta(days=3)
        table.cpu("  of these none due", measure(lambda: sweep_clocks(now=before), TIMES), most=AIM)
        db.session.rollback()
        db.session.remove()


def _fill() -> None:
    """Steps of ten days ago, each with a clock due in ten days; a hundred have used 80 %."""
    template = find_template("D1")
    assert template is not None
    now = utcnow()
    began = now - timedelta(days=10)
    holders = {
        holding.role: holding
        for holding in db.session.scalars(select(Holding).order_by(Holding.id))
        if holding.role in (Role.COORDINATOR, Role.DIRECTOR)
    }
    instances, steps, letters, clocks, events = [], [], [], [], []
    for number in range(CLOCKS):
        if number % STEPS == 0:
            instances.append(
                {
                    "id": uuid.uuid4(), "template_id": template.id, "subject_type": "bench",
                    "subject_id": uuid.uuid4(), "title": "Bench", "started_at": began, "version": 1,
                }
            )  # fmt: skip
        step_id, clock_id = uuid.uuid4(), uuid.uuid4()
        due_now = number % (CLOCKS // DUE) == 0
        due_at = now + timedelta(days=10)
        steps.append(
            {
                "id": step_id, "instance_id": instances[-1]["id"], "key": "P2",
                "number": number % STEPS, "label": f"Copy {number}", "title": "Qualify",
                "state": StepState.READY, "ready_at": began, "due_at": due_at, "version": 1,
            }
        )  # fmt: skip
        letters += [
            {
                "id": uuid.uuid4(), "step_id": step_id, "letter": letter, "role_code": code,
                "role": role, "organization_id": holders[role].organization_id,
                "user_id": holders[role].user_id,
            }
            for letter, code, role in (
                ("R", "FC", Role.COORDINATOR),
                ("A", "ED", Role.DIRECTOR),
            )
        ]  # fmt: skip
        clocks.append(
            {
                "id": clock_id, "subject_type": "step", "subject_id": step_id, "step_id": step_id,
                "standard_code": "D1.P2", "metric": Metric.STEP, "target": 8.0,
                "unit": Unit.BUSINESS_HOURS, "scope": Scope.COUNTY, "warn_at": [0.5, 0.8],
                "state": ClockState.RUNNING, "started_at": began, "due_at": due_at,
                "target_seconds": 60 if due_now else 80 * 3600, "level": 0, "version": 1,
                "next_at": now - timedelta(minutes=1) if due_now else due_at,
            }
        )  # fmt: skip
        events.append(
            {
                "clock_id": clock_id, "number": 1, "at": began, "recorded_at": began,
                "action": ClockAction.START,
            }
        )  # fmt: skip
    for model, rows in (
        (ProcessInstance, instances),
        (StepInstance, steps),
        (StepAssignment, letters),
        (Clock, clocks),
        (ClockEvent, events),
    ):
        db.session.execute(insert(model), rows)
    db.session.commit()
