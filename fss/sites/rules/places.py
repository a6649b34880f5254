"""Points and corners as people write them, and acres measured against acres stated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fss.errors import RuleError

DIGITS = 6
"""Decimals of a degree that are kept: about four inches."""
MOST_CORNERS = 20_000
TOLERANCE = 0.05
"""By how much measured and stated acres may differ before it is said."""
HOLE = "hole"
Ring = list[list[float]]

_NUMBER = r"\d{1,3}(?:\.\d+)?"
_ANGLE = re.compile(
    rf"([NSEW])?\s*([-−]?\s*{_NUMBER})\s*°?"
    rf"(?:\s*({_NUMBER})\s*['′’])?(?:\s*({_NUMBER})\s*(?:\"|″|''|”))?\s*([NSEW])?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far measured acres are from the stated ones; `percent` is signed."""

    measured: float
    stated: float
    percent: float

    @property
    def is_wide(self) -> bool:
        """Whether somebody should look at it: more than 5 %."""
        return abs(self.percent) > TOLERANCE * 100

    @property
    def words(self) -> str:
        """`The boundary measures 44.1 acres, 10% more than the 40 acres stated.`"""
        more = "more" if self.percent > 0 else "less"
        told = "about the same as"
        if abs(self.percent) >= 1:
            told = f"{abs(self.percent):.0f}% {more} than"
        elif not self.percent:
            told = "the same as"
        return (
            f"The boundary measures {self.measured:,.1f} acres, {told} "
            f"the {self.stated:,.10g} acres stated."
        )


def acres_gap(measured: float, low: float | None, high: float | None) -> Gap | None:
    """Measured acres against stated ones from `low` to `high` (None: open end).

    The nearest stated acres count: within a stated range there is no gap. None when nothing
    usable is stated.
    """
    if low is None and high is None:
        return None
    nearest = max(measured, low) if low is not None else measured
    nearest = min(nearest, high) if high is not None else nearest
    if nearest <= 0:
        return None
    return Gap(measured, nearest, (measured - nearest) / nearest * 100)


def read_point(latitude: str, longitude: str) -> tuple[float, float]:
    """Latitude and longitude in degrees from what was typed, or pasted as a pair into the first.

    RuleError (field `latitude` or `longitude`).
    """
    if not longitude.strip() and len(parts := _split(latitude)) == 2:
        latitude, longitude = parts
    north, east = _angle(latitude, "NS"), _angle(longitude, "EW")
    if north is None:
        raise RuleError("Enter degrees like 44.798123.", "latitude")
    if east is None:
        raise RuleError("Enter degrees like -93.526804.", "longitude")
    problem = _range_problem(north, east)
    if problem:
        raise RuleError(problem, "latitude" if abs(north) > 90 else "longitude")
    return round(north, DIGITS), round(east, DIGITS)


def read_corners(text: str) -> dict[str, Any]:
    """The area whose corners stand in `text`, one "latitude, longitude" in a line, as GeoJSON.

    A blank line begins another part; a part that begins with the line "hole" is cut out of the
    part before it. RuleError (field `corners`) naming the line at fault.
    """
    rings = _rings(text)
    if not rings:
        raise RuleError("Enter at least three corners, one in a line.", "corners")
    parts: list[list[Ring]] = []
    for line, is_hole, ring in rings:
        if len(ring) < 3:
            raise RuleError(
                f"The part that begins in line {line} has fewer than three corners.", "corners"
            )
        closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
        if is_hole and not parts:
            raise RuleError("A hole needs an area before it to be cut out of.", "corners")
        if is_hole:
            parts[-1].append(closed)
        else:
            parts.append([closed])
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def write_corners(outline: dict[str, Any] | None) -> str:
    """An area as `read_corners` reads it; empty for none."""
    if outline is None:
        return ""
    parts = outline["coordinates"]
    parts = [parts] if outline["type"] == "Polygon" else parts
    told = []
    for part in parts:
        for number, ring in enumerate(part):
            lines = [f"{north:.6f}, {east:.6f}" for east, north, *_ in ring[:-1]]
            told.append("\n".join([HOLE, *lines] if number else lines))
    return "\n\n".join(told)


def point_words(latitude: float, longitude: float) -> str:
    """`44.798123, -93.526804`."""
    return f"{latitude:.6f}, {longitude:.6f}"


def _rings(text: str) -> list[tuple[int, bool, Ring]]:
    """(line in which it begins, whether it is a hole, corners as longitude and latitude)."""
    found: list[tuple[int, bool, Ring]] = []
    begins = True
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip().strip(",;").strip()
        if not words:
            begins = True
            continue
        if number > MOST_CORNERS:
            raise RuleError(f"There are more than {MOST_CORNERS:,} corners.", "corners")
        is_hole = words.casefold().rstrip(":") == HOLE
        if begins or is_hole:
            found.append((number, is_hole, []))
            begins = False
        if not is_hole:
            found[-1][2].append(_corner(words, number))
    return found


def _corner(words: str, number: int) -> list[float]:
    parts = _split(words)
    north = _angle(parts[0], "NS") if len(parts) == 2 else None
    east = _angle(parts[1], "EW") if len(parts) == 2 else None
    if north is None or east is None:
        raise RuleError(
            f"Line {number}: enter latitude, comma, longitude, like 44.798123, -93.526804.",
            "corners",
        )
    problem = _range_problem(north, east)
    if problem:
        raise RuleError(f"Line {number}: {problem}", "corners")
    return [round(east, DIGITS), round(north, DIGITS)]


def _split(words: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"[,;\t]", words) if part.strip()]
    return parts if len(parts) == 2 else words.split()


def _angle(words: str, sides: str) -> float | None:
    """Degrees: decimal, or degrees, minutes and seconds; S and W count down."""
    found = _ANGLE.fullmatch(words.strip())
    if not found:
        # Amounts too large for degrees are told from words, so that the refusal can say why.
        plain = re.fullmatch(r"[-−]?\d+(?:\.\d+)?", words.strip().replace(",", ""))
        return float(plain[0].replace("−", "-")[:40]) if plain else None
    before, degrees, minutes, seconds, after = found.groups()
    side = (before or after or "").upper()
    if (before and after) or (side and side not in sides):
        return None
    amount = float(degrees.replace("−", "-").replace(" ", ""))
    if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
        return None
    rest = float(minutes or 0) / 60 + float(seconds or 0) / 3600
    is_negative = degrees.strip()[0] in "-−" or side in ("S", "W")
    size = abs(amount) + rest
    return -size if is_negative else size


def _range_problem(north: float, east: float) -> str:
    if abs(north) <= 90 and abs(east) <= 180:
        return ""
    if abs(north) <= 180 and abs(east) <= 90:
        return "A latitude is at most 90. Did you swap the two? Enter the latitude first."
    return (
        "These are no degrees of latitude and longitude; they look like feet or meters of a "
        "projection. Export them in WGS 84 (EPSG:4326), or click the place on the map."
    )
