"""The main navigation: each feature adds its entry; people see what they may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request, url_for

from fss.permissions.guard import current_identity
from fss.permissions.rules import Identity, Permission, allows


@dataclass(frozen=True)
class Entry:
    """One entry: what it is called, where it leads, what it needs, where it stands.

    `fits` says for whom it is meant, among those who may open it.
    """

    label: str
    endpoint: str
    permission: Permission
    order: int
    blueprints: tuple[str, ...] = ()
    fits: Callable[[Identity], bool] = lambda _: True


def add_entry(app: Flask, entry: Entry) -> None:
    """Add an entry to the main navigation (idempotent)."""
    entries: list[Entry] = app.extensions.setdefault("fss-navigation", [])
    if entry not in entries:
        entries.append(entry)
        entries.sort(key=lambda item: item.order)


def entries_for_page(app: Flask) -> list[dict[str, Any]]:
    """What the person who looks at this page may open: label, url, current; none in a job."""
    if not has_request_context():
        return []
    identity = current_identity()
    entries: list[Entry] = [
        entry
        for entry in app.extensions.get("fss-navigation", [])
        if allows(entry.permission, identity) and entry.fits(identity)
    ]
    # The page of one entry may belong to the package of another: home, to the process.
    itself = [entry for entry in entries if entry.endpoint == request.endpoint]
    within = [entry for entry in entries if (request.blueprint or "") in entry.blueprints]
    return [
        {
            "label": entry.label,
            "url": url_for(entry.endpoint),
            "current": entry in (itself or within),
        }
        for entry in entries
    ]


def init_app(app: Flask) -> None:
    """Give `navigation` and `may(permission, subject)` to the templates."""

    def may(permission: str, subject: Any = None) -> bool:
        return allows(Permission(permission), current_identity(), subject)

    # A global, because imported macros see no context processor.
    app.jinja_env.globals["may"] = may

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"navigation": entries_for_page(app), "identity": current_identity()}
