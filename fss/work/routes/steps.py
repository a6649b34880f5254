"""Working on a step: its page, beginning, finishing, leaving out, opening again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.forms import VersionForm
from fss.work import queries, services
from fss.work.forms import (
    AgreeTimeForm,
    CompleteForm,
    PainForm,
    ReopenForm,
    SitesForm,
    SkipForm,
    StandInForm,
)
from fss.work.models import StepInstance
from fss.work.routes import bp
from fss.work.routes.step_page import attempt, given, row_of, show_step


@bp.get("/process/steps/<uuid:step_id>")
@requires(Permission.STEP_READ, step=queries.get_step)
def step(step: StepInstance) -> ResponseReturnValue:
    """What the step is, who is named, when it is due and why; forms for those who may act."""
    return show_step(step)


@bp.post("/process/steps/<uuid:step_id>/begin")
@requires(Permission.STEP_WORK, step=queries.get_step)
def begin(step: StepInstance) -> ResponseReturnValue:
    """Say that somebody has taken the step up."""
    form = VersionForm()
    return attempt(
        step,
        form,
        lambda: services.begin_step(
            step, actor=current_identity(), now=utcnow(), version=form.version.data or 0
        ),
        "“{}” is begun.",
    )


@bp.post("/process/steps/<uuid:step_id>/complete")
@requires(Permission.STEP_WORK, step=queries.get_step)
def complete(step: StepInstance) -> ResponseReturnValue:
    """Finish a step as somebody responsible or accountable."""
    form = CompleteForm(prefix="complete")
    form.offer(row_of(step).checklist)

    def act() -> None:
        services.complete_step(
            step,
            waiver=form.waiver.data or "",
            without=form.without.data or "",
            outside=form.outside.data or "",
            **_finish(form),
        )

    return attempt(step, form, act, "“{}” is done.")


@bp.post("/process/steps/<uuid:step_id>/stand-in")
@requires(Permission.STEP_SKIP, step=queries.get_step)
def stand_in(step: StepInstance) -> ResponseReturnValue:
    """Finish a step for those who should have; the reason stays on record."""
    form = StandInForm(prefix="stand_in")
    form.offer(row_of(step).checklist)
    return attempt(
        step,
        form,
        lambda: services.complete_for(step, reason=form.reason.data, **_finish(form)),
        "“{}” is done; it is on record that you stood in.",
    )


@bp.post("/process/steps/<uuid:step_id>/skip")
@requires(Permission.STEP_SKIP, step=queries.get_step)
def skip(step: StepInstance) -> ResponseReturnValue:
    """Leave a step out, with a reason."""
    form = SkipForm(prefix="skip")
    return attempt(
        step,
        form,
        lambda: services.skip_step(step, reason=form.reason.data, **given(form)),
        "“{}” is left out.",
    )


@bp.post("/process/steps/<uuid:step_id>/reopen")
@requires(Permission.STEP_REOPEN, step=queries.get_step)
def reopen(step: StepInstance) -> ResponseReturnValue:
    """Open a finished step again, with a reason."""
    form = ReopenForm(prefix="reopen")
    return attempt(
        step,
        form,
        lambda: services.reopen_step(step, reason=form.reason.data, **given(form)),
        "“{}” is open again.",
    )


@bp.post("/process/steps/<uuid:step_id>/sites")
@requires(Permission.STEP_READ, step=queries.get_step)
def sites(step: StepInstance) -> ResponseReturnValue:
    """Name the sites for which a statement is asked."""
    form = SitesForm(prefix="sites")
    return attempt(
        step,
        form,
        lambda: services.choose_sites(step, sites=form.names, **given(form)),
        "The sites are named; each has a step of its own now.",
    )


@bp.post("/process/steps/<uuid:step_id>/time")
@requires(Permission.STEP_AGREE, step=queries.get_step)
def agree_time(step: StepInstance) -> ResponseReturnValue:
    """Enter, change or withdraw the day and time at which the step takes place."""
    form = AgreeTimeForm(prefix="agree")

    def act() -> None:
        at = form.at.instant(accounts.get_zone())
        squeezed = services.agree_time(step, at=at, **given(form))
        if squeezed:
            titles = "; ".join(f"{row.key} {row.title}" for row in squeezed)
            flash(f"That leaves less time than usual for: {titles}.", "warning")

    return attempt(step, form, act, "The time of “{}” is saved.")


@bp.post("/process/steps/<uuid:step_id>/pain-points")
@requires(Permission.STEP_READ, step=queries.get_step)
def note_pain(step: StepInstance) -> ResponseReturnValue:
    """Note what is hard at this step, for the owner of the process."""
    form = PainForm(prefix="pain")
    return attempt(
        step,
        form,
        lambda: services.note_pain(
            step, text=form.text.data, actor=current_identity(), now=utcnow()
        ),
        "Noted. The owner of the process reads it.",
    )


@bp.post("/process/steps/<uuid:step_id>/read")
@requires(Permission.STEP_READ, step=queries.get_step)
def read(step: StepInstance) -> ResponseReturnValue:
    """The person has read what they were told of the step; the page says so by itself."""
    services.mark_read(step, actor=current_identity(), now=utcnow())
    return redirect(url_for("work.step", step_id=step.id))


def _finish(form: CompleteForm) -> dict[str, Any]:
    return {
        **given(form),
        "note": form.note.data or "",
        "ticked": request.form.getlist(form.checklist.name),
        "reply": form.reply(accounts.get_zone()),
    }
