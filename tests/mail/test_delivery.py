"""A mail goes with the deed that wrote it, once, or says why it did not."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from fss.errors import RuleError
from fss.jobs.services.queue import the_queue
from fss.mail.rules import TRIES, MailState
from fss.mail.services import (
    NotDeliveredYetError,
    deliver_mail,
    queue_mail,
    requeue_mails,
    send_again,
)
from fss.timezone import utcnow


def write(to="ada@city.example", subject="Call for sites", text="Please answer.\n"):
    return queue_mail(to, subject, text, purpose="invitation", now=utcnow())


def test_a_mail_arrives_as_it_was_written(db, with_server, run_jobs):
    mail = write(subject="Sites for “Prärie” ☀", text="Dear Ada,\r\n.\nBye\n")

    run_jobs()

    (envelope,) = with_server.messages
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["ada@city.example"]
    assert envelope.mail_from == "fss@county.example"
    assert message["Subject"] == "Sites for “Prärie” ☀"
    assert message["To"] == "ada@city.example"
    assert message["Message-ID"] == f"<{mail.id}@county.example>"
    assert message.get_content().replace("\r\n", "\n") == "Dear Ada,\n.\nBye\n"
    assert mail.state is MailState.SENT
    assert mail.sent_at is not None


def test_a_delivered_link_does_not_stay_in_the_outbox(db, with_server, run_jobs):
    link = "https://county.example/invitation/secret"
    mail = write(text=f"Open {link} to begin.\n")

    run_jobs()

    assert link in with_server.messages[0].content.decode()
    assert "secret" not in mail.text
    assert mail.text.startswith("Open (link")


def test_a_mail_of_an_undone_deed_never_goes(db, with_server, run_jobs):
    write()

    db.session.rollback()
    run_jobs()

    assert with_server.messages == []


def test_a_mail_goes_once_even_when_it_is_queued_twice(db, with_server, run_jobs):
    mail = write()
    requeue_mails(now=mail.created_at + timedelta(days=1))

    assert run_jobs() == 2

    assert len(with_server.messages) == 1


def test_a_refusal_for_good_fails_at_once_and_says_why(db, with_server, run_jobs, app):
    with_server.answer = "550 No such user"
    mail = write()

    run_jobs()

    assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
    assert mail.last_error == "The mail server does not know this address (answer 550)."
    assert the_queue(app).huey.scheduled_count() == 0


def test_a_refusal_for_now_is_tried_again_later(db, with_server, run_jobs, app):
    with_server.answer = "451 Try later"
    mail = write()

    run_jobs()

    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    assert the_queue(app).huey.scheduled_count() == 1


def test_a_mail_that_goes_at_a_later_try_is_sent(db, with_server):
    with_server.answer = "451 Try later"
    mail = write()
    with pytest.raises(NotDeliveredYetError):
        deliver_mail(mail.id, now=utcnow())

    with_server.answer = None
    deliver_mail(mail.id, now=utcnow())

    assert (mail.state, mail.attempts, mail.last_error) == (MailState.SENT, 2, "")


def test_a_server_that_is_away_is_tried_a_few_times_only(app, db, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    config = replace(app.config["FSS"], smtp=f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(app.config, "FSS", config)
    mail = write()

    for _ in range(TRIES - 1):
        with pytest.raises(NotDeliveredYetError):
            deliver_mail(mail.id, now=utcnow())
    deliver_mail(mail.id, now=utcnow())

    assert mail.state is MailState.FAILED
    assert mail.last_error == "The mail server could not be reached."


def test_a_server_without_encryption_never_gets_our_password(app, db, mailbox, monkeypatch):
    url = f"smtp://fss:secret@127.0.0.1:{mailbox.port}"
    monkeypatch.setitem(app.config, "FSS", replace(app.config["FSS"], smtp=url))
    mail = write()

    with pytest.raises(NotDeliveredYetError):
        deliver_mail(mail.id, now=utcnow())

    assert mail.state is MailState.QUEUED
    assert mailbox.messages == []


@pytest.mark.parametrize(
    "to",
    [
        "ada@city.example\nBcc: all@city.example",
        "ada@city.example, bob@city.example",
        "Ada <ada@city.example>",
        "ada@city.example\r\nX: y",
        "no address",
        "",
    ],
)
def test_only_one_plain_address_is_written_to(db, to):
    with pytest.raises(RuleError):
        write(to=to)


def test_a_subject_cannot_add_a_header(db, with_server, run_jobs):
    write(subject="Hello\r\nBcc: all@city.example\u2028X-Evil: 1\x00")

    run_jobs()

    (envelope,) = with_server.messages
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert message["Subject"] == "Hello Bcc: all@city.example X-Evil: 1"
    assert message["Bcc"] is message["X-Evil"] is None


def test_without_a_server_a_mail_is_kept_and_can_be_sent_later(
    db, app, mailbox, monkeypatch, run_jobs
):
    mail = write()
    assert run_jobs() == 0
    assert mail.state is MailState.KEPT
    with pytest.raises(RuleError, match="No mail server is set"):
        send_again(mail)

    url = f"smtp://127.0.0.1:{mailbox.port}"
    monkeypatch.setitem(app.config, "FSS", replace(app.config["FSS"], smtp=url))
    send_again(mail)
    run_jobs()

    assert mail.state is MailState.SENT
    with pytest.raises(RuleError, match="sent already"):
        send_again(mail)
