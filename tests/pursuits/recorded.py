"""Pursuits of an office and their criteria, as the tests of pursuits and steps need them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fss.permissions.guard import acting
from fss.pursuits import services
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import (
    Confidentiality,
    Facts,
    ProjectType,
    PropertyWanted,
    RequestSource,
    Row,
    read_criterion,
)
from tests.factories.process import Office, local

RECEIVED = local(11, 23, 9)


def make_facts(**given: Any) -> Facts:
    """The facts of a request that came on a Monday at 9:00 and is due in a month."""
    usual: dict[str, Any] = {
        "code_name": "Silver Heron",
        "source": RequestSource.BROKER,
        "received_at": RECEIVED,
        "due_at": RECEIVED + timedelta(days=30),
        "confidentiality": Confidentiality.CONFIDENTIAL,
        "project_type": ProjectType.NEW,
        "property_wanted": PropertyWanted.LAND,
        "contact_name": "Robin Broker",
        "contact_email": "robin@example.org",
    }
    return Facts(**{**usual, **given})


def make_row(
    field: str = "total_acres",
    comparison: str = "at_least",
    value: str = "40 acres",
    importance: str = "must",
    weight: int = 3,
) -> Row:
    """A criterion as somebody would write it."""
    criterion = read_criterion(
        field_key=field, comparison=comparison, value=value, importance=importance, weight=weight
    )
    return Row(criterion=criterion, words=value)


def make_pursuit(
    office: Office,
    *,
    criteria: tuple[Row, ...] = (),
    now: datetime = RECEIVED,
    **facts: Any,
) -> Pursuit:
    """A pursuit recorded by the office's coordinator."""
    actor = office.identity(office.coordinator)
    with acting(actor):
        return services.create_pursuit(make_facts(**facts), criteria=criteria, actor=actor, now=now)
