"""The route ledger: every route, what it needs, and who that lets in."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from fss.permissions.guard import Access, access_of
from fss.permissions.rules import ALLOW, Permission

LEDGER = Path(__file__).with_name("routes.txt")


def who(access: Access | None) -> str:
    """Say in words what a route needs."""
    if access is None:
        return "UNDECLARED"
    if access.permission is None:
        return f"public: {access.public_because}"
    rows = ALLOW.get(access.permission, [])
    allowed = " or ".join(" and ".join(rule.__name__ for rule in row) for row in rows)
    return f"{access.permission.value}: {allowed or 'nobody'}"


def ledger_of(app: Flask) -> list[str]:
    """One line for each route and method, in order."""
    lines = set()
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.add(f"{rule.rule} [{methods}] {who(access_of(app, rule.endpoint))}")
    return sorted(lines)


def test_the_ledger_names_every_route_and_who_may_reach_it(app: Flask) -> None:
    found = ledger_of(app)

    expected = LEDGER.read_text().splitlines()

    assert found == expected, (
        "Routes and ledger differ. Read the difference, then write the ledger anew: "
        "python -m tests.architecture.write_ledger"
    )


def test_no_route_is_left_undeclared(app: Flask) -> None:
    undeclared = [line for line in ledger_of(app) if line.endswith("UNDECLARED")]

    assert undeclared == []


def test_every_permission_has_a_row_in_the_table() -> None:
    assert set(ALLOW) == set(Permission)
