"""Invitations: a mailed link by which a person sets a password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import current_app
from sqlalchemy import update

from fss.accounts import queries
from fss.accounts.models import Invitation, Organization, User
from fss.accounts.rules.people import INVITATION_LIFE, new_token, token_hash
from fss.accounts.services.people import add_holding, create_user, set_password
from fss.db import db
from fss.errors import GoneError, RuleError
from fss.mail.services import queue_mail
from fss.permissions.rules import Role

Link = Callable[[str], str]


def invite_person(
    *,
    name: str,
    email: str,
    organization: Organization,
    role: Role,
    held_from: date,
    now: datetime,
    link: Link,
) -> User:
    """Add a person with a role and mail a link (`link(token)` gives its address).

    Raises RuleError as `create_user` and `add_holding` do.
    """
    user = create_user(name=name, email=email, now=now)
    add_holding(user=user, organization=organization, role=role, held_from=held_from)
    _send(user, now=now, link=link)
    return user


def resend_invitation(user: User, *, now: datetime, link: Link) -> None:
    """Mail a new link; the earlier ones end. RuleError when the person has a password already."""
    if user.password:
        raise RuleError(f"{user.name} has a password already and can sign in.")
    if not user.active:
        raise RuleError("Activate the account first, then send the invitation.")
    _send(user, now=now, link=link)


def accept_invitation(token: str, *, password: str, now: datetime) -> User:
    """Set the password of the invited person; the link cannot be used again.

    Raises GoneError when the link ended, was used or never was.
    """
    invitation = queries.find_invitation(token, now)
    # The check and the mark are one statement: of two that come at once, one goes through.
    marked = (
        invitation is not None
        and db.session.execute(
            update(Invitation)
            .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
            .values(used_at=now)
            .returning(Invitation.id)
        ).scalar()
    )
    if invitation is None or not marked:
        raise GoneError("This invitation has ended or was used already.")
    set_password(invitation.user, password=password, now=now)
    db.session.flush()
    return invitation.user


def _send(user: User, *, now: datetime, link: Link) -> None:
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.user_id == user.id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now)
    )
    token = new_token()
    db.session.add(
        Invitation(
            user_id=user.id,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        )
    )
    db.session.flush()
    county = queries.get_county()
    # Rendered without what pages get from the request: commands invite people, too.
    text = current_app.jinja_env.get_template("mail/invitation.txt").render(
        user=user,
        county=county,
        address=link(token),
        days=INVITATION_LIFE.days,
    )
    office = county.office_name if county else "First Stop Shop"
    queue_mail(user.email, f"Your account at {office}", text, purpose="invitation", now=now)
