"""Pages of tasks: given at a process or a step, changed, done."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.accounts.models import User
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.work import queries, services
from fss.work.forms import FinishTaskForm, TaskForm
from fss.work.models import ProcessInstance, StepInstance, Task
from fss.work.routes import bp
from fss.work.routes.changing import subject_url


@bp.route("/process/runs/<uuid:process_id>/tasks/new", methods=["GET", "POST"])
@requires(Permission.PROCESS_CHANGE, process=queries.get_process)
def new_task(process: ProcessInstance) -> ResponseReturnValue:
    """Give somebody something to do beside the steps."""
    return _new(process, None, subject_url(process))


@bp.route("/process/steps/<uuid:step_id>/tasks/new", methods=["GET", "POST"])
@requires(Permission.STEP_READ, step=queries.get_step)
def new_step_task(step: StepInstance) -> ResponseReturnValue:
    """Give somebody something to do at a step."""
    return _new(step.instance, step, url_for("work.step", step_id=step.id))


@bp.route("/process/tasks/<uuid:task_id>", methods=["GET", "POST"])
@requires(Permission.TASK_WORK, task=queries.get_task)
def task(task: Task) -> ResponseReturnValue:
    """What is to be done, by whom, by when; changing it."""
    form, zone = TaskForm(), accounts.get_zone()
    form.offer(_owners(task))
    if request.method == "GET":
        form.show(task, zone)

    def act() -> None:
        services.change_task(
            task,
            title=form.title.data,
            note=form.note.data or "",
            owner=accounts.get_user(form.owner_id),
            due_at=form.due_at.instant(zone),
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        )

    if form.validate_on_submit() and form.attempt(act):
        flash("The task is saved.", "success")
        return redirect(url_for("work.task", task_id=task.id))
    return _page(task, form)


@bp.post("/process/tasks/<uuid:task_id>/finish")
@requires(Permission.TASK_WORK, task=queries.get_task)
def finish_task(task: Task) -> ResponseReturnValue:
    """Say that a task is done."""
    form = FinishTaskForm(prefix="finish")

    def act() -> None:
        services.finish_task(
            task,
            note=form.note.data or "",
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        )

    if form.validate_on_submit() and form.attempt(act):
        flash(f"“{task.title}” is done.", "success")
        return redirect(url_for("work.home"))
    changing = TaskForm(formdata=None)
    changing.offer(_owners(task))
    changing.show(task, accounts.get_zone())
    return _page(task, changing, form)


def _page(task: Task, form: TaskForm, finish: FinishTaskForm | None = None) -> ResponseReturnValue:
    refused = finish is not None or bool(form.errors)
    if finish is None:
        finish = FinishTaskForm(formdata=None, prefix="finish")
        finish.version.data = task.version
    page = render_template("work/task.html", task=task, form=form, finish=finish, now=utcnow())
    return page, 422 if refused else 200


def _new(process: ProcessInstance, step: StepInstance | None, back: str) -> ResponseReturnValue:
    form, zone = TaskForm(), accounts.get_zone()
    form.offer(queries.possible_owners(step, current_identity()))
    if request.method == "GET" and current_identity().user_id:
        form.owner.data = str(current_identity().user_id)

    def act() -> None:
        services.create_task(
            subject_type=process.subject_type,
            subject_id=process.subject_id,
            subject_title=process.title,
            step=step,
            title=form.title.data,
            note=form.note.data or "",
            owner=accounts.get_user(form.owner_id),
            due_at=form.due_at.instant(zone),
            actor=current_identity(),
            now=utcnow(),
        )

    if form.validate_on_submit() and form.attempt(act):
        flash("The task is given.", "success")
        return redirect(back)
    page = render_template("work/new_task.html", form=form, process=process, step=step, back=back)
    return page, 422 if form.errors else 200


def _owners(task: Task) -> list[User]:
    found = list(queries.possible_owners(task.step, current_identity()))
    return found if task.owner in found else [task.owner, *found]
