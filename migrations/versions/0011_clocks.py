"""clocks: pauses, the client's deadline, the catalogue of standards; clocks of steps begun before

Revision: 0011, after 0010; 2026-11-22.
"""

import json
import uuid
from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column("process_instance", sa.Column("client_due_at", INSTANT, nullable=True))
    op.add_column("step_instance", sa.Column("paused_at", INSTANT, nullable=True))
    op.add_column("clock", sa.Column("resume_at", INSTANT, nullable=True))
    op.add_column("clock", sa.Column("risk_at", INSTANT, nullable=True))
    op.add_column(
        "service_standard", sa.Column("reason", sa.Text(), server_default="", nullable=False)
    )
    with op.batch_alter_table("service_standard") as batch:
        batch.add_column(sa.Column("proposed_by", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_service_standard_proposed_by_app_user"), "app_user", ["proposed_by"], ["id"]
        )
    op.create_table(
        "pause_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clock.id"], name=op.f("fk_pause_request_clock_id_clock")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_pause_request_decided_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["app_user.id"], name=op.f("fk_pause_request_requested_by_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause_request")),
    )
    op.create_index("ix_step_notice_unsent", "step_notice", ["mail_id", "kind"])
    op.create_index(op.f("ix_pause_request_clock_id"), "pause_request", ["clock_id"])
    op.execute(
        "UPDATE process_instance SET client_due_at = "
        "(SELECT pursuit.due_at FROM pursuit WHERE pursuit.id = process_instance.subject_id) "
        "WHERE subject_type = 'pursuit'"
    )
    _fill_catalogue()
    _start_clocks()


def _fill_catalogue():
    """The times of the approved processes become the first version of each standard."""
    bind = op.get_bind()
    templates = bind.execute(
        sa.text(
            "SELECT code, number, approved_on, approved_body, content FROM process_template "
            "WHERE status = 'approved' ORDER BY code, number"
        ).columns(approved_on=sa.Date(), content=sa.JSON())
    ).all()
    latest = {row.code: row for row in templates}
    known = set(bind.execute(sa.text("SELECT code FROM service_standard")).scalars())
    table = sa.table(
        "service_standard",
        sa.column("id", sa.Uuid()),
        *(sa.column(name) for name in ("code", "number", "title", "promise", "metric", "target")),
        *(sa.column(name) for name in ("unit", "scope", "statutory", "source", "is_public")),
        sa.column("warn_at", sa.JSON()),
        sa.column("valid_from", sa.Date()),
        sa.column("approved_by"),
        sa.column("approved_on", sa.Date()),
        sa.column("version"),
    )
    for row in latest.values():
        since = row.approved_on or date(2026, 1, 1)
        for step in row.content["steps"]:
            for suffix, standard in _standards(step):
                code = f"{row.code}.{step['key']}{suffix}"
                if code in known:
                    continue
                bind.execute(
                    table.insert().values(
                        id=uuid.uuid4(),
                        code=code,
                        number=1,
                        title=step["title"],
                        promise=step["promise_text"],
                        metric=standard["metric"],
                        target=standard["amount"],
                        unit=standard["unit"],
                        scope=standard["scope"],
                        statutory=standard["statutory"],
                        source="",
                        is_public=bool(step["promise_text"]),
                        warn_at=[0.5, 0.8],
                        valid_from=since,
                        approved_by=row.approved_body,
                        approved_on=since,
                        version=1,
                    )
                )


def _standards(step):
    if step["standard"] and not step["standard"].get("before"):
        yield "", step["standard"]
    for limit in step["limits"]:
        if not limit.get("before") and limit["metric"] != "step":
            yield f".{limit['metric']}", limit


