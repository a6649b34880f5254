"""A city's side of each process: compare, propose, sign, withdraw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.errors import NotFoundError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries, services
from fss.process.forms import SignForm, VariantForm, WithdrawForm
from fss.process.forms.variants import read_changes, read_or_base, rows_of
from fss.process.models import ProcessTemplate, RaciVariant, VariantStatus
from fss.process.queries import CityProcess, Standing
from fss.process.queries.variants import City, changes_of
from fss.process.routes import bp
from fss.process.rules.raci import ALL_ROLES, CITY_ROLES, ROLES
from fss.process.rules.variants import check_variant, differences, effective_template, real_changes
from fss.timezone import utcnow

TONES = {
    Standing.NOT_LOOKED_AT: "quiet",
    Standing.DO_AGAIN: "bad",
    Standing.PROPOSED: "info",
    Standing.CITY_SIGNED: "warn",
    Standing.AGREED: "good",
}


@bp.get("/ours")
@requires(Permission.VARIANT_OWN)
def ours() -> ResponseReturnValue:
    """The own city's side of every process, and where it stands."""
    cities = queries.own_cities(current_identity())
    found = queries.city_processes(cities)
    return render_template(
        "process/ours.html",
        cities=[(city, [one for one in found if one.city.id == city.id]) for city in cities],
        tones=TONES,
    )


@bp.get("/cities/<uuid:city_id>/<uuid:template_id>")
@requires(Permission.VARIANT_READ, city=queries.get_city, template=queries.get_template)
def city_process(city: City, template: ProcessTemplate) -> ResponseReturnValue:
    """One process in one city: the matrix, what differs from the county's, who signed."""
    newest = queries.find_template(template.code)
    if newest is None:
        raise NotFoundError
    if newest.id != template.id:
        return redirect(
            url_for("process.city_process", city_id=city.organization_id, template_id=newest.id)
        )
    return _page(queries.city_process(city.organization, template))


def _page(present: CityProcess, used: WithdrawForm | None = None) -> ResponseReturnValue:
    changes = changes_of(present.latest)
    again = present.standing is Standing.DO_AGAIN
    shown = effective_template(present.base, changes)
    extra = {
        code: role
        for code, role in CITY_ROLES.items()
        if any(step.letters.get(code) for step in shown.steps)
    }
    open_variant = present.proposed or present.agreed
    withdraw = used or WithdrawForm(formdata=None)
    if used is None and open_variant is not None:
        withdraw.version.data = open_variant.version
    content = render_template(
        "process/city_process.html",
        present=present,
        subject=City(present.city),
        process=shown,
        roles=ROLES | extra,
        all_roles=ALL_ROLES,
        base={step.key: step for step in present.base.steps},
        proposed=differences(present.base, changes_of(present.proposed)),
        agreed=differences(present.base, changes_of(present.agreed)),
        problems=check_variant(present.base, changes) if again else [],
        missing=queries.reach_report([present.city]).of(present),
        past=queries.past_variants(present.city, present.stored),
        withdraw=withdraw,
        sign=SignForm(formdata=None),
        tones=TONES,
    )
    return content, 422 if used is not None else 200


@bp.route("/cities/<uuid:city_id>/<uuid:template_id>/change", methods=["GET", "POST"])
@requires(Permission.VARIANT_PROPOSE, city=queries.get_city, template=queries.get_template)
def change_variant(city: City, template: ProcessTemplate) -> ResponseReturnValue:
    """Propose other letters for the city's side."""
    present = queries.city_process(city.organization, template)
    form = VariantForm()
    sent = request.form if request.method == "POST" else None

    def propose() -> None:
        services.propose_variant(
            city=city.organization,
            stored=template,
            changes=read_changes(present.base, request.form),
            note=form.note.data or "",
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data,
        )

    if form.validate_on_submit() and form.attempt(propose):
        flash("The proposal is saved. Next, your city's administrator signs it.", "success")
        return redirect(_address(present))
    if sent is None:
        form.version.data = present.proposed.version if present.proposed else None
        form.note.data = present.latest.note if present.latest else ""
    changes = read_or_base(present.base, sent) if sent is not None else changes_of(present.latest)
    page = render_template(
        "process/change_variant.html",
        present=present,
        form=form,
        rows=rows_of(present.base, changes),
        **_findings(present, changes),
    )
    return page, 422 if form.errors else 200


