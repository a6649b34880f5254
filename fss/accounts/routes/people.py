"""People: invite, edit, roles, deactivate."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries, services
from fss.accounts.forms import DeputyForm, HoldingForm, InvitationForm, PersonForm
from fss.accounts.models import Holding, Organization, User
from fss.accounts.routes import bp
from fss.errors import RuleError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission, Role
from fss.timezone import utcnow
from fss.web.pagination import PAGE_SIZE, Page, page_number, searched


def _link(token: str) -> str:
    base: str = current_app.config["FSS"].base_url
    return base + url_for("accounts.accept", token=token)


def _back_to(user: User) -> ResponseReturnValue:
    return redirect(url_for("accounts.person", user_id=user.id))


def _chosen(form: InvitationForm | HoldingForm) -> tuple[Organization, Role, date]:
    organization = queries.get_organization(UUID(form.organization.data))
    return organization, Role(form.role.data), form.held_from.data


@bp.route("/admin/people")
@requires(Permission.ACCOUNT_MANAGE)
def people() -> ResponseReturnValue:
    """Everybody with an account."""
    text, number = searched(100), page_number()
    found, total = queries.people(text=text, page=number)
    return render_template(
        "accounts/people.html",
        page=Page(found, number, total, PAGE_SIZE),
        text=text,
        today=queries.today(),
    )


@bp.route("/admin/people/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def invite() -> ResponseReturnValue:
    """Add a person and mail an invitation."""
    day = queries.today()
    form = InvitationForm(held_from=day, organization=request.args.get("organization"))
    form.offer(queries.organizations(on=day))
    invited: list[User] = []

    def send() -> None:
        organization, role, held_from = _chosen(form)
        invited.append(
            services.invite_person(
                name=form.name.data,
                email=form.email.data,
                organization=organization,
                role=role,
                held_from=held_from,
                now=utcnow(),
                link=_link,
            )
        )

    if form.validate_on_submit() and form.attempt(send):
        flash(f"{invited[0].name} is added, and the invitation is on its way.", "success")
        return _back_to(invited[0])
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/invite.html", form=form), status


@bp.route("/admin/people/<uuid:user_id>")
@requires(Permission.ACCOUNT_MANAGE, user=queries.get_user)
def person(user: User) -> ResponseReturnValue:
    """One person: state of the account, roles now and before."""
    return render_template(
        "accounts/person.html",
        user=user,
        holdings=queries.holdings_of(user.id),
        invitation=None if user.password else queries.latest_invitation(user.id),
        now=utcnow(),
        today=queries.today(),
    )


@bp.route("/admin/people/<uuid:user_id>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE, user=queries.get_user)
def edit_person(user: User) -> ResponseReturnValue:
    """Change a person's name or e-mail address."""
    form = PersonForm(obj=user)
    if form.validate_on_submit() and form.attempt(
        lambda: services.edit_user(
            user, version=form.version.data or 0, name=form.name.data, email=form.email.data
        )
    ):
        flash(f"{user.name} is saved.", "success")
        return _back_to(user)
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/person_form.html", form=form, user=user), status


@bp.route("/admin/people/<uuid:user_id>/roles/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE, user=queries.get_user)
def add_role(user: User) -> ResponseReturnValue:
    """Let a person hold one more role."""
    day = queries.today()
    form = HoldingForm(held_from=day)
    form.offer(queries.organizations(on=day))

    def add() -> None:
        organization, role, held_from = _chosen(form)
        services.add_holding(user=user, organization=organization, role=role, held_from=held_from)

    if form.validate_on_submit() and form.attempt(add):
        flash(f"{user.name} has the role.", "success")
        return _back_to(user)
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/role_form.html", form=form, user=user), status


@bp.route("/admin/roles/<uuid:holding_id>/deputy", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE, holding=queries.get_holding)
def deputy(holding: Holding) -> ResponseReturnValue:
    """Say who stands in for the holder of a role."""
    day = queries.today()
    form = DeputyForm(deputy=str(holding.deputy_id or ""))
    form.offer(queries.colleagues(holding.organization_id, on=day, but=holding.user_id))

    def save() -> None:
        chosen = queries.get_user(UUID(form.deputy.data)) if form.deputy.data else None
        services.set_deputy(holding, deputy=chosen, on=day)

    if form.validate_on_submit() and form.attempt(save):
        flash("The deputy is saved.", "success")
        return _back_to(holding.user)
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/deputy_form.html", form=form, holding=holding), status


@bp.route("/admin/people/<uuid:user_id>/invitation", methods=["POST"])
@requires(Permission.ACCOUNT_MANAGE, user=queries.get_user)
def resend_invitation(user: User) -> ResponseReturnValue:
    """Mail a new link to somebody who has no password yet."""
    services.resend_invitation(user, now=utcnow(), link=_link)
    flash(f"A new invitation for {user.name} is on its way. Earlier links have ended.", "success")
    return _back_to(user)


@bp.route("/admin/people/<uuid:user_id>/active", methods=["POST"])
@requires(Permission.ACCOUNT_MANAGE, user=queries.get_user)
def set_active(user: User) -> ResponseReturnValue:
    """Deactivate an account, or activate it again."""
    active = request.form.get("active") == "yes"
    try:
        services.set_active(user, active=active, actor=current_identity(), now=utcnow())
    except RuleError as error:
        flash(error.message, "error")
        return _back_to(user)
    flash(f"{user.name} {'can sign in again' if active else 'cannot sign in any more'}.", "success")
    return _back_to(user)


@bp.route("/admin/people/<uuid:user_id>/two-step/off", methods=["POST"])
@requires(Permission.ACCOUNT_MANAGE, user=queries.get_user)
def turn_off_two_steps(user: User) -> ResponseReturnValue:
    """Help somebody who lost telephone and recovery codes."""
    services.turn_off_two_steps(user)
    flash(f"Two-step sign-in of {user.name} is off.", "success")
    return _back_to(user)
