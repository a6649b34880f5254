"""My work of a coordinator with 500 open pursuits, and the boards beside it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask, render_template
from sqlalchemy import insert, select

from bench.county import coordinator
from bench.timing import Table, measure
from fss.db import db
from fss.permissions.guard import set_identity
from fss.sample.requests import BLUESTEM
from fss.sample.services.pursuits import receive
from fss.timezone import utcnow
from fss.work import queries
from fss.work.models import Clock, ProcessInstance, StepAssignment, StepInstance

PURSUITS = 500
TIMES = 25
AIM = 30.0
COPIED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (ProcessInstance, ()),
    (StepInstance, ("instance_id",)),
    (StepAssignment, ("step_id",)),
    (Clock, ("step_id", "subject_id")),
)


def time_work(app: Flask, table: Table) -> None:
    """Reading and writing out what waits; nothing of it is kept."""
    with app.test_request_context("/"):
        identity = coordinator()
        set_identity(identity)
        _fill()
        now = utcnow()
        waits = queries.my_work(identity, now).parts[queries.Part.TO_DO].count
        table.note(f"process: {PURSUITS} open pursuits", f"{waits:,} steps to do")

        def page() -> None:
            db.session.expire_all()
            work = queries.my_work(identity, now)
            render_template("work/home.html", work=work, vacant=[], ending=[], panels=[], now=now)

        def read() -> None:
            db.session.expire_all()
            queries.my_work(identity, now)

        table.cpu(f"My work of {PURSUITS} pursuits", measure(page, TIMES), most=AIM)
        table.cpu("  of this reading", measure(read, TIMES))
        table.cpu("load of the team", measure(lambda: queries.team(identity, now), 5))
        overdue = measure(lambda: queries.overdue_steps(identity, now), 5)
        table.cpu("overdue steps, a page", overdue)
        table.cpu("steps that wait for nobody", measure(queries.vacant_steps, 5))
        db.session.rollback()
        db.session.remove()


def _fill() -> None:
    """Copies of one pursuit whose first step is open."""
    request = replace(BLUESTEM, code_name="Bench pattern of the process")
    pursuit = receive(request, at=utcnow(), actor=coordinator(), now=utcnow())
    db.session.flush()
    instance = queries.process_of("pursuit", pursuit.id)
    assert instance is not None
    steps = [step.id for step in instance.steps]
    wanted = (
        ProcessInstance.id == instance.id,
        StepInstance.instance_id == instance.id,
        StepAssignment.step_id.in_(steps),
        Clock.step_id.in_(steps),
    )
    patterns = [
        [dict(row) for row in db.session.execute(select(model.__table__).where(mine)).mappings()]
        for (model, _), mine in zip(COPIED, wanted, strict=True)
    ]
    for number in range(PURSUITS - 1):
        fresh: dict[uuid.UUID, uuid.UUID] = {}
        for (model, links), rows in zip(COPIED, patterns, strict=True):
            copies = []
            for row in rows:
                fresh[row["id"]] = uuid.uuid4()
                changed = {key: fresh[row[key]] for key in links}
                copies.append({**row, **changed, "id": fresh[row["id"]]})
                if model is StepInstance and row["due_at"]:
                    copies[-1]["due_at"] = row["due_at"] + timedelta(hours=number - PURSUITS / 2)
            db.session.execute(insert(model.__table__), copies)
    db.session.flush()
