"""The filters as an address says them: `?kind=land&acres_min=40&rail_status=on_site`.

An address can be sent to others and kept; whoever opens it sees what they may see. What cannot be
read filters nothing and is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.models import Site
from fss.sites.queries.filters import Ends, SiteFilters
from fss.sites.queries.found import member_list
from fss.sites.queries.near import Near
from fss.sites.queries.scope import visible
from fss.sites.rules.facets import RANGES, facets

Arguments = Mapping[str, Sequence[str]]
MOST = 1e12
MOST_MILES = 100.0
USUAL_MILES = 5.0
LONGEST_TEXT = 300
SITE_NUMBER = re.compile(r"(?:s-?)?0*(\d{1,9})", re.IGNORECASE)
POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)")
BAD_AMOUNT = "Enter a number of 0 or more, like 40."
BAD_CHOICE = "{}: choose from what is offered."
BAD_PLACE = (
    "Enter latitude and longitude, like 44.65, -93.38, or the number of a site, like S-0041."
)


def asked_filters(arguments: Arguments, identity: Identity) -> tuple[SiteFilters, dict[str, str]]:
    """The filters, and what could not be read: argument → what to do about it."""
    problems: dict[str, str] = {}
    ranges: dict[str, Ends] = {}
    for key in RANGES:
        ends = (
            _amount(arguments, f"{key}_min", problems),
            _amount(arguments, f"{key}_max", problems),
        )
        if ends != (None, None):
            ranges[key] = ends
    filters = SiteFilters(
        text=_first(arguments, "text").replace("\x00", "").strip()[:LONGEST_TEXT],
        choices=_choices(arguments, problems),
        ranges=ranges,
        near=_near(arguments, identity, problems),
        unlisted=bool(_first(arguments, "unlisted")),
    )
    return filters, problems


def _first(arguments: Arguments, key: str) -> str:
    given = arguments.get(key, ())
    return given[0] if given else ""


def _choices(arguments: Arguments, problems: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for facet in facets(member_list() if arguments.get("city") else ()):
        given = arguments.get(facet.key, ())
        if facet.key == "city":
            given = [_plain(one) for one in given]
        chosen = tuple(key for key, _ in facet.choices if key in given)
        if chosen:
            found[facet.key] = chosen
        if len(chosen) < len({one for one in arguments.get(facet.key, ()) if one}):
            problems[facet.key] = BAD_CHOICE.format(facet.label)
    return found


def _plain(given: str) -> str:
    """A member's id without the dashes in which it may be written."""
    try:
        return UUID(given).hex
    except ValueError:
        return ""


def _amount(arguments: Arguments, key: str, problems: dict[str, str]) -> float | None:
    words = _first(arguments, key).replace(",", "").replace("$", "").strip()
    if not words:
        return None
    try:
        amount = float(words)
    except ValueError:
        amount = math.nan
    if not 0 <= amount <= MOST:
        problems[key] = BAD_AMOUNT
        return None
    return amount


def _near(arguments: Arguments, identity: Identity, problems: dict[str, str]) -> Near | None:
    words = " ".join(_first(arguments, "near").replace("\x00", "").split())
    if not words:
        return None
    miles = _amount(arguments, "within", problems)
    place = _place(words, identity)
    if place is None:
        problems["near"] = BAD_PLACE
    if place is None or "within" in problems:
        return None
    latitude, longitude, told = place
    return Near(latitude, longitude, min(miles or USUAL_MILES, MOST_MILES), told)


def _place(words: str, identity: Identity) -> tuple[float, float, str] | None:
    point = POINT.fullmatch(words)
    if point:
        latitude, longitude = float(point[1]), float(point[2])
        fits = abs(latitude) <= 90 and abs(longitude) <= 180
        return (latitude, longitude, words) if fits else None
    number = SITE_NUMBER.fullmatch(words)
    if not number:
        return None
    column = Site.__table__.c
    row = db.session.execute(
        select(column.latitude_low, column.longitude_low, Site.name).where(
            Site.number == int(number[1]),
            column.latitude_low.is_not(None),
            column.longitude_low.is_not(None),
            visible(identity, ("latitude", "longitude")),
        )
    ).first()
    return (row[0], row[1], row[2]) if row else None
