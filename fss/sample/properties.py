"""The sites and buildings of the made-up county, read from `data/<member>.json`.

Days count from the day the county is made, so that the sample never ages: a block of statements
is as of `days_ago` days before today, a plan is done `in_days` days from today, and a date such as
"in 120 days" is counted from today. Everything else is text as people write it, read by the same
rules as a form or an import.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fss.sample.places import MEMBERS
from fss.sites.models import Confidence, Statement
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Kind, PropertyKind

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Property:
    """A site or building as written down: `boundary` is a ring of (longitude, latitude)."""

    member: str
    own_id: str
    kind: PropertyKind
    name: str
    parcels: str
    land: str
    has_picture: bool
    boundary: list[list[float]] | None
    blocks: list[dict[str, Any]]

    @property
    def outline(self) -> dict[str, Any] | None:
        """The boundary as a GeoJSON polygon."""
        if self.boundary is None:
            return None
        return {"type": "Polygon", "coordinates": [self.boundary]}

    def statements(self, today: date) -> list[Statement]:
        """Every value with its source and its day."""
        return [statement for block in self.blocks for statement in _of_block(block, today)]


def read_properties() -> list[Property]:
    """All properties; land before the buildings that stand on it."""
    found = [
        Property(
            member=place.code,
            own_id=row["own_id"],
            kind=PropertyKind(row["kind"]),
            name=row["name"],
            parcels=row["parcels"],
            land=row["land"],
            has_picture=row["photo"],
            boundary=row["boundary"],
            blocks=row["statements"],
        )
        for place in MEMBERS
        for row in json.loads((DATA / f"{place.code.lower()}.json").read_text("utf-8"))
    ]
    return sorted(found, key=lambda item: item.kind is PropertyKind.BUILDING)


def _of_block(block: dict[str, Any], today: date) -> Iterator[Statement]:
    source: str = block["source"]
    as_of = today - timedelta(days=block["days_ago"])
    confidence = Confidence(block["confidence"])
    for key, words in block["facts"].items():
        yield Statement(
            field=key,
            value=_dated(key, words, today),
            source=source,
            as_of=as_of,
            confidence=confidence,
        )
    for plan in block.get("plans", ()):
        yield Statement(
            field=plan["field"],
            value=plan["value"],
            planned=True,
            plan_on=today + timedelta(days=plan["in_days"]),
            plan_cost=plan["cost"],
            source=source,
            as_of=as_of,
            confidence=confidence,
        )


def _dated(key: str, words: str, today: date) -> str:
    if FIELDS[key].kind is Kind.DATE and words.startswith("in "):
        return (today + timedelta(days=int(words.split()[1]))).isoformat()
    return words
