"""Reading the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from fss.db import db
from fss.errors import NotFoundError
from fss.mail.models import OutboxMail
from fss.mail.rules import MailState
from fss.permissions.rules import Identity, Permission, allows


def get_mail(mail_id: uuid.UUID, identity: Identity) -> OutboxMail:
    """The mail, for administrators; else NotFoundError."""
    mail = db.session.get(OutboxMail, mail_id)
    if mail is None or not allows(Permission.SYSTEM_VIEW, identity):
        raise NotFoundError
    return mail


def mails(
    *, state: MailState | None = None, page: int = 1, size: int = 25
) -> tuple[Sequence[OutboxMail], int]:
    """The mails (of one state), newest first, and how many there are."""
    which = [OutboxMail.state == state] if state else []
    found = db.session.scalars(
        select(OutboxMail)
        .where(*which)
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return found, db.session.scalar(select(func.count()).select_from(OutboxMail).where(*which)) or 0


def counts() -> dict[MailState, int]:
    """How many mails are in each state."""
    rows = db.session.execute(select(OutboxMail.state, func.count()).group_by(OutboxMail.state))
    return {state: count for state, count in rows}  # noqa: C416


def queued_mails() -> Sequence[OutboxMail]:
    """Mails that wait for delivery, oldest first."""
    return db.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.state == MailState.QUEUED)
        .order_by(OutboxMail.created_at, OutboxMail.id)
    ).all()
