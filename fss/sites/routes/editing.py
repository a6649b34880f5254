"""Adding a site and editing what is known of it, one group at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import ConflictError, NotFoundError, RuleError
from fss.files.models import StoredFile
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries, services
from fss.sites.forms import GroupForm, ListedForm, SiteForm, group_form, shown_words
from fss.sites.models import Confidence, DocumentKind, Fact, Site, Statement
from fss.sites.routes import bp
from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import FIELDS, fields_by_group
from fss.sites.rules.fields import GROUPS
from fss.sites.services.documents import Description, add_document
from fss.sites.services.inventory import hold_site
from fss.sites.services.restoring import classify_values
from fss.timezone import utcnow

Facts = dict[tuple[str, bool], Fact]
LABELS = {group.key: group.label for group in GROUPS}


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SITE_CREATE)
def add() -> ResponseReturnValue:
    """Add a site: its name, kind and city; the facts come group by group."""
    identity = current_identity()
    organizations = queries.organizations_to_write(identity)
    land = queries.land_of(one.id for one in organizations)
    form = SiteForm()
    form.offer(organizations, land)
    if form.validate_on_submit():
        try:
            site = services.add_site(
                **form.values(organizations, land), actor=identity, now=utcnow()
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash("Added. Now enter what is known of it, one group at a time.", "success")
            return redirect(url_for("sites.show", site_id=site.id))
    page = render_template("sites/add.html", form=form, organizations=organizations)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:site_id>/edit", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, site=queries.get_site)
def edit(site: Site) -> ResponseReturnValue:
    """Change what stands on the site's own row."""
    identity = current_identity()
    organizations = queries.organizations_to_write(identity)
    land = queries.land_of([site.organization_id])
    form = SiteForm(data=_row(site))
    form.offer(organizations, land)
    if form.validate_on_submit():
        values = form.values(organizations, land)
        if form.version.data != site.version:
            raise ConflictError(theirs=_told(_row(site)), yours=_told(form.data))
        if form.attempt(lambda: services.edit_site(site, **values, actor=identity, now=utcnow())):
            flash("Saved.", "success")
            return redirect(url_for("sites.show", site_id=site.id))
    page = render_template("sites/edit.html", form=form, site=site, groups=_groups(site))
    return page, 422 if form.errors else 200


@bp.route("/<uuid:site_id>/listed", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, site=queries.get_site)
def listed(site: Site) -> ResponseReturnValue:
    """Take a site off the list, or put it back."""
    form = ListedForm()
    wanted = form.listed.data == "yes" if form.is_submitted() else not site.active
    if form.is_submitted() and wanted is site.active:
        raise ConflictError("Somebody else did this already.")
    form.listed.data = "yes" if wanted else "no"
    if form.validate_on_submit() and form.attempt(
        lambda: services.set_listed(site, listed=wanted, reason=form.reason.data, now=utcnow())
    ):
        flash("Back on the list." if site.active else "Taken off the list.", "success")
        return redirect(url_for("sites.show", site_id=site.id))
    page = render_template("sites/listed.html", form=form, site=site)
    return page, 422 if form.errors else 200


@bp.route("/<uuid:site_id>/edit/<group>", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, site=queries.get_site)
def edit_group(site: Site, group: str) -> ResponseReturnValue:
    """Enter the values of one group in one's own words, with where they come from."""
    if group not in LABELS:
        raise NotFoundError
    kind = group_form(site.kind, group)
    if not kind.keys:
        raise NotFoundError
    form = kind()
    if form.is_submitted():
        hold_site(site)  # who saves at the same instant is told what the other one saved
    facts = queries.facts_at(site.id, kind.keys)
    form.offer(queries.documents_of(site))
    if not form.is_submitted():
        form.show(facts, seen=_latest(facts))
        form.as_of.data = today()
        form.source.data = current_identity().name
        return _group_page(site, group, form)
    if form.add_rows(request.form.get("more", "")):
        return _group_page(site, group, form)
    conflicts = _merge(form, site, facts)
    if conflicts:
        return _group_page(site, group, form, conflicts), 409
    is_valid = form.validate()
    classes = form.classes(queries.facts_at(site.id, kind.keys, seen=_seen(form)))
    statements = [replace(one, data_class=classes.get(one.field)) for one in form.statements(facts)]
    if statements and not form.check_evidence():
        is_valid = False
    if is_valid and not form.errors:
        count = _state(form, site, statements, classes)
        if count is not None:
            flash(_saved(count), "success" if count else "info")
            return redirect(_next(site, group))
    return _group_page(site, group, form), 422


