"""Organizations: list, add, edit, outline one by one or many at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries, services
from fss.accounts.forms import OrganizationForm, OutlineForm, OutlinesForm, OutlinesPropertyForm
from fss.accounts.models import Organization, OrganizationKind
from fss.accounts.routes import bp
from fss.accounts.rules.outlines import (
    SIZE_LIMIT,
    Match,
    Outline,
    likely_property,
    match_outlines,
    property_names,
    read_outline,
    read_outlines,
)
from fss.errors import NotFoundError
from fss.files.queries import get_file
from fss.files.services import read_file, store_file
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.web.pagination import searched

PURPOSE = "outlines"


def _kind() -> OrganizationKind | None:
    given = request.args.get("kind", "")
    return OrganizationKind(given) if given in list(OrganizationKind) else None


@bp.route("/admin/organizations")
@requires(Permission.COUNTY_MANAGE)
def organizations() -> ResponseReturnValue:
    """Every organization, by name."""
    kind, text = _kind(), searched(100)
    return render_template(
        "accounts/organizations.html",
        organizations=queries.organizations(*([kind] if kind else []), text=text),
        outlined=queries.outlined(),
        kinds=list(OrganizationKind),
        kind=kind,
        text=text,
        today=queries.today(),
    )


@bp.route("/admin/organizations/new", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE)
def add_organization() -> ResponseReturnValue:
    """Add an organization."""
    form = OrganizationForm(kind=OrganizationKind.CITY.value)
    added: list[Organization] = []
    if form.validate_on_submit() and form.attempt(
        lambda: added.append(services.create_organization(**form.values))  # type: ignore[arg-type]
    ):
        flash(f"{added[0].name} is added.", "success")
        return redirect(url_for("accounts.organization", organization_id=added[0].id))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/organization_form.html", form=form, subject=None), status


@bp.route("/admin/organizations/<uuid:organization_id>")
@requires(Permission.COUNTY_MANAGE, organization=queries.get_organization)
def organization(organization: Organization) -> ResponseReturnValue:
    """One organization: its record, its outline and its people."""
    people, _total = queries.people(organization_id=organization.id, size=200)
    return render_template(
        "accounts/organization.html",
        subject=organization,
        people=people,
        today=queries.today(),
    )


@bp.route("/admin/organizations/<uuid:organization_id>/edit", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE, organization=queries.get_organization)
def edit_organization(organization: Organization) -> ResponseReturnValue:
    """Edit an organization's record."""
    form = OrganizationForm(obj=organization)
    if request.method == "GET":
        form.kind.data = organization.kind.value
    if form.validate_on_submit() and form.attempt(
        lambda: services.edit_organization(
            organization, version=form.version.data or 0, **form.values
        )
    ):
        flash(f"{organization.name} is saved.", "success")
        return redirect(url_for("accounts.organization", organization_id=organization.id))
    status = 422 if request.method == "POST" else 200
    page = render_template("accounts/organization_form.html", form=form, subject=organization)
    return page, status


@bp.route("/admin/organizations/<uuid:organization_id>/outline", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE, organization=queries.get_organization)
def organization_outline(organization: Organization) -> ResponseReturnValue:
    """Draw an organization's outline from a GeoJSON file."""
    form = OutlineForm()
    if form.validate_on_submit():
        data = form.outline.data.read(SIZE_LIMIT + 1)
        if form.attempt(lambda: services.set_outline(organization, outline=read_outline(data))):
            flash(f"The outline of {organization.name} is saved.", "success")
            return redirect(url_for("accounts.organization", organization_id=organization.id))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/outline.html", subject=organization, form=form), status


@bp.route("/admin/organizations/<uuid:organization_id>/outline/remove", methods=["POST"])
@requires(Permission.COUNTY_MANAGE, organization=queries.get_organization)
def remove_outline(organization: Organization) -> ResponseReturnValue:
    """Remove an organization's outline."""
    services.set_outline(organization, outline=None)
    flash(f"The outline of {organization.name} is removed.", "success")
    return redirect(url_for("accounts.organization", organization_id=organization.id))


@bp.route("/admin/organizations/outlines", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE)
def outlines() -> ResponseReturnValue:
    """Many outlines at once, first step: the file."""
    form = OutlinesForm()
    if form.validate_on_submit():
        data = form.outline.data.read(SIZE_LIMIT + 1)
        if form.attempt(lambda: read_outlines(data)):
            stored = store_file(
                data,
                name="outlines.geojson",
                media_type="application/geo+json",
                owner_id=current_identity().user_id,
                purpose=PURPOSE,
            )
            return redirect(url_for("accounts.match_areas", file_id=stored.id))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/outlines.html", form=form), status


@bp.route("/admin/organizations/outlines/<uuid:file_id>", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE)
def match_areas(file_id: UUID) -> ResponseReturnValue:
    """Many outlines at once, second step: which area is whose; then all are drawn or none."""
    found = read_outlines(_stored(file_id))
    present = queries.organizations()
    names = {key: one for one in present for key in (one.name, one.code)}
    form = OutlinesPropertyForm(request.values)
    form.offer(property_names(found))
    if not form.property_name.data:
        form.property_name.data = likely_property(found, names)
    matches = _matches(found, str(form.property_name.data or ""), names)
    drawn = {match.key.id: match.outline.geometry for match in matches if match.key}
    if request.method == "POST" and drawn:
        services.set_outlines(drawn)
        flash(f"{len(drawn)} outlines are saved.", "success")
        return redirect(url_for("accounts.organizations"))
    missing = [one for one in present if one.is_member and one.id not in drawn]
    return render_template(
        "accounts/match_areas.html",
        form=form,
        file_id=file_id,
        matches=matches,
        drawn=drawn,
        missing=missing,
    )


def _matches(found: list[Outline], property_name: str, names: dict[str, Any]) -> list[Match]:
    return match_outlines(found, property_name, names)


def _stored(file_id: UUID) -> bytes:
    stored = get_file(file_id, current_identity())
    if stored is None or stored.purpose != PURPOSE:
        raise NotFoundError
    return read_file(stored)
