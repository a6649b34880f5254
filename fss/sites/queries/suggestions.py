"""What the map layers say of a site's point: suggestions that people accept or leave."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry import shape

from fss.accounts.models import MEMBER_KINDS, Organization, OrganizationKind
from fss.accounts.queries import organizations
from fss.accounts.rules.outlines import Outline, match_outlines
from fss.layers.queries import Found, areas_at, nearest_to
from fss.layers.rules.kinds import LayerKind
from fss.sites.models import Confidence, Site
from fss.sites.queries.boundaries import point_of
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field
from fss.sites.rules.parsing import Context, parse
from fss.sites.rules.values import Value, display
from fss.timezone import date_words

NAMED = {LayerKind.ELECTRIC: "electric_provider", LayerKind.GAS: "gas_provider"}
REACHED = {
    LayerKind.INTERSTATE: ("interstate", "interstate_distance_mi", 200.0),
    LayerKind.RAIL: ("railroad", "rail_distance_mi", 50.0),
    LayerKind.AIRPORT: ("airport", "airport_distance_mi", 300.0),
}
"""The field of the name, that of the distance, and how many miles away it still matters."""
TRAFFIC_MILES = 1.0
MOST_AREAS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that a layer suggests; `told` says how the map comes to it."""

    field: Field
    value: Value
    told: str
    source: str
    as_of: date
    confidence: Confidence

    @property
    def words(self) -> str:
        """The value in words."""
        return display(self.field, self.value)

    @property
    def token(self) -> str:
        """Names exactly this suggestion: what is accepted is what was shown."""
        told = f"{self.field.key}\n{self.words}\n{self.source}\n{self.as_of}"
        return f"{self.field.key}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    @property
    def evidence(self) -> str:
        """`Electric service areas, State of Minnesota, as of Nov 2, 2026, documented`."""
        return f"{self.source}, as of {date_words(self.as_of)}, {self.confidence.label.lower()}"

    def says_the_same(self, value: Value | None) -> bool:
        """Whether a value says what is suggested, in whatever words."""
        if value is None:
            return False
        if self.field.is_text:
            return value.text.casefold() == self.value.text.casefold()
        ours = (self.value.low, self.value.high, self.value.choices)
        return ours == (value.low, value.high, value.choices)


@dataclass(frozen=True, slots=True)
class CityFinding:
    """In which city or township a point lies; `other` is another member than the site's own."""

    name: str
    other: str = ""


def suggestions(site: Site) -> list[Suggestion]:
    """What the layers say of the site's point, for fields that its kind has."""
    at = point_of(site).at
    if at is None:
        return []
    latitude, longitude = at
    return [one for one in _of_place(longitude, latitude) if site.kind in one.field.applies_to]


def city_at(site: Site) -> CityFinding | None:
    """The member or community in which the site's point lies; None when the map does not say."""
    at = point_of(site).at
    if at is None:
        return None
    latitude, longitude = at
    everyone = organizations(*MEMBER_KINDS, with_outline=True)
    place = shapely.Point(longitude, latitude)
    holding = [one for one in everyone if one.outline and shape(one.outline).intersects(place)]
    areas = areas_at(LayerKind.CITY, longitude, latitude)
    named = [_member_named(area, everyone) for area in areas]
    found = [*holding, *(one for one in named if one is not None)]
    if any(one.id == site.organization_id for one in found):
        return CityFinding(site.organization.name)
    if found:
        return CityFinding(found[0].name, other=found[0].name)
    return CityFinding(_area_words(areas[0])) if areas else None


def _of_place(longitude: float, latitude: float) -> Iterator[Suggestion]:
    for kind, key in NAMED.items():
        for area in areas_at(kind, longitude, latitude)[:MOST_AREAS]:
            yield from _suggest(key, area.name, area, f"The point lies in the area of {area.name}.")
    for area in areas_at(LayerKind.CITY, longitude, latitude)[:1]:
        is_city = _is_city(area)
        if is_city is not None:
            words = "Yes" if is_city else "No"
            told = f"The point lies in {_area_words(area)}."
            yield from _suggest("in_city_limits", words, area, told)
    count = nearest_to(LayerKind.TRAFFIC, longitude, latitude)
    if count is not None and count.count is not None and count.miles <= TRAFFIC_MILES:
        told = (
            f"Nearest count: {count.name or 'a road without a name'}, {_miles(count.miles)} away."
        )
        yield from _suggest("traffic_vehicles_day", f"{count.count:.0f}", count, told)
        if count.year:
            yield from _suggest("traffic_year", str(count.year), count, told)
    for kind, (name_key, distance_key, reach) in REACHED.items():
        near = nearest_to(kind, longitude, latitude)
        if near is None or near.miles > reach:
            continue
        told = f"{near.name}, {_miles(near.miles)} away in a straight line; by road it is farther."
        yield from _suggest(name_key, near.name, near, told)
        yield from _suggest(distance_key, _distance(near.miles), near, told, is_distance=True)


def _suggest(
    key: str, words: str, found: Found, told: str, *, is_distance: bool = False
) -> Iterator[Suggestion]:
    """The suggestion, when the dictionary has the field and the words are a value of it."""
    field = FIELDS.get(key)
    if field is None:
        return
    value = parse(field, words, context=Context(as_of=found.layer.as_of)).value
    if value is None:
        return
    line = ", straight line from the point" if is_distance else ""
    confidence = Confidence.ESTIMATED if is_distance else Confidence(found.layer.surety.value)
    yield Suggestion(
        field, value, told, f"{found.layer.name}, {found.layer.source}{line}",
        found.layer.as_of, confidence,
    )  # fmt: skip


def _distance(miles: float) -> str:
    """A distance to be stated: to a tenth of a mile, below a mile to a hundredth."""
    return f"{miles:.2f} miles" if miles < 1 else f"{miles:.1f} miles"


def _miles(miles: float) -> str:
    return "less than 0.1 miles" if miles < 0.1 else f"{miles:.1f} miles"


def _area_words(area: Found) -> str:
    sort = area.sort.casefold()
    return f"{area.name} ({sort})" if sort and sort not in area.name.casefold() else area.name


def _is_city(area: Found) -> bool | None:
    """Whether an area is a city; None when the layer does not say."""
    words = f"{area.sort} {area.name}".casefold().split()
    if "township" in words or "unorganized" in words:
        return False
    return True if {"city", "village", "borough", "town"} & set(words) else None


def _member_named(area: Found, everyone: Sequence[Organization]) -> Organization | None:
    """The member that an area's name means."""
    is_township = _is_city(area) is False
    members: dict[str, Organization] = {
        one.name: one for one in everyone if is_township is (one.kind is OrganizationKind.TOWNSHIP)
    }
    names = [area.name, f"{area.name} Township"] if is_township else [area.name]
    for name in names:
        found = match_outlines([Outline({"name": name}, {})], "name", members)[0].key
        if found is not None:
            return found  # type: ignore[no-any-return]
    return None
