"""People and the roles they hold."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable
from datetime import date, datetime

from flask_security.utils import hash_password

from fss.accounts import queries
from fss.accounts.models import Holding, Organization, User
from fss.accounts.rules.people import check_days, check_password, check_role, is_within
from fss.audit.services import record
from fss.db import db
from fss.errors import ConflictError, RuleError
from fss.permissions.rules import Identity, Role
from fss.timezone import local_date

Leaving = Callable[[User, Identity, datetime], None]
_followers: list[Leaving] = []

LAST_ADMINISTRATOR = (
    "This is the last administrator. Give another person the role first, then try again."
)


def create_user(*, name: str, email: str, now: datetime, password: str | None = None) -> User:
    """Add a person, who can sign in when `password` (at least 12 characters) is given.

    Raises RuleError when the name or the address is blank or the address is taken.
    """
    name, email = name.strip(), email.strip().lower()
    if not name:
        raise RuleError("Enter the person's name.", "name")
    if "@" not in email or len(email) > 255:
        raise RuleError("Enter an e-mail address, like name@example.org.", "email")
    if queries.find_user(email) is not None:
        raise RuleError("There is an account with this e-mail address already.", "email")
    user = User(name=name, email=email, created_at=now, fs_uniquifier=uuid.uuid4().hex)
    if password is not None:
        set_password(user, password=password, now=now)
    db.session.add(user)
    db.session.flush()
    return user


def set_password(user: User, *, password: str, now: datetime) -> None:
    """Set a first or new password; every session of the person ends."""
    check_password(password)
    # Sign-in compares the compatibility form (NFKD): the same letter typed on another keyboard.
    user.password = hash_password(unicodedata.normalize("NFKD", password))
    user.confirmed_at = user.confirmed_at or now
    user.fs_uniquifier = uuid.uuid4().hex


def edit_user(user: User, *, version: int, name: str, email: str) -> None:
    """Change a person's name and address; ConflictError when the version is stale."""
    name, email = name.strip(), email.strip().lower()
    if user.version != version:
        raise ConflictError(
            theirs={"Name": user.name, "E-mail address": user.email},
            yours={"Name": name, "E-mail address": email},
        )
    other = queries.find_user(email)
    if other is not None and other.id != user.id:
        raise RuleError("There is an account with this e-mail address already.", "email")
    user.name, user.email = name, email
    db.session.flush()


def rename_user(user: User, *, name: str) -> None:
    """Change one's own name."""
    user.name = name.strip()
    db.session.flush()


def follows_leaving(act: Leaving) -> Leaving:
    """Have `act` called, with the person, who did it and when, for each account deactivated."""
    _followers.append(act)
    return act


def set_active(user: User, *, active: bool, actor: Identity, now: datetime) -> None:
    """Let a person sign in, or end every session of theirs and refuse new ones.

    Raises RuleError for oneself and for the last administrator.
    """
    if not active:
        if user.id == actor.user_id:
            raise RuleError("You cannot deactivate your own account. Ask another administrator.")
        _keep_an_administrator(user, on=local_date(now, queries.get_zone()))
        user.fs_uniquifier = uuid.uuid4().hex
    leaves = user.active and not active
    user.active = active
    db.session.flush()
    for act in _followers if leaves else ():
        act(user, actor, now)


def turn_off_two_steps(user: User) -> None:
    """Let a person who lost telephone and recovery codes sign in with the password again."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None
    record("person:two_steps:off", subject=user)
    db.session.flush()


def add_holding(
    *,
    user: User,
    organization: Organization,
    role: Role,
    held_from: date,
    held_to: date | None = None,
) -> Holding:
    """Let a person hold a role in an organization from a day (up to, but not on, `held_to`).

    Raises RuleError when the kind of organization has no such role, or it is held already.
    """
    check_role(role, organization.kind.value)
    check_days(held_from, held_to, "held_to")
    for other in queries.holdings_of(user.id):
        same = other.role == role and other.organization_id == organization.id
        if same and (
            is_within(other.held_from, other.held_to, held_from)
            or is_within(held_from, held_to, other.held_from)
        ):
            raise RuleError("The person holds this role there already.", "role")
    holding = Holding(
        user=user, organization=organization, role=role, held_from=held_from, held_to=held_to
    )
    db.session.add(holding)
    db.session.flush()
    return holding


def set_deputy(holding: Holding, *, deputy: User | None, on: date) -> None:
    """Let somebody of the same organization stand in for a holder; None: nobody does any more.

    Raises RuleError for the holder, for somebody of another organization or without an account,
    and for a holding that is over.
    """
    if holding.held_to is not None and holding.held_to <= on:
        raise RuleError("This role has ended. Nobody can stand in any more.")
    if deputy is not None:
        if deputy.id == holding.user_id:
            raise RuleError("Choose somebody else than the holder.", "deputy")
        if deputy.id not in {
            user.id for user in queries.colleagues(holding.organization_id, on=on)
        }:
            raise RuleError(
                f"Choose somebody who can sign in and holds a role in {holding.organization.name}.",
                "deputy",
            )
    holding.deputy = deputy
    db.session.flush()


def end_holding(holding: Holding, *, held_to: date) -> None:
    """End a holding: from `held_to` on it gives no rights.

    Raises RuleError for a day before it began and for the last administrator.
    """
    check_days(holding.held_from, held_to, "held_to")
    if holding.role is Role.ADMINISTRATOR:
        _keep_an_administrator(holding.user, on=held_to)
    holding.held_to = held_to
    db.session.flush()


def _keep_an_administrator(user: User, *, on: date) -> None:
    is_administrator = any(
        holding.role is Role.ADMINISTRATOR and is_within(holding.held_from, holding.held_to, on)
        for holding in queries.holdings_of(user.id)
    )
    if is_administrator and not queries.has_other_administrator(user.id, on=on):
        raise RuleError(LAST_ADMINISTRATOR)
