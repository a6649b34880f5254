"""The sites near a place: a box in SQL, then the exact distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from fss.db import db
from fss.sites.models import Site
from fss.sites.rules.distances import box_around, miles_between


@dataclass(frozen=True, slots=True)
class Near:
    """Within so many miles of a point; `words` tell the place as it was asked for."""

    latitude: float
    longitude: float
    miles: float
    words: str

    def distances(self) -> Mapping[int, float]:
        """Miles by site number, for the sites that are near enough."""
        site: Any = Site
        rows = db.session.execute(
            select(Site.number, site.latitude_low, site.longitude_low).where(*self._box())
        )
        found = (
            (number, miles_between(self.latitude, self.longitude, latitude, longitude))
            for number, latitude, longitude in rows
        )
        return {number: miles for number, miles in found if miles <= self.miles}

    def condition(self) -> ColumnElement[bool]:
        """SQL: the site is near enough."""
        return Site.number.in_(list(self.distances()))

    def _box(self) -> list[ColumnElement[bool]]:
        site: Any = Site
        south, west, north, east = box_around(self.latitude, self.longitude, self.miles)
        return [site.latitude_low.between(south, north), site.longitude_low.between(west, east)]
