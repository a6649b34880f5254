"""Kinds of notices: each feature declares its own, and people choose which they want. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_declared: dict[str, str] = {}

NOTICE_KINDS: Mapping[str, str] = MappingProxyType(_declared)
"""The label of every kind of notice, in the order in which they were declared."""


def declare_notice_kind(key: str, label: str) -> None:
    """Declare a kind; `label` says what the mail is about. Declaring the same again is fine."""
    if _declared.get(key, label) != label:
        raise RuntimeError(f"the notice “{key}” is declared twice")
    _declared[key] = label
