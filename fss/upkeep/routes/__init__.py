"""Pages of upkeep: what to mend, still right, limits, the private link, part of the home page."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from fss.accounts.rules.notices import declare_notice_kind
from fss.audit.rules import describe
from fss.permissions.rules import Permission
from fss.upkeep import rules

bp = Blueprint("upkeep", __name__, url_prefix="/upkeep")
by_link = Blueprint("confirm", __name__, url_prefix="/confirm")
TRIES = "30 per minute; 300 per day"
WORDS = {
    "site:confirm": "Still right: {values}",
    "site:check": "Next check of {field} set to {day}",
    "check_limit:set": "Days until values are checked again: {limits}",
}


def init_app(app: Flask) -> None:
    """Register the pages, the part of the home page, kinds of mail, and the limit for links."""
    # The pages hang themselves on the blueprints when they are imported.
    from fss.upkeep.routes import confirming, limits, links, todo

    del confirming, limits, links
    app.register_blueprint(bp)
    app.register_blueprint(by_link)
    view = app.view_functions["confirm.answer"]
    limited = app.extensions["fss-limiter"].shared_limit(TRIES, scope="confirm")(view)
    app.view_functions["confirm.answer"] = limited
    app.extensions.setdefault("fss-home-panels", []).append(
        (5, Permission.SITE_LIST, "upkeep/_home.html", todo.home_values)
    )
    for verb, words in WORDS.items():
        describe(verb, words)
    declare_notice_kind(rules.STALE, "Old values of my city's sites to confirm (weekly at most)")
    declare_notice_kind(rules.DIGEST, "How complete and fresh the sites are (monthly)")


@by_link.after_request
def _keep_private(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
