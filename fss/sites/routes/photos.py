"""A site's photos: sent, described, put in order, removed and put back."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from fss.errors import ConflictError, RuleError
from fss.files.routes import answer_with
from fss.files.rules import MB, safe_name
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms.photos import DescribeForm, OrderForm, PhotosForm
from fss.sites.models import Site, SitePhoto
from fss.sites.queries.photos import get_removed_photo, photos_of, removed_photos
from fss.sites.routes import bp
from fss.sites.rules.classes import DataClass
from fss.sites.services import photos as services
from fss.timezone import utcnow

MANY = 110 * MB
"""What one form without script may bring; with script each photo is sent by itself."""


@bp.url_value_preprocessor
def _take_many(endpoint: str | None, _values: object) -> None:
    # Before the body is first read, which is when its token is looked for.
    if endpoint == "sites.add_photos" and "_user_id" in session:
        request.max_content_length = MANY


@bp.get("/<uuid:site_id>/photos")
@requires(Permission.SITE_READ, site=queries.get_site)
def photos(site: Site) -> ResponseReturnValue:
    """The photos of a site."""
    return _page(site, PhotosForm())


@bp.post("/<uuid:site_id>/photos")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def add_photos(site: Site) -> ResponseReturnValue:
    """Keep what is good among the photos sent; say of each other one what is wrong with it."""
    form = PhotosForm()
    if not form.validate_on_submit():
        return _page(site, form), 422
    kept, refused = 0, []
    for file in form.photos.data:
        try:
            _add(site, file, form.credit.data or "")
            kept += 1
        except RuleError as error:
            refused.append((safe_name(file.filename or "photo"), error.message))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(kept=kept, refused=refused), 201 if kept else 422
    if not refused:
        flash(f"{kept} photo{'' if kept == 1 else 's'} added.", "success")
        return redirect(url_for("sites.photos", site_id=site.id))
    # Some are kept: 201 commits, and no redirect could carry what is wrong with each of the others.
    return _page(site, form, kept=kept, refused=refused), 201 if kept else 422


@bp.post("/<uuid:site_id>/photos/order")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def order_photos(site: Site) -> ResponseReturnValue:
    """Put the photos in another order."""
    form = OrderForm()
    try:
        order, seen = form.wanted()
    except ValueError:
        raise RuleError("We could not read this order. Open the page again.") from None
    services.order_photos(site, order, seen=seen, now=utcnow())
    if request.accept_mimetypes.best == "application/json":
        return "", 204
    return redirect(url_for("sites.photos", site_id=site.id))


@bp.get("/photos/<uuid:photo_id>")
@requires(Permission.SITE_READ, photo=queries.get_photo)
def photo(photo: SitePhoto) -> ResponseReturnValue:
    """The picture itself."""
    return answer_with(photo.file, inline=True)


@bp.get("/photos/<uuid:photo_id>/small")
@requires(Permission.SITE_READ, photo=queries.get_photo)
def small_photo(photo: SitePhoto) -> ResponseReturnValue:
    """The picture for pages that show many."""
    return answer_with(photo.small or photo.file, inline=True)


@bp.route("/photos/<uuid:photo_id>/describe", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, photo=queries.get_photo)
def describe_photo(photo: SitePhoto) -> ResponseReturnValue:
    """Say what a photo shows, who took it, who may see it; then the next one without words."""
    form = DescribeForm(obj=photo)
    is_sent = form.validate_on_submit()
    if is_sent and form.seen.data != photo.seen:
        raise ConflictError(
            theirs=_told(photo.alt, photo.credit, photo.data_class),
            yours=_told(form.alt.data, form.credit.data, DataClass(form.data_class.data)),
        )
    if is_sent and form.attempt(
        lambda: services.describe_photo(
            photo,
            alt=form.alt.data,
            credit=form.credit.data or "",
            data_class=DataClass(form.data_class.data),
            now=utcnow(),
        )
    ):
        flash("The words are saved.", "success")
        following = _next_draft(photo) if "next" in request.form else None
        if following is not None:
            return redirect(url_for("sites.describe_photo", photo_id=following.id))
        return redirect(url_for("sites.photos", site_id=photo.site_id))
    page = render_template(
        "sites/describe_photo.html",
        form=form,
        photo=photo,
        site=photo.site,
        following=_next_draft(photo),
    )
    return page, 422 if form.errors else 200


@bp.post("/photos/<uuid:photo_id>/remove")
@requires(Permission.SITE_EDIT, photo=queries.get_photo)
def remove_photo(photo: SitePhoto) -> ResponseReturnValue:
    """Take a photo away; the page offers to put it back."""
    site_id = photo.site_id
    services.remove_photo(photo, now=utcnow())
    return redirect(url_for("sites.photos", site_id=site_id, removed=photo.id))


@bp.post("/photos/<uuid:photo_id>/restore")
@requires(Permission.SITE_EDIT, photo=get_removed_photo)
def restore_photo(photo: SitePhoto) -> ResponseReturnValue:
    """Put a removed photo back where it was."""
    services.restore_photo(photo, now=utcnow())
    flash("The photo is back.", "success")
    return redirect(url_for("sites.photos", site_id=photo.site_id))


@bp.get("/photos/<uuid:photo_id>/removed")
@requires(Permission.SITE_EDIT, photo=get_removed_photo)
def removed_photo(photo: SitePhoto) -> ResponseReturnValue:
    """A picture that was taken away, to tell which one to put back."""
    return answer_with(photo.small or photo.file, inline=True)


def _add(site: Site, file: FileStorage, credit: str) -> SitePhoto:
    return services.add_photo(
        site,
        file.stream.read(services.LARGEST + 1),
        name=file.filename or "photo",
        credit=credit,
        actor=current_identity(),
        now=utcnow(),
    )


def _told(alt: str | None, credit: str | None, data_class: DataClass) -> dict[str, str]:
    """What is said of a photo, for comparing two versions of it."""
    return {
        "What the photo shows": alt or "",
        "Photographer": credit or "",
        "Who may see it": data_class.label,
    }


def _next_draft(photo: SitePhoto) -> SitePhoto | None:
    drafts = [one for one in photo.site.photos if one.is_draft and one is not photo]
    return drafts[0] if drafts else None


def _page(
    site: Site,
    form: PhotosForm,
    *,
    kept: int = 0,
    refused: list[tuple[str, str]] | None = None,
) -> str:
    shown = photos_of(site, current_identity())
    cover = site.cover
    taken = removed_photos(site)
    undo = next((one for one in taken if str(one.id) == request.args.get("removed")), None)
    return render_template(
        "sites/photos.html",
        site=site,
        form=form,
        shown=shown,
        order=",".join(str(one.id) for one in site.photos),
        cover=cover,
        removed=taken,
        undo=undo,
        kept=kept,
        refused=refused or [],
        largest=services.LARGEST,
    )