@bp.post("/cities/<uuid:city_id>/<uuid:template_id>/check")
@requires(Permission.VARIANT_PROPOSE, city=queries.get_city, template=queries.get_template)
def check_change(city: City, template: ProcessTemplate) -> ResponseReturnValue:
    """While letters are chosen: what is wrong, what differs. Nothing is written."""
    present = queries.city_process(city.organization, template)
    changes = read_or_base(present.base, request.form)
    return render_template("process/_variant_check.html", **_findings(present, changes))


def _findings(present: CityProcess, changes: Any) -> dict[str, Any]:
    wanted = real_changes(present.base, changes)
    return {
        "problems": check_variant(present.base, wanted),
        "changed": differences(present.base, wanted),
    }


@bp.post("/variants/<uuid:variant_id>/sign-city")
@requires(Permission.VARIANT_SIGN_CITY, variant=queries.get_variant)
def sign_city(variant: RaciVariant) -> ResponseReturnValue:
    """The city's administrator signs."""
    return _sign(variant, services.sign_for_city, "Signed for the city. Next, the county signs.")


@bp.post("/variants/<uuid:variant_id>/sign-county")
@requires(Permission.VARIANT_SIGN_COUNTY, variant=queries.get_variant)
def sign_county(variant: RaciVariant) -> ResponseReturnValue:
    """Coordinator or director sign: it is agreed."""
    said = "Agreed. It holds for processes that start from now on."
    return _sign(variant, services.sign_for_county, said)


def _sign(variant: RaciVariant, service: Callable[..., Any], said: str) -> ResponseReturnValue:
    form = SignForm()
    version = form.version.data or 0
    if form.validate_on_submit() and form.attempt(
        lambda: service(variant, actor=current_identity(), now=utcnow(), version=version)
    ):
        flash(said, "success")
    for problem in form.form_errors:
        flash(problem, "error")
    return redirect(_variant_address(variant))


@bp.post("/variants/<uuid:variant_id>/withdraw")
@requires(Permission.VARIANT_WITHDRAW, variant=queries.get_variant)
def withdraw_variant(variant: RaciVariant) -> ResponseReturnValue:
    """Take back what is proposed or agreed."""
    form = WithdrawForm()
    if form.validate_on_submit() and form.attempt(
        lambda: services.withdraw_variant(
            variant,
            reason=form.reason.data or "",
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        )
    ):
        flash("It is withdrawn. Processes that run keep their letters.", "success")
        return redirect(_variant_address(variant))
    if variant.status not in (VariantStatus.PROPOSED, VariantStatus.AGREED):
        flash("It was withdrawn or replaced already.", "error")
        return redirect(_variant_address(variant))
    return _page(queries.city_process(variant.organization, variant.template), form)


@bp.get("/board")
@requires(Permission.VARIANT_BOARD)
def board() -> ResponseReturnValue:
    """All cities and processes: how far each is, how many steps somebody can be reached for."""
    report = queries.reach_report()
    processes = {one.process.stored.id: one.process.stored for one in report.cities}
    cities = {one.process.city.id: one.process.city for one in report.cities}
    counts = Counter(one.process.standing for one in report.cities)
    return render_template(
        "process/board.html",
        report=report,
        processes=processes,
        cities=cities,
        of={(one.process.city.id, one.process.stored.id): one for one in report.cities},
        counts=[(standing, counts[standing]) for standing in Standing],
        tones=TONES,
    )


def _address(present: CityProcess) -> str:
    return url_for("process.city_process", city_id=present.city.id, template_id=present.stored.id)


def _variant_address(variant: RaciVariant) -> str:
    return url_for(
        "process.city_process",
        city_id=variant.organization_id,
        template_id=variant.template_id,
    )
