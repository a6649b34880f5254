"""The list of pursuits, and those due next on the home page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.pursuits import queries
from fss.pursuits.queries import Filters, Order, Shown
from fss.pursuits.routes import bp
from fss.pursuits.rules import Stage
from fss.timezone import utcnow
from fss.web.pagination import PAGE_SIZE, Page, page_number, searched, with_arguments

Choice = TypeVar("Choice", bound=StrEnum)
ON_HOME = 5


def _chosen(kind: type[Choice], name: str) -> Choice | None:
    """A choice of the address; None when it names none."""
    given = request.args.get(name, "")
    return kind(given) if given in set(kind) else None


def _filters() -> Filters:
    return Filters(
        shown=_chosen(Shown, "shown") or Shown.OPEN,
        stage=_chosen(Stage, "stage"),
        owner_id=current_identity().user_id if request.args.get("mine") else None,
        text=searched(80),
        order=_chosen(Order, "sort") or Order.DUE,
        descending=request.args.get("direction") == "desc",
    )


def _sorting(filters: Filters) -> dict[str, dict[str, str | None]]:
    """For each column that sorts: the address that does it, and its present direction."""
    found: dict[str, dict[str, str | None]] = {}
    for order in Order:
        is_present = order is filters.order
        turn = "desc" if is_present and not filters.descending else None
        found[order.value] = {
            "url": with_arguments(sort=order.value, direction=turn, page=None),
            "direction": ("desc" if filters.descending else "asc") if is_present else None,
        }
    return found


def shortlist_counts(pursuit_ids: Collection[UUID]) -> Mapping[UUID, int] | None:
    """How many sites are shortlisted for each pursuit, when a feature counts them."""
    count = current_app.extensions.get("fss-shortlist-counts")
    return count(pursuit_ids) if count else None


@bp.get("/")
@requires(Permission.PURSUIT_LIST)
def index() -> ResponseReturnValue:
    """Pursuits, soonest due first; filters stand in the address."""
    filters, number = _filters(), page_number()
    rows, total = queries.pursuits(
        current_identity(), filters, now=utcnow(), page=number, size=PAGE_SIZE
    )
    return render_template(
        "pursuits/index.html",
        page=Page(rows, number, total, PAGE_SIZE),
        counts=shortlist_counts([row.pursuit.id for row in rows]),
        filters=filters,
        sorting=_sorting(filters),
        stages=list(Stage),
        now=utcnow(),
    )


def home_values() -> dict[str, Any]:
    """The open pursuits that are due next, for the home page."""
    now = utcnow()
    rows, total = queries.pursuits(current_identity(), Filters(), now=now, size=ON_HOME)
    counts = shortlist_counts([row.pursuit.id for row in rows])
    return {"rows": rows, "total": total, "now": now, "counts": counts}
