"""The outbox page."""

from __future__ import annotations

import pytest

from fss.mail.rules import MailState
from fss.mail.services import queue_mail
from fss.permissions.rules import Role
from fss.timezone import utcnow
from tests.factories.accounts import make_user


@pytest.fixture
def mail(db):
    return queue_mail(
        "ada@city.example", "Hello <b>Ada</b>", "The <link>", purpose="invitation", now=utcnow()
    )


def test_a_kept_mail_can_be_read(client, sign_in, mail):
    sign_in(client, make_user(Role.ADMINISTRATOR))

    index, page = client.get("/outbox/").text, client.get(f"/outbox/{mail.id}").text

    assert "No mail server is set" in index
    assert "Hello &lt;b&gt;Ada&lt;/b&gt;" in index
    assert "The &lt;link&gt;" in page


def test_the_text_of_a_mail_that_was_sent_is_not_shown(client, sign_in, mail):
    mail.state = MailState.SENT
    sign_in(client, make_user(Role.ADMINISTRATOR))

    page = client.get(f"/outbox/{mail.id}").text

    assert "The &lt;link&gt;" not in page
    assert "ada@city.example" in page


def test_a_mail_goes_by_the_button(client, sign_in, mail, with_server, run_jobs):
    sign_in(client, make_user(Role.ADMINISTRATOR))

    answer = client.post(f"/outbox/{mail.id}/send")
    run_jobs()

    assert answer.location == f"/outbox/{mail.id}"
    assert len(with_server.messages) == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PLANNER])
def test_the_outbox_is_for_administrators(client, sign_in, mail, role):
    sign_in(client, make_user(role))

    assert client.get("/outbox/").status_code == 403
    assert client.get(f"/outbox/{mail.id}").status_code == 404
    assert client.post(f"/outbox/{mail.id}/send").status_code == 404


@pytest.mark.parametrize("state", ["kept", "sent", "nonsense"])
def test_the_list_is_narrowed_by_state(client, sign_in, mail, state):
    sign_in(client, make_user(Role.ADMINISTRATOR))

    page = client.get(f"/outbox/?state={state}").text

    assert (f"/outbox/{mail.id}" in page) == (state != "sent")


@pytest.mark.parametrize("purpose", ["share-link", "daily"])
def test_a_private_link_never_shows_in_the_outbox(client, sign_in, db, purpose):
    mail = queue_mail("ada@city.example", "Proposal", "/p/x", purpose=purpose, now=utcnow())
    sign_in(client, make_user(Role.ADMINISTRATOR))

    page = client.get(f"/outbox/{mail.id}").text

    assert mail.state is MailState.KEPT
    assert "/p/x" not in page
