"""The approved processes as RACI matrices."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.process import queries
from fss.process.models import ProcessTemplate
from fss.process.routes import bp
from fss.process.rules.raci import ROLES, Letter
from fss.process.rules.templates import template_from_data

LETTER_WORDS = {
    Letter.ACCOUNTABLE: "Accountable",
    Letter.RESPONSIBLE: "Responsible",
    Letter.CONSULTED: "Consulted",
    Letter.INFORMED: "Informed",
}


@bp.get("/")
@requires(Permission.PROCESS_READ)
def index() -> ResponseReturnValue:
    """Every approved process, its size, when it was approved."""
    approved = queries.approved_templates()
    processes = [(stored, template_from_data(stored.content)) for stored in approved]
    return render_template("process/index.html", processes=processes)


@bp.get("/templates/<uuid:template_id>")
@requires(Permission.PROCESS_READ, template=queries.get_template)
def template(template: ProcessTemplate) -> ResponseReturnValue:
    """One process: steps, roles, letters, how long each may take."""
    return render_template(
        "process/template.html",
        stored=template,
        process=template_from_data(template.content),
        roles=ROLES,
        words=LETTER_WORDS,
    )
