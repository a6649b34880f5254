"""Pursuits, recorded through the services as the coordinator records them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fss.accounts.models import User
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import (
    Confidentiality,
    Facts,
    ProjectType,
    PropertyWanted,
    RequestSource,
)
from fss.pursuits.rules.criteria import Row, read_criterion
from fss.pursuits.services import create_pursuit
from fss.timezone import utcnow
from tests.factories.accounts import identity_of

ASKED = (
    ("contiguous_acres_max", "at_least", "40 acres", "must", 3),
    ("rail_status", "one_of", "On site", "must", 3),
    ("price_per_acre", "at_most", "$80,000 per acre", "want", 5),
)


def asked(*rows: tuple[str, str, str, str, int]) -> list[Row]:
    """Criteria from (field, comparison, words, importance, weight)."""
    return [
        Row(
            criterion=read_criterion(
                field_key=field, comparison=comparison, value=value,
                importance=importance, weight=weight,
            ),
            words=value,
        )
        for field, comparison, value, importance, weight in rows
    ]  # fmt: skip


def make_pursuit(
    coordinator: User,
    code_name: str = "Project Heron",
    *,
    criteria: tuple[tuple[str, str, str, str, int], ...] = ASKED,
    **facts: Any,
) -> Pursuit:
    """A pursuit received an hour ago and due in five days; `facts` replace the usual ones."""
    now = utcnow()
    usual: dict[str, Any] = {
        "code_name": code_name,
        "source": RequestSource.SITE_SELECTOR,
        "received_at": now - timedelta(hours=1),
        "due_at": now + timedelta(days=5),
        "confidentiality": Confidentiality.CONFIDENTIAL,
        "project_type": ProjectType.NEW,
        "property_wanted": PropertyWanted.LAND,
    }
    return create_pursuit(
        Facts(**{**usual, **facts}),
        criteria=asked(*criteria),
        actor=identity_of(coordinator),
        now=now,
    )
