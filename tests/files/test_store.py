"""Files come back as they were stored, to those who may have them."""

from __future__ import annotations

import pytest

from fss.errors import GoneError
from fss.files.routes import answer_with
from fss.files.services import read_file, store_file, the_store
from fss.permissions.rules import Role
from tests.factories.accounts import make_user


def store(data=b"%PDF-1.7", *, name="Report.pdf", media_type="application/pdf", owner=None):
    return store_file(
        data,
        name=name,
        media_type=media_type,
        owner_id=owner.id if owner else None,
        purpose="site-report",
    )


def keys():
    return [entry["path"] for page in the_store().list() for entry in page]


def test_a_file_comes_back_as_it_was(db):
    stored = store(b"\x00\xff" * 1000)
    db.session.commit()

    assert read_file(stored) == b"\x00\xff" * 1000
    assert stored.size == 2000
    assert stored.key == f"site-report/{stored.id}"


def test_the_bytes_go_when_the_transaction_is_undone(db):
    store()
    assert len(keys()) == 1

    db.session.rollback()

    assert keys() == []


def test_a_missing_or_damaged_file_is_never_sent(db):
    missing, damaged = store(), store()
    db.session.commit()
    the_store().delete(missing.key)
    the_store().put(damaged.key, b"something else")

    with pytest.raises(GoneError, match="missing"):
        read_file(missing)
    with pytest.raises(GoneError, match="damaged"):
        read_file(damaged)


@pytest.mark.parametrize("purpose", ["", "../up", "Site", "a/b"])
def test_a_purpose_is_a_word_of_the_program(db, purpose):
    with pytest.raises(ValueError, match="purpose"):
        store_file(b"x", name="x", media_type="x/y", owner_id=None, purpose=purpose)


def test_other_stores_hold_files_as_well(make_app):
    app = make_app(FSS_FILES="memory:///")

    with app.app_context():
        assert read_file(store(b"data")) == b"data"


def test_the_owner_downloads_it_under_its_name(client, db, sign_in):
    owner = make_user(Role.PLANNER)
    stored = store(owner=owner, name="Übersicht – Nord.pdf")
    sign_in(client, owner)

    answer = client.get(f"/files/{stored.id}")

    assert answer.data == b"%PDF-1.7"
    assert answer.content_type == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "%C3%9Cbersicht" in disposition
    assert disposition.isascii()


def test_a_name_cannot_add_a_header(client, db, sign_in):
    owner = make_user(Role.PLANNER)
    stored = store(owner=owner, name='a"\r\nX-Evil: 1;.pdf')
    sign_in(client, owner)

    assert "X-Evil" not in client.get(f"/files/{stored.id}").headers


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.COORDINATOR, 200),
        (Role.PLANNER, 404),
        (Role.CITY_ADMINISTRATOR, 404),
        (Role.ADMINISTRATOR, 404),
        (Role.UTILITY_PARTNER, 404),
    ],
)
def test_a_file_of_somebody_else_is_known_to_county_staff_only(client, db, sign_in, role, code):
    stored = store(owner=make_user(Role.PLANNER))
    sign_in(client, make_user(role))

    assert client.get(f"/files/{stored.id}").status_code == code


def test_nobody_downloads_anything(client, db):
    assert client.get(f"/files/{store().id}").status_code == 302


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml"])
def test_what_could_run_as_a_page_never_does(app, db, media_type):
    stored = store(b"<script>alert(1)</script>", media_type=media_type)

    with app.test_request_context():
        answer = answer_with(stored, inline=True)
        answer.direct_passthrough = False
        body = answer.get_data()

    assert body == b"<script>alert(1)</script>"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_photo_may_show_in_the_page(app, db):
    stored = store(b"\xff\xd8\xff", media_type="image/jpeg", name="North.jpg")

    with app.test_request_context():
        answer = answer_with(stored, inline=True)
        answer.close()

    assert answer.headers["Content-Disposition"].startswith("inline")
