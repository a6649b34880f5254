"""A role ends: what the person leaves behind, who takes over, and the report of it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.accounts.models import Holding
from fss.errors import NotFoundError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Identity, Permission, allows
from fss.timezone import utcnow
from fss.work import services
from fss.work.forms import EndRoleForm
from fss.work.queries import handover as queries
from fss.work.routes import bp


def get_ended(holding_id: UUID, identity: Identity) -> Holding | None:
    """A holding whose hand-over the person may read; None for others."""
    holding = accounts.get_holding(holding_id)
    return holding if allows(Permission.HANDOVER_READ, identity, holding) else None


@bp.route("/admin/roles/<uuid:holding_id>/end", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE, holding=accounts.get_holding)
def end_role(holding: Holding) -> ResponseReturnValue:
    """End a role on a day; the open work goes to somebody, or on the list of vacancies."""
    today = accounts.today()
    if holding.held_to is not None and holding.held_to <= today:
        raise NotFoundError
    form = EndRoleForm(held_to=today)
    form.offer(accounts.colleagues(holding.organization_id, on=today, but=holding.user_id))
    letters: list[int] = []

    def end() -> None:
        letters.append(
            services.end_role(
                holding,
                held_to=form.held_to.data,
                successor=accounts.get_user(UUID(form.successor.data))
                if form.successor.data
                else None,
                vacate=form.vacate.data,
                actor=current_identity(),
                now=utcnow(),
            )
        )

    if form.validate_on_submit() and form.attempt(end):
        flash("The end of the role is saved.", "success")
        if letters[0]:
            return redirect(url_for("work.hand_over", holding_id=holding.id))
        return redirect(url_for("accounts.person", user_id=holding.user_id))
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "work/end_role.html",
        form=form,
        holding=holding,
        left=queries.open_work(holding, on=max(form.held_to.data or today, today)),
        now=utcnow(),
    )
    return page, status


@bp.get("/process/handovers/<uuid:holding_id>")
@requires(Permission.HANDOVER_READ, holding=get_ended)
def hand_over(holding: Holding) -> ResponseReturnValue:
    """The report: what the person held by this role, and who has it now."""
    return render_template(
        "work/hand_over.html", holding=holding, report=queries.hand_over_of(holding)
    )