def _start_clocks():
    """A clock for each step that began; what it was told and used up is not known any more."""
    bind = op.get_bind()
    now = datetime.now(UTC)
    moments = ("ready_at", "due_at", "done_at")
    steps = bind.execute(
        sa.text(
            "SELECT s.id, s.key, s.state, s.ready_at, s.due_at, s.done_at, s.done_by, s.reason, "
            "t.code, t.content FROM step_instance s "
            "JOIN process_instance i ON i.id = s.instance_id "
            "JOIN process_template t ON t.id = i.template_id "
            "WHERE s.ready_at IS NOT NULL AND s.due_at IS NOT NULL AND s.state <> 'waiting' "
            "AND NOT EXISTS (SELECT 1 FROM clock c WHERE c.step_id = s.id)"
        ).columns(
            id=sa.Uuid(),
            done_by=sa.Uuid(),
            content=sa.JSON(),
            **dict.fromkeys(moments, INSTANT),
        )
    ).all()
    clock = sa.table(
        "clock",
        sa.column("id", sa.Uuid()),
        sa.column("subject_id", sa.Uuid()),
        sa.column("step_id", sa.Uuid()),
        *(sa.column(name) for name in ("subject_type", "standard_code", "metric", "target")),
        *(sa.column(name) for name in ("unit", "scope", "statutory", "state", "level", "version")),
        sa.column("paused_seconds"),
        sa.column("warn_at", sa.JSON()),
        sa.column("trace", sa.JSON()),
        *(
            sa.column(name, INSTANT)
            for name in ("started_at", "due_at", "stopped_at", "breached_at", "next_at")
        ),
    )
    event = sa.table(
        "clock_event",
        sa.column("clock_id", sa.Uuid()),
        sa.column("number"),
        sa.column("at", INSTANT),
        sa.column("recorded_at", INSTANT),
        sa.column("action"),
        sa.column("reason"),
        sa.column("evidence"),
        sa.column("actor_id", sa.Uuid()),
    )
    for step in steps:
        content = step.content if isinstance(step.content, dict) else json.loads(step.content)
        row = next((item for item in content["steps"] if item["key"] == step.key), None)
        if row is None or not row["standard"]:
            continue
        standard = row["standard"]
        ready, due, done = (_utc(getattr(step, name)) for name in moments)
        ended = step.state in ("done", "skipped")
        late = (done if ended and done else now) > due
        clock_id = uuid.uuid4()
        state = "running"
        if step.state == "skipped":
            state = "cancelled"
        elif ended:
            state = "missed_closed" if late else "met"
        bind.execute(
            clock.insert().values(
                id=clock_id,
                subject_type="step",
                subject_id=step.id,
                step_id=step.id,
                standard_code=f"{step.code}.{step.key}",
                metric=standard["metric"],
                target=standard["amount"],
                unit=standard["unit"],
                scope=standard["scope"],
                statutory=standard["statutory"],
                state=state,
                # Nobody is reminded now of what was late before there were reminders.
                level=300 if late else 0,
                version=1,
                paused_seconds=0 if ended else None,
                warn_at=[0.5, 0.8],
                trace=[],
                started_at=ready,
                due_at=due,
                stopped_at=(done or due) if ended else None,
                breached_at=due if late else None,
                next_at=None if ended or late else ready,
            )
        )
        happened = [(ready, "start", "", None)]
        if late:
            happened.append((due, "breach", "", None))
        if ended:
            action = "cancel" if step.state == "skipped" else "stop"
            reason = step.reason or "Left out" if action == "cancel" else ""
            happened.append((done or due, action, reason, step.done_by))
        for number, (at, action, reason, actor) in enumerate(happened, 1):
            bind.execute(
                event.insert().values(
                    clock_id=clock_id,
                    number=number,
                    at=at,
                    recorded_at=at,
                    action=action,
                    reason=reason,
                    evidence="",
                    actor_id=actor,
                )
            )


def _utc(instant):
    if instant is None or instant.tzinfo is not None:
        return instant
    return instant.replace(tzinfo=UTC)


def downgrade():
    op.drop_index("ix_step_notice_unsent", table_name="step_notice")
    op.drop_index(op.f("ix_pause_request_clock_id"), table_name="pause_request")
    op.drop_table("pause_request")
    with op.batch_alter_table("service_standard") as batch:
        batch.drop_constraint(
            batch.f("fk_service_standard_proposed_by_app_user"), type_="foreignkey"
        )
        batch.drop_column("proposed_by")
        batch.drop_column("reason")
    op.drop_column("clock", "risk_at")
    op.drop_column("clock", "resume_at")
    op.drop_column("step_instance", "paused_at")
    op.drop_column("process_instance", "client_due_at")
