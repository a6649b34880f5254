"""The kinds of layers, what shapes they need, and what is read from their properties."""

from __future__ import annotations

from enum import StrEnum

AREAS = frozenset({"Polygon", "MultiPolygon"})
LINES = frozenset({"LineString", "MultiLineString"})
POINTS = frozenset({"Point", "MultiPoint"})


class LayerKind(StrEnum):
    """What a layer tells of a place."""

    CITY = "city"
    ELECTRIC = "electric"
    GAS = "gas"
    TRAFFIC = "traffic"
    INTERSTATE = "interstate"
    RAIL = "rail"
    AIRPORT = "airport"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As people read it."""
        return LABELS[self]

    @property
    def shapes(self) -> frozenset[str]:
        """The GeoJSON types of geometry that make sense for it."""
        return _SHAPES[self]


class Surety(StrEnum):
    """How sure what a layer says is; the words are those of a stated value."""

    DOCUMENTED = "documented"
    ESTIMATED = "estimated"

    @property
    def label(self) -> str:
        """As people read it."""
        return self.value.capitalize()


LABELS: dict[LayerKind, str] = {
    LayerKind.CITY: "Cities and townships",
    LayerKind.ELECTRIC: "Electric service areas",
    LayerKind.GAS: "Gas service areas",
    LayerKind.TRAFFIC: "Traffic counts",
    LayerKind.INTERSTATE: "Interstates",
    LayerKind.RAIL: "Railroads",
    LayerKind.AIRPORT: "Airports",
    LayerKind.OTHER: "Other, only drawn on maps",
}
_SHAPES: dict[LayerKind, frozenset[str]] = {
    LayerKind.CITY: AREAS,
    LayerKind.ELECTRIC: AREAS,
    LayerKind.GAS: AREAS,
    LayerKind.TRAFFIC: LINES | POINTS,
    LayerKind.INTERSTATE: LINES | POINTS,
    LayerKind.RAIL: LINES,
    LayerKind.AIRPORT: POINTS | AREAS,
    LayerKind.OTHER: AREAS | LINES | POINTS,
}

_GUESSES: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "full_name", "utility", "utility_name", "mpuc_name", "ctu_name", "route_label",
        "route", "road", "street", "namelsad", "railroad", "rrowner1", "owner", "label", "title",
    ),
    "road": (
        "route_label", "route", "road", "street_name", "street", "rtename", "rrowner1", "railroad",
    ),
    "sort": ("ctu_class", "class", "kind", "sort"),
    "count": ("current_volume", "aadt", "adt", "traffic", "volume", "count"),
    "year": ("current_year", "aadt_year", "count_year", "year"),
}  # fmt: skip


def guess_property(part: str, names: list[str], kind: LayerKind = LayerKind.OTHER) -> str:
    """The property that is most likely the `name`, `sort`, `count` or `year`; blank for none."""
    plain = {name.casefold(): name for name in reversed(names)}
    guesses = _GUESSES[part]
    if part == "name" and kind in (LayerKind.TRAFFIC, LayerKind.INTERSTATE, LayerKind.RAIL):
        # A road's own name goes before that of the town through which it leads.
        guesses = (*_GUESSES["road"], *guesses)
    return next((plain[guess] for guess in guesses if guess in plain), "")
