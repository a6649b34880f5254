"""A proposal as it was issued: the tree of blocks and the facts behind it, as plain JSON.

Pictures stand in it by their SHA-256; their bytes stay in the store, from where they are never
removed. The hash covers everything, so a changed letter or picture would be noticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from fss.documents.blocks import Document
from fss.documents.frozen import from_json, to_json
from fss.errors import GoneError
from fss.proposals.documents.gathering import Material, Sheet
from fss.proposals.documents.tree import proposal_document
from fss.sites.queries import Held
from fss.sites.rules.fields import GROUPS
from fss.sites.rules.values import NOT_PROVIDED, display_date, number

GROUP_LABELS = {group.key: group.label for group in GROUPS}
DAMAGED = "The frozen proposal does not have its SHA-256 any more. Ask your administrator."


def freeze(material: Material) -> dict[str, Any]:
    """The content of a proposal, ready to be kept."""
    images: dict[str, bytes] = {}
    content: dict[str, Any] = json.loads(to_json(proposal_document(material), images=images))
    content["facts"] = [row for sheet in material.sheets for row in _facts(sheet)]
    return content


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def thaw(content: Mapping[str, Any], *, expected: str, images: Mapping[str, bytes]) -> Document:
    """The document as issued; GoneError when content or a picture is not what was frozen."""
    if content_hash(content) != expected:
        raise GoneError(DAMAGED)
    try:
        return from_json(json.dumps(content), images=images)
    except ValueError as error:
        raise GoneError(f"The frozen proposal cannot be read: {error}") from error


def picture_hashes(content: Mapping[str, Any]) -> list[str]:
    """The SHA-256 of every picture of a frozen proposal, each once."""
    return sorted(set(_hashes(content["document"])))


def _hashes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "image":
            yield value["sha256"]
            return
        for part in value.values():
            yield from _hashes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _hashes(part)


def _facts(sheet: Sheet) -> Iterator[dict[str, str]]:
    for held in sheet.held.values():
        yield _fact(sheet, held)


def _fact(sheet: Sheet, held: Held) -> dict[str, str]:
    fact, plan = held.fact, held.plan
    return {
        "Place": str(sheet.position),
        "Site number": sheet.site.reference,
        "Site": sheet.site.name,
        "City or township": sheet.site.organization.name,
        "Group": GROUP_LABELS[held.field.group],
        "Fact": held.field.label,
        "Value": held.words if fact else NOT_PROVIDED,
        "Source": fact.source if fact else "",
        "As of": fact.as_of.isoformat() if fact else "",
        "Confidence": fact.confidence.label if fact else "",
        "Planned value": held.plan_words,
        "Plan date": display_date(plan.plan_on) if plan and plan.plan_on else "",
        "Plan cost in US$": number(plan.plan_cost) if plan and plan.plan_cost is not None else "",
        "Plan source": plan.source if plan else "",
    }
