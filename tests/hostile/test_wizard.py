"""Odd lists through the whole wizard: each row is written, or told with its reason."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from sqlalchemy import func, select

from fss.accounts.models import User
from fss.exchange.models import ImportState, SiteImport
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.jobs.services import run_job
from fss.jobs.services.running import FAILED
from fss.permissions.rules import Role
from fss.sites.models import Fact, Site
from fss.sites.rules.parsing import Cell, words_of
from tests.factories.accounts import make_organization, make_user
from tests.hostile.cells import Drawn, lists

# A list that fails is long; what hypothesis says of that would hide the failure itself.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
SignIn = Callable[[FlaskClient, User], None]
SHARE, ALL = 4, 60
"""Lists of 20 rows for each engine: in every run, and in the sweep."""
ABOUT = {
    "organization": "",
    "kind": "land",
    "source": "A list",
    "confidence": "documented",
    "as_of": "2026-05-03",
    "differing": "replace",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
MOST_WORDS = 30_000
"""Characters of one cell of a workbook."""


@pytest.fixture
def user(client: FlaskClient, app: Flask, db: SQLAlchemy, sign_in: SignIn) -> User:
    for name in ("Elm", "Oak"):
        make_organization(name)
    person = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, person)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # the trace says more than a page of 500
    return person


def as_csv(drawn: Drawn) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([drawn.headers, *([words_of(c) for c in row] for row in drawn.rows)])
    # With control characters the whole file would be refused, and no cell ever looked at.
    return CONTROL.sub("?", out.getvalue()).encode("utf-8", "replace")


def as_workbook(drawn: Drawn) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (drawn.headers, *drawn.rows):
        sheet.append([_for_workbook(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _for_workbook(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return ILLEGAL_CHARACTERS_RE.sub("?", cell).encode("utf-8", "replace").decode()[:MOST_WORDS]
    if isinstance(cell, int) and abs(cell) > 10**300:
        return str(cell)
    if isinstance(cell, bool | int | float) or cell is None:
        return cell
    return cell.isoformat() if cell.year < 1900 or cell.year > 9000 else cell


def as_map(drawn: Drawn) -> bytes:
    """The first columns as properties; hardly any place."""
    features = [
        {
            "type": "Feature",
            "properties": {
                header: cell if isinstance(cell, int | float | str | None) else words_of(cell)
                for header, cell in zip(drawn.headers, row, strict=False)
            },
            "geometry": None if number % 2 else {"type": "Point", "coordinates": [-93.5, 44.7]},
        }
        for number, row in enumerate(drawn.rows)
    ]
    words = json.dumps({"type": "FeatureCollection", "features": features})
    return words.replace("Infinity", "1e999").replace("NaN", "null").encode()


FORMS = {"list.csv": as_csv, "list.xlsx": as_workbook, "list.geojson": as_map}


def counts(db: SQLAlchemy) -> tuple[int, ...]:
    db.session.rollback()
    return tuple(
        db.session.scalar(select(func.count()).select_from(one)) or 0 for one in (Site, Fact)
    )


def look(client: FlaskClient, db: SQLAlchemy, most: int) -> None:
    @settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(lists(), st.sampled_from(sorted(FORMS)))
    def it_is_imported_or_told(drawn: Drawn, name: str) -> None:
        before = counts(db)
        sent = client.post(
            "/exchange/imports/new", data={"file": (io.BytesIO(FORMS[name](drawn)), name)}
        )
        assert sent.status_code in (302, 422)
        if sent.status_code == 422:
            assert counts(db) == before
            return
        _walk(client, db, sent.location, drawn, before)

    it_is_imported_or_told()


def _walk(
    client: FlaskClient, db: SQLAlchemy, address: str, drawn: Drawn, before: tuple[int, ...]
) -> None:
    page = address.removesuffix("/columns")
    imported = db.session.scalars(select(SiteImport).order_by(SiteImport.created_at.desc())).first()
    assert imported is not None
    assert str(imported.id) in page
    import_id, columns = imported.id, imported.mapping["columns"]
    targets = {drawn.headers[place]: target for place, target in drawn.mapping.items()}
    chosen = {f"column_{place}": targets.get(name, "") for place, name in enumerate(columns)}
    assert client.get(address).status_code == 200
    mapped = client.post(address, data={**ABOUT, **chosen, "version": imported.version})
    assert mapped.status_code in (302, 422)
    if mapped.status_code == 422:
        assert "@name" not in chosen.values() or "@city" not in chosen.values()
        return
    imported = db.session.get_one(SiteImport, import_id, populate_existing=True)
    outcome, version = imported.outcome, imported.version
    assert [
        one for one in outcome["problems"] if not (one["row"] and one["column"] and one["sentence"])
    ] == []
    assert outcome["problem_count"] == len(outcome["problems"])
    for suffix in ("check", "rejected.csv", "rejected.xlsx"):
        assert client.get(f"{page}/{suffix}").status_code in (200, 404)
    assert counts(db) == before
    left_out = {"leave_out": "y"} if outcome["problem_count"] else {}
    asked = client.post(f"{page}/check", data={"version": version, **left_out})
    if outcome["undecided"]:
        assert asked.status_code == 422
        return
    assert asked.status_code == 302
    job_id = db.session.scalars(select(Job.id).where(Job.state == JobState.QUEUED)).one()
    job = run_job(job_id)
    _is_written(db, job, import_id, before)
    assert client.get(page).status_code in (200, 302)


def _is_written(db: SQLAlchemy, job: Any, import_id: Any, before: tuple[int, ...]) -> None:
    assert job.error != FAILED
    imported = db.session.get_one(SiteImport, import_id, populate_existing=True)
    assert imported.state is ImportState.WRITTEN, job.error
    sites, facts = (now - then for now, then in zip(counts(db), before, strict=True))
    imported = db.session.get_one(SiteImport, import_id, populate_existing=True)
    said = imported.outcome
    assert sites == said["sites"]["new"]
    assert facts == sum(
        said["facts"].get(kind, 0) for kind in ("new", "changed", "confirmed", "beside")
    )


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_list_without_problems_is_written_whole(
    client: FlaskClient, db: SQLAlchemy, user: User, name: str
) -> None:
    rows: list[list[Cell]] = [["North park", "Elm", 40], ["South park", "Oak", 12.5]]
    drawn = Drawn(
        headers=["Site name", "City", "Total acres"],
        mapping={0: "@name", 1: "@city", 2: "total_acres"},
        rows=rows,
    )
    before = counts(db)

    sent = client.post(
        "/exchange/imports/new", data={"file": (io.BytesIO(FORMS[name](drawn)), name)}
    )
    _walk(client, db, sent.location, drawn, before)

    imported = db.session.scalars(select(SiteImport)).one()
    assert (imported.state, imported.outcome["problem_count"]) == (ImportState.WRITTEN, 0)
    sites, facts = (now - then for now, then in zip(counts(db), before, strict=True))
    assert sites == len(rows)
    assert facts >= len(rows)


def test_a_share_of_odd_lists_is_imported_or_told(
    client: FlaskClient, db: SQLAlchemy, user: User
) -> None:
    look(client, db, SHARE)


@pytest.mark.sweep
def test_all_odd_lists_are_imported_or_told(
    client: FlaskClient, db: SQLAlchemy, user: User
) -> None:
    look(client, db, ALL)
