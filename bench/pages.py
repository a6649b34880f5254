"""The pages that a coordinator waits for: the filtered list and the match."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.county import coordinator
from bench.timing import Table, measure
from fss.accounts.models import User
from fss.db import db
from fss.permissions.guard import acting
from fss.pursuits.models import Pursuit
from fss.sample.requests import BLUESTEM
from fss.sample.services.county import COORDINATOR
from fss.sample.services.pursuits import receive
from fss.timezone import utcnow

TIMES = 25
LIST = "/sites/?kind=land&acres_min=40&rail_status=on_site&sort=-acres"
SEARCH = "/sites/?text=rail"
LIST_AIM = 20.0
MATCH_AIMS = {10_000: 25.0, 100_000: 100.0}


def make_pursuit() -> UUID:
    """The sample request with its ten criteria."""
    actor = coordinator()
    with acting(actor):
        pursuit: Pursuit = receive(BLUESTEM, at=utcnow(), actor=actor, now=utcnow())
    db.session.commit()
    return pursuit.id


def time_pages(app: Flask, table: Table, number: int, pursuit_id: UUID) -> None:
    """Rows for `number` sites, through the whole application with a signed-in session."""
    client = _signed_in(app)
    match = f"/pursuits/{pursuit_id}/sites"
    for what, address, aim in (
        (f"list, filtered and sorted, {number:,} sites", LIST, LIST_AIM),
        (f"list, searched, {number:,} sites", SEARCH, LIST_AIM),
        (f"match page with reasons, {number:,} sites", match, MATCH_AIMS.get(number)),
        (f"match, last page, {number:,} sites", f"{match}?page={number // 50}", None),
    ):
        table.cpu(what, measure(_get(client, address), TIMES), most=aim)


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == COORDINATOR)).one()
        uniquifier = user.fs_uniquifier
        db.session.remove()
    with client.session_transaction() as session:
        session.update({"_user_id": uniquifier, "_fresh": True, "fs_cc": "set", "fs_paa": 2e9})
        session["identity.id"] = uniquifier
    return client


def _get(client: FlaskClient, address: str) -> Callable[[], Any]:
    def get() -> None:
        answer = contextvars.Context().run(client.get, address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    return get
