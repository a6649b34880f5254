"""A step's clock: how its time runs, pausing it, and pauses asked for afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.forms import Form, VersionForm
from fss.work import queries, services
from fss.work.forms import MoveStandardForm, PastPauseForm, PauseForm
from fss.work.models import PauseRequest, StepInstance
from fss.work.routes import bp
from fss.work.rules.clocks import PAUSE_WORDS, PauseReason


@bp.get("/process/steps/<uuid:step_id>/clock")
@requires(Permission.STEP_READ, step=queries.get_step)
def clock(step: StepInstance) -> ResponseReturnValue:
    """How the time of a step ran: standard, pauses, what happened; forms for who may pause it."""
    return _page(step)


@bp.post("/process/steps/<uuid:step_id>/pause")
@requires(Permission.STEP_PAUSE, step=queries.get_step)
def pause(step: StepInstance) -> ResponseReturnValue:
    """Pause the clock of a step, with the message that shows why."""
    form = PauseForm(prefix="pause")
    return _try(
        step,
        form,
        lambda: services.pause_clock(
            step,
            reason=PauseReason(form.reason.data),
            evidence=form.evidence.data or "",
            until=form.until.instant(accounts.get_zone()),
            version=form.version.data or 0,
            **_who(),
        ),
        "The time is paused. Whoever works on the step can let it go on.",
    )


@bp.post("/process/steps/<uuid:step_id>/resume")
@requires(Permission.STEP_PAUSE, step=queries.get_step)
def resume(step: StepInstance) -> ResponseReturnValue:
    """Let the clock of a step go on."""
    form = VersionForm()
    version = form.version.data or 0
    return _try(
        step,
        form,
        lambda: services.resume_clock(step, version=version, **_who()),
        "The time goes on.",
    )


@bp.post("/process/steps/<uuid:step_id>/standard")
@requires(Permission.PROCESS_CHANGE, step=queries.get_step)
def move_standard(step: StepInstance) -> ResponseReturnValue:
    """Let the clock of a step run by the standard that holds today."""
    form = MoveStandardForm(prefix="move")
    return _try(
        step,
        form,
        lambda: services.move_to_standard(
            step, reason=form.reason.data or "", version=form.version.data or 0, **_who()
        ),
        "The time runs by the standard of today. What was used and paused counts on.",
    )


@bp.post("/process/steps/<uuid:step_id>/past-pause")
@requires(Permission.STEP_PAUSE, step=queries.get_step)
def past_pause(step: StepInstance) -> ResponseReturnValue:
    """Ask that a pause which is over be counted."""
    form = PastPauseForm(prefix="past")
    zone = accounts.get_zone()

    def ask() -> None:
        start, end = form.start.instant(zone), form.end.instant(zone)
        assert start is not None
        assert end is not None
        services.ask_for_pause(
            step,
            reason=PauseReason(form.reason.data),
            evidence=form.evidence.data or "",
            start=start,
            end=end,
            **_who(),
        )

    return _try(step, form, ask, "Asked. Somebody else who answers for the step decides.")


@bp.post("/process/pauses/<uuid:asked_id>/approve")
@requires(Permission.STEP_READ, asked=queries.get_pause_request)
def approve_pause(asked: PauseRequest) -> ResponseReturnValue:
    """Approve a pause that somebody else asked for afterwards."""
    return _decide(asked, approve=True)


@bp.post("/process/pauses/<uuid:asked_id>/decline")
@requires(Permission.STEP_READ, asked=queries.get_pause_request)
def decline_pause(asked: PauseRequest) -> ResponseReturnValue:
    """Decline a pause that somebody else asked for afterwards."""
    return _decide(asked, approve=False)


def _decide(asked: PauseRequest, *, approve: bool) -> ResponseReturnValue:
    step = asked.clock.step
    assert step is not None
    said = "The pause counts." if approve else "The pause is declined."
    return _try(step, Form(), lambda: services.decide_pause(asked, approve=approve, **_who()), said)


def _try(
    step: StepInstance, form: Form, action: Callable[[], Any], said: str
) -> ResponseReturnValue:
    if form.validate_on_submit() and form.attempt(action):
        flash(said, "success")
        return redirect(url_for("work.clock", step_id=step.id))
    return _page(step, form)


def _page(step: StepInstance, used: Form | None = None) -> ResponseReturnValue:
    identity = current_identity()
    asked, now = queries.pause_requests(step), utcnow()
    pausing, past, moving = (
        used if isinstance(used, kind) else kind(formdata=None, prefix=prefix)
        for kind, prefix in (
            (PauseForm, "pause"),
            (PastPauseForm, "past"),
            (MoveStandardForm, "move"),
        )
    )
    for form in (pausing, moving):
        form.show_version(step)
    newer = services.preview_standard(step, now=now) if identity.is_county_staff else None
    content = render_template(
        "work/clock.html",
        step=step,
        stories=queries.clock_stories(step, current_identity()),
        asked=[(one, services.may_decide(one, identity)) for one in asked],
        pausing=pausing,
        past=past,
        moving=moving,
        newer=newer,
        used=used,
        pause_words=PAUSE_WORDS,
        now=now,
    )
    return content, 422 if used is not None else 200


def _who() -> dict[str, Any]:
    return {"actor": current_identity(), "now": utcnow()}
