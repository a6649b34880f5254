"""Writing a mail into the outbox, and delivering it."""

from __future__ import annotations

import smtplib
import ssl
import uuid
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import structlog
from flask import current_app

from fss.db import after_commit, db
from fss.errors import RuleError
from fss.jobs.services import enqueue
from fss.mail.models import OutboxMail
from fss.mail.queries import queued_mails
from fss.mail.rules import (
    TRIES,
    MailState,
    Server,
    check_address,
    is_final,
    one_line,
    read_server,
    without_links,
    words_of_failure,
)

TIMEOUT = 30
LEFT_WAITING = timedelta(hours=4)
log = structlog.get_logger()


class NotDeliveredYetError(Exception):
    """The mail did not go now; the queue tries again. Tells nothing about whom or what."""


def queue_mail(to: str, subject: str, text: str, *, purpose: str, now: datetime) -> OutboxMail:
    """Write a mail; it is delivered once this transaction is committed.

    Without a mail server it is kept, to be read on the outbox page. RuleError when `to` is not
    one plain address.
    """
    server = read_server(current_app.config["FSS"].smtp)
    mail = OutboxMail(
        id=uuid.uuid4(),
        to=check_address(to),
        subject=one_line(subject),
        text=text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"),
        purpose=purpose,
        created_at=now,
        state=MailState.QUEUED if server else MailState.KEPT,
    )
    db.session.add(mail)
    db.session.flush()
    if server:
        _deliver_after_commit(mail)
    return mail


def send_again(mail: OutboxMail) -> None:
    """Try a mail again that failed or was kept; RuleError while no mail server is set."""
    if mail.state not in (MailState.FAILED, MailState.KEPT):
        raise RuleError("This mail was sent already, or is on its way.")
    if read_server(current_app.config["FSS"].smtp) is None:
        raise RuleError("No mail server is set. Set FSS_SMTP and start the program again.")
    mail.state, mail.attempts, mail.last_error = MailState.QUEUED, 0, ""
    db.session.flush()
    _deliver_after_commit(mail)


def requeue_mails(*, now: datetime) -> int:
    """Put mails in the queue again that were left waiting (a queue that was lost or away)."""
    left = [mail for mail in queued_mails() if now - mail.created_at > LEFT_WAITING]
    for mail in left:
        _deliver_after_commit(mail)
    return len(left)


def _deliver_after_commit(mail: OutboxMail) -> None:
    mail_id = str(mail.id)
    after_commit(lambda: enqueue("deliver_mail", mail_id=mail_id))


def deliver_mail(mail_id: uuid.UUID, *, now: datetime) -> OutboxMail | None:
    """Hand a waiting mail to the mail server and commit what became of it.

    Raises NotDeliveredYetError when it is worth another try. The message's id is that of the
    row: should the same mail go twice (a crash after the server took it), mailboxes show it once.
    """
    mail = db.session.get(OutboxMail, mail_id)
    server = read_server(current_app.config["FSS"].smtp)
    if mail is None or mail.state is not MailState.QUEUED:
        return mail
    if server is None:
        mail.state = MailState.KEPT
        db.session.commit()
        return mail
    message = make_message(mail, sender=current_app.config["FSS"].mail_from)
    mail.attempts += 1
    db.session.commit()  # no lock is held while the server takes its time
    code, refused = _hand_over(message, server)
    if not refused:
        mail.state, mail.sent_at, mail.last_error = MailState.SENT, now, ""
        mail.text = without_links(mail.text)
        db.session.commit()
        return mail
    mail.last_error = words_of_failure(code)
    over = mail.attempts >= TRIES or (code is not None and is_final(code))
    if over:
        mail.state = MailState.FAILED
    log.warning("mail.refused", mail=str(mail.id), code=code, over=over)
    db.session.commit()
    if not over:
        raise NotDeliveredYetError(str(mail_id))
    return mail


def _hand_over(message: EmailMessage, server: Server) -> tuple[int | None, bool]:
    """Give the message to the server: (its answer's code, whether it refused)."""
    context = ssl.create_default_context()
    try:
        smtp: smtplib.SMTP
        if server.tls_from_start:
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        with smtp:
            smtp.ehlo()
            if not server.tls_from_start and (server.user or smtp.has_extn("starttls")):
                smtp.starttls(context=context)
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        return next(iter(error.recipients.values()))[0], True
    except smtplib.SMTPResponseException as error:
        return error.smtp_code, True
    except (smtplib.SMTPException, OSError):
        return None, True
    return None, False


def make_message(mail: OutboxMail, *, sender: str) -> EmailMessage:
    """The mail as it goes over the wire; EmailMessage refuses a line break in any header."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
