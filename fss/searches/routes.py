"""The pages of kept searches: list, save, run, rename, delete."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.searches import queries, services
from fss.searches.forms import SearchForm
from fss.searches.models import MailOn, SavedSearch
from fss.sites.forms import ListForm
from fss.sites.queries import asked_filters, find_sites
from fss.timezone import utcnow

bp = Blueprint("searches", __name__, url_prefix="/searches")


def init_app(app: Flask) -> None:
    """Register the pages; they are reached from the list of sites."""
    app.register_blueprint(bp)


@bp.get("/")
@requires(Permission.SITE_LIST)
def index() -> ResponseReturnValue:
    """The searches that this person keeps, with what changed since each was looked at."""
    identity = current_identity()
    found = [
        (search, queries.changes_of(search, identity)) for search in queries.searches_of(identity)
    ]
    return render_template("searches/index.html", found=found)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SITE_LIST)
def add() -> ResponseReturnValue:
    """Keep the list that the address asks for."""
    form = SearchForm()
    if not form.is_submitted():
        form.asked.data = _asked()
    elif form.validate() and form.attempt(
        lambda: services.save_search(
            name=form.name.data,
            asked=form.asked.data or "",
            mail=MailOn(form.mail.data),
            actor=current_identity(),
            now=utcnow(),
        )
    ):
        flash("Saved.", "success")
        return redirect(url_for("searches.index"))
    page = render_template("searches/add.html", form=form, tags=_tags(form.asked.data or ""))
    return page, 422 if form.errors else 200


@bp.post("/<uuid:search_id>/run")
@requires(Permission.SITE_LIST, search=queries.get_search)
def run(search: SavedSearch) -> ResponseReturnValue:
    """Open the list; from now on only what changes after this counts."""
    services.look_at(search, actor=current_identity(), now=utcnow())
    return redirect(f"{url_for('sites.index')}?{search.asked}")


@bp.get("/<uuid:search_id>")
@requires(Permission.SITE_LIST, search=queries.get_search)
def show(search: SavedSearch) -> ResponseReturnValue:
    """What changed since the search was last looked at, site by site."""
    identity = current_identity()
    changes = queries.changes_of(search, identity)
    return render_template(
        "searches/show.html",
        search=search,
        changes=changes,
        sites=queries.named(changes, identity),
        tags=_tags(search.asked),
    )


@bp.route("/<uuid:search_id>/edit", methods=["GET", "POST"])
@requires(Permission.SITE_LIST, search=queries.get_search)
def edit(search: SavedSearch) -> ResponseReturnValue:
    """Rename it, or say when to be told."""
    form = SearchForm(obj=search, data={"mail": search.mail.value})
    if not form.is_submitted():
        form.mail.data = search.mail.value
    if form.validate_on_submit() and form.attempt(
        lambda: services.edit_search(
            search, name=form.name.data, mail=MailOn(form.mail.data), actor=current_identity()
        )
    ):
        flash("Saved.", "success")
        return redirect(url_for("searches.index"))
    page = render_template("searches/edit.html", form=form, search=search, tags=_tags(search.asked))
    return page, 422 if form.errors else 200


@bp.post("/<uuid:search_id>/delete")
@requires(Permission.SITE_LIST, search=queries.get_search)
def delete(search: SavedSearch) -> ResponseReturnValue:
    """Keep it no longer."""
    services.delete_search(search)
    flash("Deleted.", "success")
    return redirect(url_for("searches.index"))


def _asked() -> str:
    """The filters of the address, as the list itself would write them."""
    arguments = request.args.to_dict(flat=False)
    return _form(arguments).query


def _tags(asked: str) -> list[str]:
    """The filters of a query in words."""
    return [tag.words for tag in _form(queries.arguments_of(asked)).tags]


def _form(arguments: dict[str, list[str]]) -> ListForm:
    identity = current_identity()
    filters, problems = asked_filters(arguments, identity)
    return ListForm(arguments, filters, find_sites(filters, identity, counted=True), problems)
