"""Telling people things by the daily mail, and which of them they want to be told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select

from fss.accounts.models import MailOptOut, Notice
from fss.accounts.rules.notices import NOTICE_KINDS
from fss.audit.services import record
from fss.db import db
from fss.errors import NotFoundError

SALT = "stop-mail"
UNKNOWN = "This link is not known. Check that you copied all of it."


def add_notice(user_id: UUID, *, kind: str, text: str, path: str, now: datetime) -> Notice | None:
    """Tell a person something by the next daily mail; None when they want none of this kind.

    `kind` is a declared one, `text` plain words, `path` the page of this site that it is about
    ("" for none).
    """
    if kind not in NOTICE_KINDS:
        raise KeyError(f"no notice of the kind {kind} is declared")
    if db.session.get(MailOptOut, (user_id, kind)) is not None:
        return None
    notice = Notice(user_id=user_id, kind=kind, text=text, path=path, created_at=now)
    db.session.add(notice)
    db.session.flush()
    return notice


def choose_mail(user_id: UUID, *, wanted: Collection[str]) -> None:
    """Keep which kinds of notices a person wants; what waits of the others is dropped."""
    present = set(db.session.scalars(select(MailOptOut.kind).where(MailOptOut.user_id == user_id)))
    unwanted = set(NOTICE_KINDS) - set(wanted)
    for kind in sorted(unwanted - present):
        db.session.add(MailOptOut(user_id=user_id, kind=kind))
        _drop_waiting(user_id, kind)
    back = (present & set(NOTICE_KINDS)) - unwanted
    db.session.execute(
        delete(MailOptOut).where(MailOptOut.user_id == user_id, MailOptOut.kind.in_(back))
    )
    if unwanted - present or back:
        record("mail:choose", person=str(user_id), without=sorted(unwanted))
    db.session.flush()


def stop_mail(user_id: UUID, kind: str) -> None:
    """Send a person no more mail of one kind."""
    if db.session.get(MailOptOut, (user_id, kind)) is None:
        db.session.add(MailOptOut(user_id=user_id, kind=kind))
        record("mail:stop", person=str(user_id), mail=kind)
    _drop_waiting(user_id, kind)
    db.session.flush()


def _drop_waiting(user_id: UUID, kind: str) -> None:
    db.session.execute(
        delete(Notice).where(
            Notice.user_id == user_id, Notice.kind == kind, Notice.mailed_at.is_(None)
        )
    )


def stop_address(user_id: UUID, kind: str) -> str:
    """The path by which a person stops one kind of mail; only we can make it."""
    token = _signer().dumps([user_id.hex, kind])
    return current_app.url_map.bind("").build("accounts.stop", {"token": token})


def read_stop_token(token: str) -> tuple[UUID, str]:
    """The person and the kind of a link's token; NotFoundError for one that we did not make."""
    try:
        signed: Any = _signer().loads(token)
        user_id, kind = UUID(hex=signed[0]), signed[1]
    except (BadSignature, ValueError, TypeError, IndexError):
        raise NotFoundError(UNKNOWN) from None
    if kind not in NOTICE_KINDS:
        raise NotFoundError(UNKNOWN)
    return user_id, kind


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
