"""Calendar feeds: a person's own addresses, and what calendars read at them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from flask import Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.permissions.guard import current_identity, public, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.headers import may_be_kept
from fss.work import queries, services
from fss.work.documents.feed import write_feed
from fss.work.models import CalendarFeed, ProcessInstance
from fss.work.routes import bp

KEPT_SECONDS = 900
LIMIT = "60 per minute"


def limit_feeds(app: Flask) -> None:
    """Let nobody try addresses by the thousand."""
    limited = app.extensions["fss-limiter"].shared_limit(LIMIT, scope="feeds")
    app.view_functions["work.feed"] = limited(app.view_functions["work.feed"])


def _page(token: str = "", title: str = "") -> str:
    identity = current_identity()
    found = queries.feeds_of(identity)
    address = _base() + url_for("work.feed", token=token) if token else ""
    return render_template(
        "work/feeds.html",
        feeds=found,
        titles=queries.titles_of_feeds(found, identity),
        address=address,
        title=title,
    )


@bp.get("/calendar-feeds")
@requires(Permission.HOME)
def feeds() -> ResponseReturnValue:
    """The person's own addresses, when each was read, and a way to end each."""
    return _page()


@bp.post("/calendar-feeds")
@requires(Permission.HOME)
def add_feed() -> ResponseReturnValue:
    """A new address for all that waits for the person; it is shown this once."""
    _, token = services.create_feed(actor=current_identity(), now=utcnow())
    return _page(token, "All my work"), 201


@bp.post("/calendar-feeds/processes/<uuid:process_id>")
@requires(Permission.PURSUIT_LIST, process=queries.get_process)
def add_process_feed(process: ProcessInstance) -> ResponseReturnValue:
    """A new address for all that is due in one process; it is shown this once."""
    _, token = services.create_feed(process=process, actor=current_identity(), now=utcnow())
    return _page(token, process.title), 201


@bp.post("/calendar-feeds/<uuid:feed_id>/revoke")
@requires(Permission.HOME, feed=queries.get_feed)
def revoke_feed(feed: CalendarFeed) -> ResponseReturnValue:
    """End an address."""
    services.revoke_feed(feed, actor=current_identity(), now=utcnow())
    flash("The address has ended. Calendars read nothing at it any more.", "success")
    return redirect(url_for("work.feeds"))


@bp.get("/feeds/<token>.ics")
@public("the secret address of one person's calendar", commits_on_get=True)
def feed(token: str) -> ResponseReturnValue:
    """What is due, as a calendar; who asks again is told when nothing changed."""
    entries = services.read_feed(token, now=utcnow())
    base = _base()
    entries = [replace(one, address=base + one.address if one.address else "") for one in entries]
    county = accounts.get_county()
    name = county.office_name if county else "First Stop Shop"
    answer = Response(write_feed(name, entries), mimetype="text/calendar")
    may_be_kept(seconds=KEPT_SECONDS, by_reader=True)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Content-Disposition"] = "inline; filename=due-times.ics"
    answer.set_etag(sha256(answer.get_data()).hexdigest())
    answer.make_conditional(request)
    return answer


def _base() -> str:
    base: str = current_app.config["FSS"].base_url
    return base
