"""The record's pages."""

from __future__ import annotations

import sqlalchemy as sa

from fss.audit.services import record
from fss.permissions.rules import Role
from tests.factories.accounts import make_organization, make_user


def test_an_administrator_reads_what_was_done(client, db, sign_in):
    sign_in(client, make_user(Role.ADMINISTRATOR, name="Ada Ames"))
    record("system:restore", reason="The <disk> failed.")

    page = client.get("/audit/").text

    assert "System: restore" in page
    assert "Reason: The &lt;disk&gt; failed." in page


def test_the_check_says_that_the_record_is_whole(client, db, sign_in):
    sign_in(client, make_user(Role.ADMINISTRATOR))

    assert "The record is whole" in client.get("/audit/check").text


def test_the_check_names_where_the_record_was_changed(client, db, sign_in):
    sign_in(client, make_user(Role.ADMINISTRATOR))
    stream = make_organization("Alder").audit_stream()
    db.session.execute(
        sa.text("UPDATE audit_head SET hash = 'x' WHERE stream = :stream"), {"stream": stream}
    )

    page = client.get("/audit/check").text

    assert "The record was changed outside this program" in page
    assert stream in page


def test_the_record_is_for_administrators(client, db, sign_in):
    sign_in(client, make_user(Role.COORDINATOR))

    assert client.get("/audit/").status_code == 403
    assert client.get("/audit/check").status_code == 403
