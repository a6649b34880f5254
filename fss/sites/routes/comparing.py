"""A few sites side by side."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.routes import bp

MOST_READ = 200


@bp.get("/compare")
@requires(Permission.SITE_LIST)
def compare() -> ResponseReturnValue:
    """Up to six sites in columns, their fields in rows; `only` leaves out what is alike."""
    chosen = queries.sites_to_compare(asked_ids(), current_identity())
    sites, only = chosen[: queries.MOST_COMPARED], bool(request.args.get("only"))
    groups = queries.compared(sites, today=today(), only_different=only) if len(sites) > 1 else []
    ids = [str(site.id) for site in sites]
    return render_template(
        "sites/compare.html",
        sites=sites,
        groups=groups,
        only=only,
        left_out=len(chosen) - len(sites),
        most=queries.MOST_COMPARED,
        different=sum(row.differs for _, rows in groups for row in rows),
        switch_url=_address(ids, only=not only),
        without={
            site.id: _address([one for one in ids if one != str(site.id)], only=only)
            for site in sites
        },
    )


def _address(ids: list[str], *, only: bool) -> str:
    return url_for("sites.compare", ids=ids, only="1" if only else None)


def asked_ids() -> list[UUID]:
    """The ids in the address or the form (`ids`, as often as wanted); what is none is skipped."""
    found: list[UUID] = []
    for given in request.values.getlist("ids")[:MOST_READ]:
        for one in given.split(","):
            try:
                found.append(UUID(one.strip()))
            except ValueError:
                continue
    return found[:MOST_READ]
