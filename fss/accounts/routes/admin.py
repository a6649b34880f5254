"""The administrator's home page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries
from fss.accounts.routes import bp
from fss.permissions.guard import access_of, current_identity, requires
from fss.permissions.rules import Permission, allows

BLUEPRINTS = ("accounts", "mail", "jobs", "audit", "layers", "fields")


@dataclass(frozen=True)
class Task:
    """Something an administrator looks after: what it is called, where, and what for."""

    label: str
    endpoint: str
    text: str


TASKS = (
    Task("County", "accounts.county", "Name, office, time zone, disclaimer and outline."),
    Task("Organizations", "accounts.organizations", "Cities, townships, utilities, committees."),
    Task("People", "accounts.people", "Who has an account, and which role where."),
    Task("Calendars", "calendars.calendars", "Office hours and holidays that due times count by."),
    Task("Own fields", "fields.index", "What your county asks of sites beyond the usual fields."),
    Task("Map layers", "layers.index", "Who serves where, traffic counts, roads, rails, airports."),
    Task("Checks of values", "upkeep.limits", "After how many days values are checked again."),
    Task("Outbox", "mail.index", "Every mail that was sent, waits or failed."),
    Task("Work in the background", "jobs.index", "Long tasks: running, done and failed."),
    Task(
        "Record of accounts and settings",
        "audit.index",
        "Who did what and when; whether the record is unbroken.",
    ),
)


def _may_open(endpoint: str) -> bool:
    access = access_of(current_app, endpoint)
    return (
        endpoint in current_app.view_functions
        and access is not None
        and access.permission is not None
        and allows(access.permission, current_identity())
    )


@bp.route("/admin")
@requires(Permission.SYSTEM_VIEW)
def admin() -> ResponseReturnValue:
    """What an administrator can look after."""
    tasks = [
        {"label": task.label, "url": url_for(task.endpoint), "text": task.text}
        for task in TASKS
        if _may_open(task.endpoint)
    ]
    return render_template(
        "accounts/admin.html", tasks=tasks, members=len(queries.members(on=queries.today()))
    )
