"""Help: the guides for whoever is signed in."""

from __future__ import annotations

from flask import render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.documents import GUIDES, PICTURE, PICTURES, guide_of, guides_for, read_guide
from fss.accounts.routes import bp
from fss.errors import NotFoundError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission


@bp.get("/help")
@requires(Permission.HOME)
def guide() -> ResponseReturnValue:
    """The person's own guide as a page, and the way to the others."""
    return _page(guide_of(current_identity()))


@bp.get("/help/<name>")
@requires(Permission.HOME)
def other_guide(name: str) -> ResponseReturnValue:
    """One of the other guides."""
    return _page(name)


def _page(name: str) -> ResponseReturnValue:
    if name not in GUIDES:
        raise NotFoundError
    pictures = url_for("accounts.guide_picture", name="x").removesuffix("x")
    found = read_guide(name, pictures)
    if found is None:
        raise NotFoundError
    offered = guides_for(current_identity())
    others = [(GUIDES[other], other) for other in offered if other != name]
    return render_template("accounts/guide.html", guide=found, others=others)


@bp.get("/help/pictures/<name>")
@requires(Permission.HOME)
def guide_picture(name: str) -> ResponseReturnValue:
    """A picture of a guide."""
    if not PICTURE.fullmatch(name):
        raise NotFoundError
    return send_from_directory(PICTURES, name)
