"""Where the county is: whether a point can be one of its sites."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import Point, shape

from fss.accounts.queries import get_county

Region = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
MARGIN = 0.015
"""Degrees (about a mile) beyond the outline that still count: outlines are simplified."""


class CountyArea:
    """The county's outline with a mile around it; without an outline every place fits."""

    def __init__(self, outline: dict[str, Any] | None) -> None:
        self._area: Any = None
        if outline:
            try:
                self._area = shape(outline).buffer(MARGIN)
            except (ShapelyError, ValueError):
                return
            shapely.prepare(self._area)

    @classmethod
    def known(cls) -> CountyArea:
        """The area of this installation's county."""
        county = get_county(with_outline=True)
        return cls(county.outline if county else None)

    @property
    def region(self) -> Region | None:
        """The rectangle around the county, None when its outline is not known."""
        if self._area is None:
            return None
        west, south, east, north = self._area.bounds
        return west, south, east, north

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in the county, as far as that is known."""
        return self._area is None or bool(self._area.contains(Point(longitude, latitude)))

    def problem_of(self, longitude: float, latitude: float) -> str:
        """What is wrong with a point, as a sentence; empty when nothing is."""
        if self.holds(longitude, latitude):
            return ""
        if self.holds(latitude, longitude):
            return "Latitude and longitude are swapped. Exchange them."
        return "This place lies outside the county. Correct the coordinates."

    def problem_of_shape(self, geometry: dict[str, Any]) -> str:
        """What is wrong with where a sound GeoJSON geometry lies; empty when nothing is."""
        if self._area is None or self._area.intersects(shape(geometry)):
            return ""
        middle = shape(geometry).representative_point()
        return self.problem_of(middle.x, middle.y)
