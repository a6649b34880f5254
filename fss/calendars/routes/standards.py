"""The catalogue of service standards: the list, each with its history, another version."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.calendars import queries, services
from fss.calendars.forms import DecideForm, StandardForm
from fss.calendars.models import ServiceStandard
from fss.calendars.routes import bp
from fss.calendars.rules.standards import SCOPE_WORDS, amount_in_words
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.forms import Form


@bp.context_processor
def words_of_standards() -> dict[str, object]:
    """Figures of standards in words."""
    return {"amount_in_words": amount_in_words, "scope_words": SCOPE_WORDS}


@bp.get("/standards")
@requires(Permission.PROCESS_READ)
def standards() -> ResponseReturnValue:
    """Every service standard with what holds today and what is coming."""
    return render_template(
        "calendars/standards.html", lines=queries.standard_lines(accounts.today())
    )


@bp.get("/standards/<uuid:standard_id>")
@requires(Permission.PROCESS_READ, standard=queries.get_standard)
def standard(standard: ServiceStandard) -> ResponseReturnValue:
    """One standard: its figures and all its versions."""
    return _page(standard)


@bp.get("/standards/<uuid:standard_id>/change")
@requires(Permission.STANDARD_PROPOSE, standard=queries.get_standard)
def change_standard(standard: ServiceStandard) -> ResponseReturnValue:
    """The form for another version."""
    form = StandardForm()
    form.show(standard)
    return _form(standard, form)


@bp.post("/standards/<uuid:standard_id>/change")
@requires(Permission.STANDARD_PROPOSE, standard=queries.get_standard)
def propose_standard(standard: ServiceStandard) -> ResponseReturnValue:
    """Propose another version."""
    form = StandardForm()
    found: list[ServiceStandard] = []

    def propose() -> None:
        assert form.valid_from.data
        found.append(
            services.propose_standard(
                standard.code,
                target=form.target.data or 0,
                unit=form.chosen_unit,
                warn_at=form.warnings,
                promise=form.promise.data or "",
                is_public=bool(form.is_public.data),
                source=form.source.data or "",
                valid_from=form.valid_from.data,
                reason=form.reason.data or "",
                actor=current_identity(),
                now=utcnow(),
            )
        )

    if form.validate_on_submit() and form.attempt(propose):
        flash("Proposed. It holds once the director has approved it.", "success")
        return redirect(url_for("calendars.standard", standard_id=found[0].id))
    return _form(standard, form)


@bp.post("/standards/<uuid:standard_id>/approve")
@requires(Permission.STANDARD_APPROVE, standard=queries.get_standard)
def approve_standard(standard: ServiceStandard) -> ResponseReturnValue:
    """The director approves a proposed version."""
    form = DecideForm()

    def approve() -> None:
        services.approve_standard(
            standard, version=form.version.data or 0, actor=current_identity(), now=utcnow()
        )

    if form.validate_on_submit() and form.attempt(approve):
        flash("Approved. Clocks that run keep the standard they started with.", "success")
        return redirect(url_for("calendars.standard", standard_id=standard.id))
    return _page(standard, form)


@bp.post("/standards/<uuid:standard_id>/drop")
@requires(Permission.STANDARD_PROPOSE, standard=queries.get_standard)
def drop_standard(standard: ServiceStandard) -> ResponseReturnValue:
    """Take a proposal back."""
    form = DecideForm()
    if form.validate_on_submit() and form.attempt(
        lambda: services.drop_proposal(
            standard, version=form.version.data or 0, actor=current_identity()
        )
    ):
        flash("The proposal is gone.", "success")
        return redirect(url_for("calendars.standards"))
    return _page(standard, form)


def _page(standard: ServiceStandard, used: Form | None = None) -> ResponseReturnValue:
    versions = queries.versions_of(standard.code)
    current = queries.standard_on(standard.code, accounts.today())
    content = render_template(
        "calendars/standard.html",
        standard=current or standard,
        current=current,
        proposed=next((row for row in versions if not row.approved_on), None),
        versions=versions,
        used=used,
        today=accounts.today(),
    )
    return content, 422 if used is not None else 200


def _form(standard: ServiceStandard, form: StandardForm) -> ResponseReturnValue:
    content = render_template("calendars/change_standard.html", standard=standard, form=form)
    return content, 422 if form.errors else 200
