"""A matrix from a workbook and a process from a file: seen first, then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from openpyxl import Workbook, load_workbook

from fss.accounts.models import User
from fss.process import queries
from fss.process.rules.defaults import DEFAULT_TEMPLATES
from fss.process.rules.interchange import template_as_text
from fss.process.rules.templates import template_from_data
from tests.factories.process import Office, make_office
from tests.process.drafts import content_now, fields_of, make_draft

SignIn = Callable[[FlaskClient, User], None]


@pytest.fixture
def office(db: SQLAlchemy) -> Office:
    return make_office()


def _book(*rows: tuple[Any, ...]) -> BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def _carried(page: str) -> dict[str, Any]:
    sent = fields_of(page)
    return {"content": sent["content"][0], "version": sent["version"][0]}


def test_a_consultants_matrix_is_shown_first_and_then_goes_into_the_draft(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    before = template_from_data(draft.content)
    db.session.commit()
    sign_in(client, office.coordinator)
    book = _book(
        ("RACI workshop, day 2",),
        ("Task", "Coordinator", "Director", "Mayor", "City planner"),
        ("V1 Confirm", "a, r", "c", "x", "?"),
        ("Sign the guest book", "R", "A", "", "=HYPERLINK(1)"),
    )

    seen = client.post(
        f"/process/templates/{draft.id}/matrix",
        data={"version": draft.version, "file": (book, "raci.xlsx")},
    )
    untouched = content_now(db, draft)
    kept = client.post(f"/process/templates/{draft.id}/matrix/apply", data=_carried(seen.text))

    saved = content_now(db, draft)
    assert seen.status_code == 200
    assert untouched == before
    assert "Column D" in seen.text
    assert "E3" in seen.text
    assert "E4" in seen.text
    assert kept.status_code == 302
    assert saved.step("V1").letters["FC"] == {"A", "R"}
    assert saved.step("V1").letters.get("CP") == before.step("V1").letters.get("CP")
    assert saved.steps[-1].title == "Sign the guest book"


def test_an_exported_matrix_brought_in_again_changes_nothing(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office, "D1")
    db.session.commit()
    sign_in(client, office.coordinator)

    data = client.get(f"/process/templates/{draft.id}/matrix.xlsx").data
    seen = client.post(
        f"/process/templates/{draft.id}/matrix",
        data={"version": draft.version, "file": (BytesIO(data), "raci.xlsx")},
    )

    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
    assert "the workbook says the same as the draft" in seen.text
    assert "Not understood" not in seen.text


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1]", '[["a", 1]]', '{"a": []}', "[" * 2000, '[["x"]]'],
)
def test_a_preview_that_was_tampered_with_is_refused(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn, content: str
) -> None:
    draft = make_draft(office)
    db.session.commit()
    sign_in(client, office.coordinator)

    answer = client.post(
        f"/process/templates/{draft.id}/matrix/apply",
        data={"version": draft.version, "content": content},
    )

    assert answer.status_code == 422


def test_a_process_file_makes_a_draft_of_the_next_version(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    wanted = replace(DEFAULT_TEMPLATES["D3"], title="Permits, <b>faster</b>")
    sign_in(client, office.coordinator)

    seen = client.post(
        "/process/templates/import",
        data={"file": (BytesIO(template_as_text(wanted).encode()), "p.json")},
    )
    kept = client.post(
        "/process/templates/import/keep", data={"content": fields_of(seen.text)["content"][0]}
    )

    draft = queries.open_version("D3")
    assert kept.status_code == 302
    assert "<b>faster" not in seen.text
    assert draft is not None
    assert (draft.number, template_from_data(draft.content)) == (2, wanted)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"{", b'{"format": "other"}', b"[" * 9000])
def test_a_file_that_is_no_process_is_refused_in_words(
    client: FlaskClient, office: Office, sign_in: SignIn, data: bytes
) -> None:
    sign_in(client, office.coordinator)

    answer = client.post("/process/templates/import", data={"file": (BytesIO(data), "p.json")})

    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "CSV" not in answer.text
