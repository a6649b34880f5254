"""What holds a place and what is nearest to it, by a tree of boxes; distances in miles.

Distances are straight lines on the earth's surface (WGS 84), not by road. Each is measured in a
plane laid at the place: meters east by the radius of the parallel at the middle latitude, meters
north by the radius of the meridian. Within 100 miles that is right to one in a thousand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

METERS_PER_MILE = 1609.344
_A, _E2 = 6_378_137.0, 0.006_694_379_990_14
"""WGS 84: half of the long axis in meters, and the square of the eccentricity."""
_STEP = 0.05
"""Long edges are cut into pieces of at most so many degrees before they are measured."""

Points = npt.NDArray[np.float64]


class Locator:
    """Shapes in longitude and latitude, ready to be asked what holds or is near a place."""

    def __init__(self, geometries: Sequence[BaseGeometry]) -> None:
        self._geometries = list(geometries)
        bounds = shapely.total_bounds(self._geometries)
        south, north = float(bounds[1]), float(bounds[3])
        self._shrink = max(math.cos(math.radians((south + north) / 2)), 0.05)
        # How wrong a distance in the tree's plane can be, at the far ends of the layer.
        ends = [max(math.cos(math.radians(end)), 0.02) for end in (south, north, 0.0)]
        ends = ends if south < 0 < north else ends[:2]
        self._stretch = max(ends) / min(ends) * 1.02
        shrunk = shapely.transform(self._geometries, self._flat)
        self._tree = shapely.STRtree(shrunk)

    def _flat(self, points: Points) -> Points:
        return np.column_stack([points[:, 0] * self._shrink, points[:, 1]])

    def _point(self, longitude: float, latitude: float) -> shapely.Point:
        return shapely.Point(longitude * self._shrink, latitude)

    def holding(self, longitude: float, latitude: float) -> list[int]:
        """The numbers of the shapes that hold the place or touch it, in order."""
        found = self._tree.query(self._point(longitude, latitude), predicate="intersects")
        return sorted(int(one) for one in found)

    def nearest(self, longitude: float, latitude: float) -> tuple[int, float] | None:
        """The number of the nearest shape and its distance in miles."""
        at = self._point(longitude, latitude)
        first = self._tree.query_nearest(at, all_matches=False)
        if not len(first):
            return None
        reach = float(at.distance(self._tree.geometries[first[0]])) * self._stretch**2 + 1e-9
        near = self._tree.query(at, predicate="dwithin", distance=reach)
        measured = [
            (miles_to(self._geometries[one], longitude, latitude), int(one)) for one in near
        ]
        miles, number = min(measured)
        return number, miles


def miles_to(geometry: BaseGeometry, longitude: float, latitude: float) -> float:
    """How far a shape is from a place, in miles; 0 when it holds it."""
    cut = shapely.segmentize(geometry, _STEP)
    local = shapely.transform(cut, lambda points: _around(points, longitude, latitude))
    return float(shapely.Point(0, 0).distance(local)) / METERS_PER_MILE


def _around(points: Points, longitude: float, latitude: float) -> Points:
    """Meters east and north of the place."""
    # The nearer way round the globe: a layer may cross the 180th meridian.
    east = np.radians((points[:, 0] - longitude + 180) % 360 - 180)
    north = np.radians(points[:, 1] - latitude)
    middle = np.radians((points[:, 1] + latitude) / 2)
    bent = 1 - _E2 * np.sin(middle) ** 2
    across, along = _A / np.sqrt(bent), _A * (1 - _E2) / bent**1.5
    return np.column_stack([east * across * np.cos(middle), north * along])
