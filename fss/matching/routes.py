"""The Sites tab of a pursuit: every tried site against every criterion, and the shortlist."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.errors import RuleError
from fss.exchange.services.undoing import count_as_use
from fss.matching import queries, services
from fss.matching.queries.uses import decided_since
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.pursuits.models import Pursuit
from fss.pursuits.queries import get_pursuit
from fss.timezone import utcnow
from fss.web.filters import plural
from fss.web.pagination import Page, page_number

bp = Blueprint("matching", __name__, url_prefix="/pursuits/<uuid:pursuit_id>/sites")


@bp.get("")
@requires(Permission.MATCH_READ, pursuit=get_pursuit)
def show(pursuit: Pursuit) -> ResponseReturnValue:
    """Ranked sites × criteria, with the decision about each."""
    return _page(pursuit)


@bp.post("")
@requires(Permission.SHORTLIST_EDIT, pursuit=get_pursuit)
def decide(pursuit: Pursuit) -> ResponseReturnValue:
    """Keep the shortlist of this page and a reason for every other site."""
    listed = _ids("listed")
    kept = {
        site_id
        for site_id, decision in queries.decisions_of(pursuit).items()
        if decision.position is not None
    }
    chosen = (kept - listed) | _ids("chosen")
    reasons = {site_id: request.form.get(f"reason-{site_id}", "") for site_id in listed}
    for site_id, decision in queries.decisions_of(pursuit).items():
        if site_id not in listed and not decision.by_rule:
            reasons.setdefault(site_id, decision.reason)
    try:
        outcome = services.decide_sites(
            pursuit,
            chosen=chosen,
            reasons=reasons,
            common_reason=request.form.get("common_reason", ""),
            version=request.form.get("version", 0, type=int),
            actor=current_identity(),
            now=utcnow(),
        )
    except RuleError as error:
        entered = {"chosen": chosen, "reasons": reasons}
        return _page(pursuit, problem=error.message, entered=entered), 422
    flash(
        f"{plural(outcome.shortlisted, 'site')} shortlisted. "
        f"{plural(outcome.with_reason, 'site')} left out with a reason, "
        f"{outcome.by_rule:,} because a must fails.",
        "success",
    )
    return redirect(url_for("matching.show", pursuit_id=pursuit.id))


def _page(pursuit: Pursuit, *, problem: str = "", entered: dict[str, Any] | None = None) -> str:
    only_eligible = request.args.get("show") == "eligible"
    number = page_number()
    found = queries.match(pursuit, page=number, only_eligible=only_eligible)
    total = found.tally.eligible if only_eligible else found.tally.tried
    return render_template(
        "matching/show.html",
        pursuit=pursuit,
        match=found,
        page=Page(found.rows, number, total, queries.PAGE),
        decisions=queries.decisions_of(pursuit, [row.site_id for row in found.rows]),
        only_eligible=only_eligible,
        problem=problem,
        entered=entered,
    )


def _ids(name: str) -> set[UUID]:
    found = set()
    for text in request.form.getlist(name):
        try:
            found.add(UUID(text))
        except ValueError:
            raise RuleError("The form was damaged. Open the page again.") from None
    return found


def init_app(app: Flask) -> None:
    """Register the tab and what other pages show of a shortlist."""
    app.register_blueprint(bp)
    app.extensions.setdefault("fss-pursuit-tabs", []).append(
        (30, "Sites", "matching.show", Permission.MATCH_READ)
    )
    app.extensions["fss-shortlist-counts"] = queries.shortlist_counts
    count_as_use(decided_since)
