"""The arithmetic of the hash chain, and events in plain words. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FIRST = "0" * 64


@dataclass(frozen=True)
class Link:
    """What the hash of one event covers."""

    stream: str
    sequence: int
    at: datetime
    actor_id: str | None
    actor: str
    verb: str
    subject_type: str
    subject_id: str | None
    payload: dict[str, Any]


def link_hash(previous: str, link: Link) -> str:
    """SHA-256 (hex) over the previous hash and the canonical JSON of the event."""
    canonical = json.dumps(
        [
            link.stream,
            link.sequence,
            link.at.isoformat(),
            link.actor_id,
            link.actor,
            link.verb,
            link.subject_type,
            link.subject_id,
            link.payload,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def first_break(links: Iterable[tuple[Link, str, str]]) -> int | None:
    """The sequence number of the first event that does not fit, or None when the chain holds.

    `links` are (event, previous hash, hash) of one stream in order.
    """
    previous, expected = FIRST, 1
    for link, stated_previous, stated in links:
        fits = (
            link.sequence == expected
            and stated_previous == previous
            and stated == link_hash(previous, link)
        )
        if not fits:
            return expected
        previous, expected = stated, expected + 1
    return None


WORDS: dict[str, str] = {
    "person:sign_in": "Signed in",
    "person:two_steps:off": "Two-step sign-in turned off",
}
VALUES: dict[str, dict[str, str]] = {}
DEEDS = {"create": "added", "update": "changed", "delete": "removed"}
HIDDEN = frozenset({"id", "part_id", "version", "old", "new", "created_at", "updated_at"})
UNSAID = "nothing"


@dataclass(frozen=True)
class Change:
    """One thing that is different now; `old` is None for what is new."""

    label: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Told:
    """An event in plain words: what happened, in which particulars, and why."""

    what: str
    changes: tuple[Change, ...] = ()
    reason: str = ""


def describe(verb: str, words: str) -> None:
    """Let a feature say what a verb means: `describe("pursuit:stage:advance", "Stage changed
    from {old} to {new}")`; the names in braces are those of the event's payload.
    """
    WORDS[verb] = words


def describe_values(key: str, words: dict[str, str]) -> None:
    """Let a feature say what the stored values of a column mean to people."""
    VALUES[key] = words


def tell(verb: str, payload: dict[str, Any]) -> Told:
    """Turn an event into plain words; several values that stand at its end become a list."""
    reason = str(payload.get("reason") or "")
    if verb in WORDS:
        words, listed = WORDS[verb], re.fullmatch(r"(.*): \{(\w+)\}", WORDS[verb])
        values = payload.get(listed[2]) if listed else None
        if listed and isinstance(values, dict) and len(values) > 1:
            rows = tuple(Change(_label(key), None, said(one)) for key, one in values.items())
            return Told(_first_upper(_filled(listed[1], payload)), rows, reason)
        return Told(_first_upper(_filled(words, payload)), reason=reason)
    subject, _, deed = verb.partition(":")
    noun = plain_words(subject)
    if deed in DEEDS:
        return Told(_first_upper(f"{noun} {DEEDS[deed]}"), _changes(payload), reason)
    rest = {key: value for key, value in payload.items() if key not in HIDDEN | {"reason"}}
    changes = [Change(_label(key), None, said(value)) for key, value in rest.items()]
    old, new = payload.get("old"), payload.get("new")
    if isinstance(old, dict) or isinstance(new, dict):
        changes = [*_changes(payload), *changes]
    elif old is not None or new is not None:
        changes.insert(0, Change("Value", said(old), said(new)))
    what = ": ".join([noun, plain_words(deed.replace(":", " "))]) if deed else noun
    return Told(_first_upper(what), tuple(changes), reason)


def _changes(payload: dict[str, Any]) -> tuple[Change, ...]:
    old, new = payload.get("old") or {}, payload.get("new") or {}
    keys = [key for key in [*new, *(key for key in old if key not in new)] if key not in HIDDEN]
    return tuple(
        Change(
            _label(key),
            _said_of(key, old[key]) if key in old else None,
            _said_of(key, new[key]) if key in new else None,
        )
        for key in keys
        if not key.endswith("_id")
    )


def _said_of(key: str, value: Any) -> str:
    return VALUES.get(key, {}).get(value if isinstance(value, str) else "") or said(value)


def said(value: Any) -> str:
    """A value of a payload as people read it."""
    if value is None or value == "" or value == []:
        return UNSAID
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(said(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{_label(key).lower()}: {said(item)}" for key, item in value.items())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return plain_words(text) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", text) else text


def plain_words(name: str) -> str:
    """`call_for_sites` as `call for sites`."""
    return name.replace("_", " ").strip()


def _label(key: str) -> str:
    return _first_upper(plain_words(key))


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filled(words: str, payload: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: said(payload.get(found[1])), words)
