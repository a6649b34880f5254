"""The map of a process on pages, and its documents to download."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries
from fss.process.documents.drawing import draw_process
from fss.process.documents.wording import map_in_words
from fss.process.forms.papers import WHOLE, PapersForm
from fss.process.models import ProcessTemplate
from fss.process.queries.papers import agreed_variants, papers_made
from fss.process.routes import bp
from fss.process.rules.templates import template_from_data
from fss.process.services.printing import start_papers
from fss.timezone import utcnow


@dataclass(frozen=True, slots=True)
class MapOnPage:
    """The drawing, and the same in words for those who do not see it."""

    drawing: Markup
    lines: list[str]


def offer_maps(app: Flask) -> None:
    """Give templates `map_of_template`."""
    app.jinja_env.globals["map_of_template"] = map_of_template


def map_of_template(stored: ProcessTemplate) -> MapOnPage:
    """The map of a version of a process."""
    process = template_from_data(stored.content)
    return MapOnPage(draw_process(process, f"Map of “{process.title}”"), map_in_words(process))


@bp.route("/templates/<uuid:template_id>/papers", methods=["GET", "POST"])
@requires(Permission.PROCESS_READ, template=queries.get_template)
def papers(template: ProcessTemplate) -> ResponseReturnValue:
    """Choose for whom and let the worker print the process."""
    identity = current_identity()
    variants = agreed_variants(template, identity)
    form = PapersForm(variants)
    if form.validate_on_submit():
        chosen = form.scope.data
        variant = None if chosen == WHOLE else next(v for v in variants if str(v.id) == chosen)
        job = start_papers(template, variant=variant, actor=identity, now=utcnow())
        return redirect(url_for("jobs.show", job_id=job.id))
    page = render_template(
        "process/papers.html",
        stored=template,
        form=form,
        jobs=papers_made(template, identity),
    )
    return page, 422 if form.errors else 200
