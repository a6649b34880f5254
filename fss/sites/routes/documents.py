"""The documents of a site: listed, opened, added, described, removed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import ConflictError
from fss.files.routes import answer_with
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms.evidence import DocumentForm, NewDocumentForm, RemoveDocumentForm
from fss.sites.models import Site, SiteDocument
from fss.sites.routes import bp
from fss.sites.services.documents import add_document, edit_document, remove_document
from fss.timezone import utcnow


@bp.get("/<uuid:site_id>/documents")
@requires(Permission.SITE_READ, site=queries.get_site)
def documents(site: Site) -> ResponseReturnValue:
    """The documents of a site that this person may open, with the values that rest on each."""
    found = queries.documents_of(site)
    shown = queries.held_values(site, today=today())
    return render_template(
        "sites/documents.html",
        site=site,
        documents=found,
        support=queries.support_by_file(site, found, shown),
    )


@bp.route("/<uuid:site_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, site=queries.get_site)
def new_document(site: Site) -> ResponseReturnValue:
    """Add a document."""
    form = NewDocumentForm(data={"data_class": site.data_class.value})
    if form.validate_on_submit() and form.attempt(
        lambda: add_document(
            site,
            form.file.data.read(),
            form.said(),
            name=form.file.data.filename or "",
            actor=current_identity(),
            now=utcnow(),
        )
    ):
        flash("The document was added.", "success")
        return redirect(url_for("sites.documents", site_id=site.id))
    page = render_template("sites/add_document.html", form=form, site=site)
    return page, 422 if form.errors else 200


@bp.get("/documents/<uuid:document_id>")
@requires(Permission.SITE_READ, document=queries.get_document)
def document(document: SiteDocument) -> ResponseReturnValue:
    """The file itself, to be saved."""
    return answer_with(document.file)


@bp.route("/documents/<uuid:document_id>/edit", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, document=queries.get_document)
def describe_document(document: SiteDocument) -> ResponseReturnValue:
    """Change what is said about a document."""
    form = DocumentForm.of(document)
    if form.validate_on_submit():
        if form.version.data != document.version:
            raise ConflictError
        if form.attempt(lambda: edit_document(document, form.said(), now=utcnow())):
            flash("Saved.", "success")
            return redirect(url_for("sites.documents", site_id=document.site_id))
    page = render_template(
        "sites/edit_document.html", form=form, site=document.site, document=document
    )
    return page, 422 if form.errors else 200


@bp.route("/documents/<uuid:document_id>/remove", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, document=queries.get_document)
def drop_document(document: SiteDocument) -> ResponseReturnValue:
    """Take a document off the page; the values that rest on it keep it."""
    form = RemoveDocumentForm()
    if form.validate_on_submit() and form.attempt(
        lambda: remove_document(document, confirmed=form.confirm.data, now=utcnow())
    ):
        flash("The document was removed.", "success")
        return redirect(url_for("sites.documents", site_id=document.site_id))
    shown = queries.held_values(document.site, today=today())
    page = render_template(
        "sites/remove_document.html",
        form=form,
        site=document.site,
        document=document,
        fields=queries.support_by_file(document.site, [document], shown).get(document.file_id, []),
    )
    return page, 422 if form.errors else 200
