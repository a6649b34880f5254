"""Help: the planner's guide for whoever is signed in."""

from __future__ import annotations

from flask import render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.documents import PICTURE, PICTURES, planner_guide
from fss.accounts.routes import bp
from fss.errors import NotFoundError
from fss.permissions.guard import requires
from fss.permissions.rules import Permission


@bp.get("/help")
@requires(Permission.HOME)
def guide() -> ResponseReturnValue:
    """The guide as a page."""
    found = planner_guide(url_for("accounts.guide_picture", name="x").removesuffix("x"))
    if found is None:
        raise NotFoundError
    return render_template("accounts/guide.html", guide=found)


@bp.get("/help/pictures/<name>")
@requires(Permission.HOME)
def guide_picture(name: str) -> ResponseReturnValue:
    """One of its pictures."""
    if not PICTURE.fullmatch(name):
        raise NotFoundError
    return send_from_directory(PICTURES, name)
