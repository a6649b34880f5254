"""The pages that a coordinator waits for: the filtered list and the match."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from bench.county import coordinator
from bench.timing import Table, measure
from fss.accounts.models import User
from fss.db import db
from fss.permissions.guard import acting
from fss.pursuits.models import Pursuit
from fss.sample.requests import BLUESTEM
from fss.sample.services.county import COORDINATOR
from fss.sample.services.pursuits import receive
from fss.sites.models import Site
from fss.sites.services import keep_facets
from fss.timezone import utcnow

TIMES = 25
LISTS = {
    "facets and list, everything": "/sites/",
    "facets and list, filtered and sorted": (
        "/sites/?kind=land&acres_min=40&rail_status=on_site&sort=-acres"
    ),
    "facets and list, searched": "/sites/?text=rail",
    "facets and list, odd amounts, near": (
        "/sites/?price_per_acre_max=71234&electric_capacity_mw_min=3.3&near=44.65,-93.4&within=10"
    ),
    "facets and list, by city, page 200": "/sites/?sort=city&page=200",
}
ANEW = "the first list after a change"
LIST_AIM = 20.0
RATIO_AIM = 1.5
MATCH_AIMS = {10_000: 25.0, 100_000: 100.0}


def make_pursuit() -> UUID:
    """The sample request with its ten criteria."""
    actor = coordinator()
    with acting(actor):
        pursuit: Pursuit = receive(BLUESTEM, at=utcnow(), actor=actor, now=utcnow())
    db.session.commit()
    return pursuit.id


def time_pages(app: Flask, table: Table, number: int, pursuit_id: UUID) -> dict[str, float]:
    """Rows for `number` sites, through the whole application with a signed-in session.

    Returns the medians of the lists in milliseconds, to be compared with those of other numbers.
    """
    client = _signed_in(app)
    medians = {}
    for what, address in LISTS.items():
        series = measure(_get(client, address), TIMES)
        medians[what] = series.median
        table.cpu(f"{what}, {number:,}", series, most=LIST_AIM)
    plain = _get(client, LISTS["facets and list, everything"])
    anew = measure(plain, TIMES, before=lambda: _change(app))
    medians[ANEW] = anew.median
    table.cpu(f"{ANEW}, {number:,}", anew)
    match = f"/pursuits/{pursuit_id}/sites"
    for what, address, aim in (
        (f"match page with reasons, {number:,} sites", match, MATCH_AIMS.get(number)),
        (f"match, last page, {number:,} sites", f"{match}?page={number // 50}", None),
    ):
        table.cpu(what, measure(_get(client, address), TIMES), most=aim)
    return medians


def compare_lists(table: Table, medians: Mapping[int, Mapping[str, float]]) -> None:
    """How much more processor time the lists take with the most sites than with the fewest."""
    few, many = min(medians), max(medians)
    if few == many:
        return
    for what in (*LISTS, ANEW):
        table.ratio(
            f"{what}, {many:,} : {few:,}", medians[many][what] / medians[few][what], RATIO_AIM
        )


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


def _change(app: Flask) -> None:
    """Take one site off the list, or put it back."""
    with app.app_context():
        site_id, active = db.session.execute(
            select(Site.id, Site.active).order_by(Site.number.desc()).limit(1)
        ).one()
        table = Site.__table__
        db.session.execute(update(Site).where(table.c.id == site_id).values(active=not active))
        keep_facets([site_id])
        db.session.commit()
        db.session.remove()


def _get(client: FlaskClient, address: str) -> Callable[[], Any]:
    def get() -> None:
        answer = contextvars.Context().run(client.get, address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    return get
