"""Outlines of the made-up county and its members, drawn by hand on a grid of miles.

A point (x, y) lies x miles east and y miles north of the county's southwest corner. Drawing in
miles keeps shapes legible; `outline_of` turns them into longitude and latitude. The corner lies
in southern Minnesota, so that distances, maps and holidays are plausible; the shapes are invented.
"""

from __future__ import annotations

import math
from typing import Any

CORNER_LONGITUDE, CORNER_LATITUDE = -94.76, 43.60
MILES_PER_DEGREE_NORTH = 69.05
MILES_PER_DEGREE_EAST = 69.17 * math.cos(math.radians(43.73))

Points = tuple[tuple[float, float], ...]

# The east side is the Wren River; the north side steps where a survey was corrected.
COUNTY: Points = (
    (0.1, 0.0), (6.2, 0.05), (12.4, 0.0), (18.4, 0.0), (18.1, 0.8), (18.7, 1.6), (19.3, 2.1),
    (19.35, 2.6), (19.0, 3.0), (18.4, 3.5), (18.1, 4.1), (18.3, 4.8), (18.9, 5.2), (19.6, 5.7),
    (19.85, 6.3), (19.6, 7.0), (19.0, 7.5), (18.7, 8.1), (18.9, 8.8), (19.6, 9.4), (20.0, 10.1),
    (19.9, 10.8), (19.4, 11.3), (18.8, 11.7), (18.5, 12.4), (18.9, 13.2), (19.6, 13.8),
    (19.75, 14.5), (19.3, 15.1), (18.7, 15.8), (18.6, 16.6), (19.0, 17.2), (18.8, 18.0),
    (14.0, 17.95), (8.0, 18.0), (8.0, 17.4), (3.5, 17.35), (0.0, 17.4), (0.05, 9.0),
)  # fmt: skip

MEMBERS: dict[str, Points] = {
    "ALDER": (
        (14.1, 8.6), (15.0, 8.5), (15.1, 7.9), (16.6, 7.8), (17.5, 8.0), (18.4, 7.9), (18.6, 8.8),
        (19.2, 9.5), (19.6, 10.2), (19.4, 10.8), (18.9, 11.3), (18.4, 11.7), (18.2, 12.2),
        (17.2, 12.3), (16.9, 11.8), (15.6, 11.9), (15.2, 11.3), (14.5, 11.2), (14.3, 10.2),
        (13.8, 10.0), (13.9, 9.1),
    ),
    "KESTREL": (
        (7.8, 12.7), (8.6, 12.5), (8.7, 12.0), (10.3, 12.1), (10.9, 12.5), (11.3, 13.2),
        (11.1, 14.1), (11.5, 14.7), (10.6, 15.2), (9.4, 15.0), (8.9, 15.3), (8.1, 14.9),
        (7.6, 14.2), (7.9, 13.5),
    ),
    "LINDEN": (
        (15.2, 2.6), (16.0, 2.2), (17.2, 2.1), (18.5, 1.9), (19.0, 2.3), (18.7, 2.9), (18.1, 3.4),
        (17.8, 4.1), (18.0, 4.8), (17.6, 5.3), (16.5, 5.2), (16.3, 4.7), (15.4, 4.6), (14.9, 3.9),
        (15.3, 3.3),
    ),
    "ELMS": (
        (6.7, 2.0), (7.4, 1.3), (8.9, 1.2), (9.3, 1.5), (10.2, 1.4), (10.5, 2.3), (10.1, 2.9),
        (10.3, 3.6), (9.4, 4.1), (8.2, 3.9), (7.9, 3.4), (7.0, 3.3), (6.6, 2.7),
    ),
    "NORRLAND": (
        (1.7, 9.9), (2.4, 9.4), (3.4, 9.5), (3.7, 9.9), (4.3, 10.2), (4.2, 11.2), (3.7, 11.6),
        (3.2, 12.1), (2.2, 11.9), (2.0, 11.3), (1.5, 10.8),
    ),
    "STILL": (
        (12.1, 15.3), (12.9, 14.7), (14.2, 14.6), (14.5, 15.0), (15.2, 15.2), (15.1, 16.2),
        (14.7, 16.9), (13.8, 17.3), (12.7, 17.0), (12.3, 16.4), (11.9, 16.0),
    ),
    "MARLIN": (
        (2.7, 4.1), (3.3, 3.7), (4.1, 3.8), (4.3, 4.2), (4.8, 4.6), (4.5, 5.3), (3.9, 5.6),
        (3.0, 5.4), (2.6, 4.9),
    ),
    "HARROW": (
        (3.9, 15.2), (4.4, 14.8), (5.1, 14.9), (5.5, 15.4), (5.3, 16.0), (4.7, 16.2), (4.1, 15.9),
    ),
    "OXBOW": (
        (10.9, 5.2), (12.4, 4.6), (13.8, 4.9), (14.4, 5.5), (15.6, 5.6), (17.6, 5.9), (18.9, 6.0),
        (18.9, 6.8), (18.2, 7.4), (16.4, 7.4), (14.7, 7.5), (14.4, 8.1), (13.2, 8.4), (11.8, 8.0),
        (11.2, 7.1), (10.6, 6.2),
    ),
    "KETTLE": (
        (4.9, 6.4), (6.1, 5.9), (7.9, 6.1), (9.3, 6.0), (9.8, 7.0), (9.6, 8.4), (10.1, 9.6),
        (9.5, 10.9), (8.2, 11.4), (6.6, 11.2), (5.2, 11.5), (4.7, 10.4), (4.9, 9.0), (4.4, 7.8),
    ),
}  # fmt: skip
"""By the organization's short code, in the order of `places.MEMBERS`."""


def position(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the grid, rounded to about four inches."""
    return (
        round(CORNER_LONGITUDE + x / MILES_PER_DEGREE_EAST, 6),
        round(CORNER_LATITUDE + y / MILES_PER_DEGREE_NORTH, 6),
    )


def outline_of(points: Points) -> dict[str, Any]:
    """The drawn shape as a GeoJSON polygon, its corners cut once so that it looks grown."""
    corners = list(zip(points, (*points[1:], points[0]), strict=True))
    ring = [
        position(ax + (bx - ax) * part, ay + (by - ay) * part)
        for (ax, ay), (bx, by) in corners
        for part in (0.2, 0.8)
    ]
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*ring, ring[0])]]}
