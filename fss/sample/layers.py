"""The map layers of the made-up county: who serves where, roads with counts, rail, airport.

Drawn like the outlines, on a grid of miles; see `fss.sample.outlines`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from shapely.geometry import mapping, shape

from fss.accounts.models import OrganizationKind
from fss.layers.rules.kinds import LayerKind
from fss.sample.outlines import COUNTY, MEMBERS, Points, outline_of, position
from fss.sample.places import MEMBERS as PLACES

WREN_RIVER: tuple[Points, ...] = (
    ((13.4, 8.5), (15.0, 7.55), (21.0, 7.0), (21.0, 13.5), (13.4, 12.9)),
    ((14.5, 1.7), (21.0, 1.5), (21.0, 5.5), (14.5, 5.4)),
    ((11.5, 14.3), (16.5, 14.3), (16.5, 18.5), (11.5, 18.5)),
)
"""What Wren River Power & Light serves; the rest of the county is the cooperative's."""
GAS: Points = (
    (6.5, 1.0), (19.5, 1.0), (19.5, 17.5), (11.5, 17.5), (7.4, 15.5), (7.4, 9.0), (6.5, 5.0),
)  # fmt: skip
INTERSTATE: Points = (
    (-3.0, 0.7), (4.0, 0.9), (8.5, 1.4), (10.5, 1.5), (13.5, 1.2), (16.0, 0.2), (18.5, -0.9),
    (24.0, -1.6),
)  # fmt: skip
RAILROAD: Points = (
    (-2.0, 10.8), (2.4, 10.4), (3.4, 10.4), (5.5, 9.9), (7.1, 9.3), (8.9, 12.2), (9.6, 13.1),
    (12.0, 12.6), (15.5, 10.0), (17.2, 8.9), (21.0, 8.3),
)  # fmt: skip
BRANCH: Points = ((9.6, 13.1), (9.3, 13.9), (9.2, 14.6))
AIRPORT = (14.4, 10.7)
ROADS: tuple[tuple[str, int, Points], ...] = (
    ("State Highway 71", 8_400, ((8.6, 1.4), (8.4, 2.2), (8.3, 5.0))),
    ("State Highway 71", 7_100, ((8.3, 5.0), (8.2, 7.5), (7.4, 9.2), (8.6, 11.6))),
    ("State Highway 71", 1_700, ((8.6, 11.6), (10.4, 13.3), (10.3, 17.0))),
    ("County Road 12", 4_200, ((12.6, 6.2), (15.0, 9.0), (16.0, 10.3))),
    ("County Road 12", 400, ((16.0, 10.3), (17.4, 9.2), (17.7, 8.5))),
    ("County Road 9", 2_900, ((1.8, 9.0), (2.8, 10.6), (3.4, 12.4))),
    ("County Road 4", 3_300, ((14.6, 2.0), (15.8, 4.0), (17.6, 4.4))),
    ("County Road 30", 2_100, ((12.2, 15.0), (13.4, 16.6), (15.2, 17.0))),
    ("County Road 6", 950, ((2.4, 3.4), (3.7, 4.6), (4.9, 5.6))),
    ("U.S. Highway 18", 8_000, ((0.0, 15.2), (4.8, 15.5), (8.0, 16.2))),
)


@dataclass(frozen=True)
class Drawn:
    """One layer: its kind, who made it, how many days old it is, and its features."""

    kind: LayerKind
    source: str
    days_old: int
    features: list[dict[str, Any]]

    @property
    def data(self) -> bytes:
        """The GeoJSON file."""
        return json.dumps({"type": "FeatureCollection", "features": self.features}).encode()


def drawn_layers(year: int) -> list[Drawn]:
    """Every layer; the traffic was counted in `year`."""
    state = "made-up state data"
    return [
        Drawn(LayerKind.CITY, "made-up county survey", 320, _cities()),
        Drawn(LayerKind.ELECTRIC, "made-up utility commission", 210, _electric()),
        Drawn(
            LayerKind.GAS, "made-up utility commission", 210,
            [_feature(_polygon(GAS), name="Sioux Prairie Gas")],
        ),
        Drawn(
            LayerKind.TRAFFIC, state, 150,
            [_feature(_line(points), name=road, count=count, year=year)
             for road, count, points in ROADS],
        ),
        Drawn(LayerKind.INTERSTATE, state, 400,
              [_feature(_line(INTERSTATE), name="Interstate 90")]),
        Drawn(
            LayerKind.RAIL, state, 400,
            [_feature(_line(points), name="Prairie Junction Railroad")
             for points in (RAILROAD, BRANCH)],
        ),
        Drawn(
            LayerKind.AIRPORT, state, 400,
            [_feature({"type": "Point", "coordinates": list(position(*AIRPORT))},
                      name="Tallgrass Regional Airport")],
        ),
    ]  # fmt: skip


def _cities() -> list[dict[str, Any]]:
    return [
        _feature(
            outline_of(MEMBERS[place.code]),
            name=place.name.removesuffix(" Township"),
            sort="township" if place.kind is OrganizationKind.TOWNSHIP else "city",
        )
        for place in PLACES
    ]


def _electric() -> list[dict[str, Any]]:
    county = shape(outline_of(COUNTY))
    rest = county
    ours = []
    for points in WREN_RIVER:
        part = shape(_polygon(points)).intersection(county)
        rest = rest.difference(part)
        ours.append(part)
    return [
        *(_feature(mapping(part), name="Wren River Power & Light") for part in ours),
        _feature(mapping(rest), name="Tallgrass Electric Cooperative"),
    ]


def _feature(geometry: Any, **properties: str | int) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _line(points: Points) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(position(*point)) for point in points]}


def _polygon(points: Points) -> dict[str, Any]:
    ring = [list(position(*point)) for point in (*points, points[0])]
    return {"type": "Polygon", "coordinates": [ring]}
