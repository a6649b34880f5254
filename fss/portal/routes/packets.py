"""The packet by private link, tracking by code. Nothing leads further in."""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import get_county
from fss.documents.page import render_fragment
from fss.errors import GoneError, NotFoundError
from fss.files.routes import answer_with
from fss.permissions.guard import public
from fss.portal import queries, services
from fss.portal.forms import TrackForm
from fss.proposals.models import ShareLink
from fss.proposals.services import frozen_document, picture_of, record_access
from fss.timezone import utcnow

bp = Blueprint("portal", __name__)
BY_LINK = "whoever holds the private link may read this packet"
BY_CODE = "whoever holds the tracking code may see how far the request is"
TRIES = "20 per minute; 200 per day"


def limit_tries(app: Flask) -> None:
    """Limit how often a code may be tried."""
    limiter = app.extensions["fss-limiter"]
    for endpoint in ("portal.track", "portal.status"):
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.shared_limit(TRIES, scope="tracking")(view)


@bp.after_request
def _keep_private(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.errorhandler(GoneError)
def _gone(error: GoneError) -> ResponseReturnValue:
    return render_template("portal/ended.html", county=get_county(), message=error.message), 410


@bp.get("/p/<token>")
@public(BY_LINK, commits_on_get=True)
def packet(token: str) -> ResponseReturnValue:
    """The files, the page version, how far the request is, whom to ask."""
    link = services.open_link(token, now=utcnow())
    _record(link, "page")
    return render_template(
        "portal/packet.html",
        token=token,
        link=link,
        proposal=link.proposal,
        pursuit=link.proposal.pursuit,
        steps=queries.tracking_steps(link.proposal.pursuit, now=utcnow()),
        county=get_county(),
    )


@bp.get("/p/<token>/read")
@public(BY_LINK, commits_on_get=True)
def read(token: str) -> ResponseReturnValue:
    """The proposal as an accessible page, word for word what the files say."""
    link = services.open_link(token, now=utcnow())
    body = render_fragment(
        frozen_document(link.proposal),
        heading_offset=1,
        picture_url=lambda image: url_for(
            "portal.picture", token=token, name=sha256(image).hexdigest()
        ),
    )
    _record(link, "read")
    return render_template(
        "portal/read.html", token=token, proposal=link.proposal, body=body, county=get_county()
    )


@bp.get("/p/<token>/pictures/<name>")
@public(BY_LINK)
def picture(token: str, name: str) -> ResponseReturnValue:
    """A photo of the proposal, by its SHA-256; none that does not stand in it."""
    link = services.open_link(token, now=utcnow())
    stored = picture_of(link.proposal, name)
    if stored is None:
        raise NotFoundError
    return answer_with(stored, inline=True)


@bp.get("/p/<token>/files/<kind>")
@public(BY_LINK, commits_on_get=True)
def download(token: str, kind: str) -> ResponseReturnValue:
    """One of the files."""
    link = services.open_link(token, now=utcnow())
    found = next((one for one in link.proposal.files if one.kind.value == kind), None)
    if found is None:
        raise NotFoundError
    answer = answer_with(found.file)
    _record(link, kind)
    return answer


@bp.route("/track", methods=["GET", "POST"])
@public(BY_CODE)
def track() -> ResponseReturnValue:
    """Ask for a tracking code."""
    form = TrackForm()
    if form.validate_on_submit():
        return redirect(url_for("portal.status", code=queries.plain_code(form.code.data) or "-"))
    return render_template("portal/track.html", form=form, county=get_county()), (
        422 if form.errors else 200
    )


@bp.get("/track/<code>")
@public(BY_CODE)
def status(code: str) -> ResponseReturnValue:
    """How far the request is: steps and promised times, no names, no sites."""
    pursuit = queries.pursuit_by_code(code)
    if pursuit is None:
        form = TrackForm(formdata=None, data={"code": code})
        form.code.errors = ["We know no request with this code. Check each letter and digit."]
        return render_template("portal/track.html", form=form, county=get_county()), 404
    return render_template(
        "portal/status.html",
        pursuit=pursuit,
        steps=queries.tracking_steps(pursuit, now=utcnow()),
        county=get_county(),
    )


def _record(link: ShareLink, what: str) -> None:
    """Keep the opening; a HEAD, as programs that only look ahead send it, opens nothing."""
    if request.method == "GET":
        record_access(link, what, now=utcnow())
