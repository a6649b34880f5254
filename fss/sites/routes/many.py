"""One value for many sites: choose the field, enter the value, look at what changes, write."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import ConflictError, RuleError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms.many import ManyForm, fields_to_choose, many_form
from fss.sites.models import Confidence, Site
from fss.sites.routes import bp
from fss.sites.routes.comparing import asked_ids
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field
from fss.sites.services.many import MOST_EDITED, EditPlan, plan_edit, write_edit
from fss.timezone import utcnow


@bp.route("/bulk", methods=["GET", "POST"])
@requires(Permission.SITE_CREATE)
def bulk() -> ResponseReturnValue:
    """State one value about many sites, after a look at what it changes."""
    sites, total = _chosen()
    field = FIELDS.get(request.values.get("field", ""))
    if field is None or not sites or total > MOST_EDITED:
        return _page(sites, total, None, None)
    form = many_form(field)
    if not form.is_submitted() or request.form.get("step") == "field":
        form.as_of.data, form.source.data = today(), current_identity().name
        return _page(sites, total, field, form)
    plan = _plan(form, field, sites)
    if plan is None:
        return _page(sites, total, field, form), 422
    if "write" not in request.form:
        form.seen.data = plan.seen
        return _page(sites, total, field, form, plan)
    try:
        count = write_edit(
            plan,
            seen=form.seen.data or "",
            words=form.value.data or "",
            source=form.source.data,
            as_of=form.as_of.data,
            confidence=Confidence(form.confidence.data),
            actor=current_identity(),
            now=utcnow(),
        )
    except ConflictError:
        form.seen.data = plan.seen
        return _page(sites, total, field, form, plan, changed=True), 409
    except RuleError as error:
        form.refuse(error)
        return _page(sites, total, field, form, plan), 422
    flash(f"Written for {count} site{'' if count == 1 else 's'}: {field.label}.", "success")
    return redirect(url_for("sites.index"))


def _plan(form: ManyForm, field: Field, sites: list[Site]) -> EditPlan | None:
    """What the form would change; None with an error in the form."""
    if not form.validate():
        return None
    try:
        return plan_edit(
            sites,
            field,
            form.value.data or "",
            as_of=form.as_of.data,
            actor=current_identity(),
        )
    except RuleError as error:
        form.refuse(error)
        return None


def _chosen() -> tuple[list[Site], int]:
    """The sites that were ticked, or all of the filtered list; how many those are."""
    identity = current_identity()
    ids: list[UUID] = asked_ids()
    total = len(ids)
    if request.args.get("all") and not ids:
        filters, _ = queries.asked_filters(request.args.to_dict(flat=False), identity)
        found = queries.find_sites(filters, identity)
        total = found.total
        rows = queries.page_of(found, size=MOST_EDITED) if total <= MOST_EDITED else []
        ids = [row.id for row in rows]
    return queries.sites_to_compare(ids, identity), total


def _page(
    sites: list[Site],
    total: int,
    field: Field | None,
    form: ManyForm | None,
    plan: EditPlan | None = None,
    *,
    changed: bool = False,
) -> str:
    return render_template(
        "sites/bulk.html",
        sites=sites,
        total=total,
        most=MOST_EDITED,
        field=field,
        form=form,
        plan=plan,
        changed=changed,
        choices=fields_to_choose(),
    )
