"""A site's photos and its place on the map."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.files.routes import answer_with
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms import PhotoForm
from fss.sites.models import Site, SitePhoto
from fss.sites.routes import bp
from fss.sites.services.photos import add_photo, move_photo, remove_photo
from fss.timezone import utcnow


@bp.get("/<uuid:site_id>/photos")
@requires(Permission.SITE_READ, site=queries.get_site)
def photos(site: Site) -> ResponseReturnValue:
    """The photos of a site."""
    return render_template("sites/photos.html", site=site)


@bp.route("/<uuid:site_id>/photos/new", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, site=queries.get_site)
def new_photo(site: Site) -> ResponseReturnValue:
    """Add a photo, described for people who cannot see it."""
    form = PhotoForm()
    if form.validate_on_submit() and form.attempt(
        lambda: add_photo(
            site,
            form.photo.data.read(),
            name=form.photo.data.filename or "photo",
            alt=form.alt.data,
            credit=form.credit.data or "",
            actor=current_identity(),
            now=utcnow(),
        )
    ):
        flash("The photo was added.", "success")
        return redirect(url_for("sites.photos", site_id=site.id))
    return render_template("sites/add_photo.html", form=form, site=site)


@bp.get("/photos/<uuid:photo_id>")
@requires(Permission.SITE_READ, photo=queries.get_photo)
def photo(photo: SitePhoto) -> ResponseReturnValue:
    """The picture itself."""
    return answer_with(photo.file, inline=True)


@bp.post("/photos/<uuid:photo_id>/move/<any(up, down):way>")
@requires(Permission.SITE_EDIT, photo=queries.get_photo)
def move(photo: SitePhoto, way: str) -> ResponseReturnValue:
    """Put a photo one place earlier or later."""
    move_photo(photo, up=way == "up", now=utcnow())
    return redirect(url_for("sites.photos", site_id=photo.site_id))


@bp.post("/photos/<uuid:photo_id>/remove")
@requires(Permission.SITE_EDIT, photo=queries.get_photo)
def remove(photo: SitePhoto) -> ResponseReturnValue:
    """Take a photo away."""
    site_id = photo.site_id
    remove_photo(photo, now=utcnow())
    flash("The photo was removed.", "success")
    return redirect(url_for("sites.photos", site_id=site_id))
