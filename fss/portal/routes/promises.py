"""The public page of what the office promises: how long each thing takes."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from fss.accounts.queries import get_county, today
from fss.permissions.guard import public
from fss.portal.queries import promises as queries

bp = Blueprint("promises", __name__)


@bp.get("/promises")
@public("the county promises these times to everybody")
def promises() -> ResponseReturnValue:
    """Every promise in plain words, what counts as a business hour, whom to ask."""
    day = today()
    return render_template(
        "portal/promises.html",
        groups=queries.promises(day),
        hours=queries.open_hours(day),
        county=get_county(),
        day=day,
    )
