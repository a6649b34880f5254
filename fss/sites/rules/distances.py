"""Distances between points on the earth, in statute miles."""

from __future__ import annotations

import math

EARTH_RADIUS_MI = 3_958.7613
"""Mean radius of the earth (IUGG)."""


def miles_between(latitude: float, longitude: float, latitude2: float, longitude2: float) -> float:
    """Great-circle distance of two points given in degrees."""
    north, north2 = math.radians(latitude), math.radians(latitude2)
    rise, run = (north2 - north) / 2, math.radians(longitude2 - longitude) / 2
    part = math.sin(rise) ** 2 + math.cos(north) * math.cos(north2) * math.sin(run) ** 2
    return 2 * EARTH_RADIUS_MI * math.asin(min(1.0, math.sqrt(part)))


def box_around(
    latitude: float, longitude: float, miles: float
) -> tuple[float, float, float, float]:
    """South, west, north and east of a box that holds every point within `miles`."""
    reach = math.degrees(miles / EARTH_RADIUS_MI) * 1.000001
    south, north = latitude - reach, latitude + reach
    if south <= -90 or north >= 90:
        return max(-90.0, south), -180.0, min(90.0, north), 180.0
    widest = math.asin(
        min(1.0, math.sin(miles / EARTH_RADIUS_MI) / math.cos(math.radians(latitude)))
    )
    across = math.degrees(widest) * 1.000001
    west, east = longitude - across, longitude + across
    # A box across the date line is the whole band: no county is that near to it.
    return (
        (south, -180.0, north, 180.0) if west < -180 or east > 180 else (south, west, north, east)
    )
