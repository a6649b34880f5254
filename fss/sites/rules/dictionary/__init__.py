"""The field dictionary: every field once, the attributes of a site row, the screening set."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fss.sites.rules.dictionary import (
    access,
    building,
    community,
    diligence,
    electric,
    environment,
    equipment,
    extensions,
    freight,
    identity,
    incentives,
    labor,
    land,
    offer,
    permits,
    planning,
    price,
    services,
    space,
    utilities,
    water,
)
from fss.sites.rules.dictionary.whole import Dictionary
from fss.sites.rules.fields import GROUPS, Attribute, Field, PropertyKind, ScreeningItem

__all__ = ["ATTRIBUTES", "FIELDS", "SCREENING", "fields_by_group", "fields_for", "label_of_target"]

FIELDS = Dictionary(
    (
        *identity.FIELDS,
        *offer.FIELDS,
        *price.FIELDS,
        *land.FIELDS,
        *planning.FIELDS,
        *permits.FIELDS,
        *diligence.FIELDS,
        *environment.FIELDS,
        *space.FIELDS,
        *building.FIELDS,
        *equipment.FIELDS,
        *services.FIELDS,
        *electric.FIELDS,
        *utilities.FIELDS,
        *water.FIELDS,
        *extensions.FIELDS,
        *access.FIELDS,
        *freight.FIELDS,
        *incentives.FIELDS,
        *community.FIELDS,
        *labor.FIELDS,
    )
)
"""Every field by its key, in the order of `GROUPS`: the declared ones and the county's own."""

ATTRIBUTES: Mapping[str, Attribute] = MappingProxyType(
    {
        attribute.target: attribute
        for attribute in (
            Attribute(
                target="@name",
                label="Name",
                aliases=("site name", "park name", "property name", "building name"),
                description="What people call the property.",
                required=True,
            ),
            Attribute(
                target="@city",
                label="City or township",
                aliases=("city", "community", "community name", "municipality", "township"),
                description="The member whose planner keeps the property up to date.",
                required=True,
            ),
            Attribute(
                target="@own_id",
                label="Own number",
                aliases=("site id", "id", "property id", "reference", "listing id"),
                description="The city's own number, which finds the property again at each import.",
            ),
            Attribute(
                target="@kind",
                label="Land or building",
                aliases=("kind", "record type", "site or building", "land building"),
                description="Whether the row is land or a building.",
            ),
            Attribute(
                target="@parcel",
                label="Parcel numbers",
                aliases=("parcel", "parcel id", "pid", "pin", "parcel number"),
                description="The tax parcel numbers that make up the property.",
            ),
            Attribute(
                target="@reference",
                label="Site reference",
                aliases=("reference number", "site number", "s number", "fss reference"),
                description="The permanent number of the property here, such as S-0041.",
            ),
            Attribute(
                target="@boundary",
                label="Boundary",
                aliases=("outline", "geometry", "geojson", "boundary geojson"),
                description="The boundary as a GeoJSON polygon in longitude and latitude.",
            ),
        )
    }
)
"""What an import can fill on the site's row itself, by target."""

SCREENING: tuple[ScreeningItem, ...] = (
    ScreeningItem("name", "Name", (("@name",),)),
    ScreeningItem("city", "City or township", (("@city",),)),
    ScreeningItem("point", "Point on the map", (("latitude",), ("longitude",))),
    ScreeningItem(
        "contiguous",
        "Largest contiguous area",
        (("contiguous_acres_max",),),
        (("contiguous_sq_ft_max",),),
    ),
    ScreeningItem(
        "developable",
        "Developable area or clear height",
        (("developable_acres",),),
        (("clear_height_ft",),),
    ),
    ScreeningItem("availability", "Availability", (("availability",),)),
    ScreeningItem(
        "price",
        "Price",
        (("price_per_acre", "price_total"),),
        (("price_total", "price_per_sq_ft", "lease_rate_sq_ft_year"),),
    ),
    ScreeningItem("zoning", "Zoning class", (("zoning_class",),)),
    ScreeningItem(
        "electric",
        "Electric provider and capacity",
        (("electric_provider",), ("electric_capacity_mw",)),
    ),
    ScreeningItem("gas", "Gas service", (("gas_status",),)),
    ScreeningItem(
        "water", "Water service and spare capacity", (("water_status",), ("water_spare_mgd",))
    ),
    ScreeningItem(
        "sewer", "Sewer service and spare capacity", (("sewer_status",), ("sewer_spare_mgd",))
    ),
    ScreeningItem("fiber", "Fiber service", (("fiber_status",),)),
    ScreeningItem("interstate", "Distance to interstate", (("interstate_distance_mi",),)),
    ScreeningItem("rail", "Rail", (("rail_status",),)),
)
"""The fifteen things a first look needs. Missing ones eliminate a site as bad values do."""


def fields_for(kind: PropertyKind) -> tuple[Field, ...]:
    """The fields of land or of a building, in the order of `GROUPS`."""
    return tuple(field for field in FIELDS.values() if kind in field.applies_to)


def fields_by_group(kind: PropertyKind) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """The fields of land or of a building as (group label, fields), empty groups left out."""
    fields = fields_for(kind)
    grouped = (
        (group.label, tuple(field for field in fields if field.group == group.key))
        for group in GROUPS
    )
    return tuple((label, members) for label, members in grouped if members)


def label_of_target(target: str) -> str:
    """The label of a field key or of an attribute. Raises KeyError when there is neither."""
    if target in ATTRIBUTES:
        return ATTRIBUTES[target].label
    return FIELDS[target].label