def _state(
    form: GroupForm, site: Site, statements: list[Statement], classes: dict[str, DataClass]
) -> int | None:
    """How many values were stated or closed to others; None when the form was refused."""
    identity, now = current_identity(), utcnow()
    try:
        document = _document(form, site)
        if statements:
            services.state_facts(
                site,
                statements,
                source=form.source.data,
                as_of=form.as_of.data,
                confidence=Confidence(form.confidence.data),
                document=document,
                actor=identity,
                now=now,
            )
        return len(statements) + classify_values(site, classes, actor=identity, now=now)
    except RuleError as error:
        named = f"v_{error.field}" if f"v_{error.field}" in form else error.field
        form.refuse(RuleError(error.message, named))
        return None


def _document(form: GroupForm, site: Site) -> StoredFile | None:
    """The file on which the values rest: one that was sent, else one that was chosen."""
    sent = form.new_document.data
    if sent:
        try:
            kind = DocumentKind(form.document_kind.data)
        except ValueError:
            raise RuleError("Choose what it is.", "document_kind") from None
        try:
            added = add_document(
                site,
                sent.read(),
                Description(kind=kind, title=kind.label),
                name=sent.filename or "",
                actor=current_identity(),
                now=utcnow(),
            )
        except RuleError as error:
            raise RuleError(error.message, "new_document") from None
        return added.file
    chosen = [one for one in queries.documents_of(site) if str(one.id) == form.document.data]
    return chosen[0].file if chosen else None


def _merge(form: GroupForm, site: Site, facts: Facts) -> list[tuple[str, str, str]]:
    """Take over what somebody else saved meanwhile; (label, theirs, yours) where both changed."""
    seen = _seen(form)
    if seen >= _latest(facts):
        return []
    before = shown_words(form.keys, queries.facts_at(site.id, form.keys, seen=seen))
    theirs, entered = shown_words(form.keys, facts), form.entered()
    form.take({name: theirs[name] for name in theirs if entered[name] == before[name]})
    form.seen.raw_data = [str(_latest(facts))]
    return [
        (_input_label(name), _told_words(name, theirs[name]), _told_words(name, entered[name]))
        for name in theirs
        if entered[name] != before[name] != theirs[name] != entered[name]
    ]


def _seen(form: GroupForm) -> int:
    """The latest fact that the person was shown; what no database could count is the last."""
    return min(max(0, form.seen.data or 0), 2**62)


def _latest(facts: Facts) -> int:
    return max((fact.id for fact in facts.values()), default=0)


def _group_page(
    site: Site, group: str, form: GroupForm, conflicts: list[tuple[str, str, str]] | None = None
) -> str:
    return render_template(
        "sites/edit_group.html",
        site=site,
        group=group,
        label=LABELS[group],
        form=form,
        conflicts=conflicts or [],
        taken=queries.taken_over(site),
        groups=_groups(site),
    )


def _groups(site: Site) -> list[tuple[str, str]]:
    """The groups of fields that the site's kind has: (key, label)."""
    return [(members[0].group, label) for label, members in fields_by_group(site.kind)]


def _next(site: Site, group: str) -> str:
    if request.form.get("then") == "next":
        keys = [key for key, _ in _groups(site)]
        place = keys.index(group) + 1
        if place < len(keys):
            return url_for("sites.edit_group", site_id=site.id, group=keys[place])
    return url_for("sites.show", site_id=site.id, _anchor=group)


def _saved(count: int) -> str:
    if not count:
        return "Nothing was changed."
    return "Saved 1 value." if count == 1 else f"Saved {count} values."


def _row(site: Site) -> dict[str, Any]:
    return {
        "version": site.version,
        "kind": site.kind.value,
        "organization": str(site.organization_id),
        "name": site.name,
        "own_id": site.own_id or "",
        "parcels": site.parcels,
        "land": str(site.land_id) if site.land_id else "",
        "data_class": site.data_class.value,
    }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """The row as words, for comparing two versions of it."""
    names = queries.member_names()
    city = names.get(UUID(row["organization"]), "") if row["organization"] else ""
    return {
        "Name": row["name"],
        "Land or building": str(row["kind"]).capitalize(),
        "City or township": city,
        "Your own number": row["own_id"],
        "Parcel numbers": row["parcels"],
        "Who may see it": DataClass(row["data_class"]).label if row["data_class"] else "",
    }


def _input_label(name: str) -> str:
    part, _, key = name.partition("_")
    told = {"v": "", "p": ", planned", "d": ", planned by", "c": ", cost of the plan"}[part]
    return FIELDS[key].label + told


def _told_words(name: str, words: str | tuple[str, ...]) -> str:
    field = FIELDS[name.partition("_")[2]]
    if field.is_set and name[0] in "vp":
        keys = words if isinstance(words, tuple) else (words,)
        labels = {choice.key: choice.label for choice in field.choices}
        return ", ".join(labels.get(key, key) for key in keys if key)
    return str(words)
