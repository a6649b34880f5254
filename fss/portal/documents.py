"""A public site as search engines read it: schema.org in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fss.accounts.models import County
from fss.sites.models import Site
from fss.sites.queries import Held
from fss.sites.rules.values import display

UNIT_CODES = {"acres": "ACR", "sq ft": "FTK", "acre": "ACR", "sq_ft": "FTK"}
"""UN/CEFACT common codes of the units that search engines know."""
SIZES = (
    "available_acres",
    "contiguous_acres_max",
    "total_acres",
    "available_sq_ft",
    "building_sq_ft",
)
SAID = (*SIZES, "availability", "zoning_class", "electric_status", "water_status", "sewer_status")


def markup(
    site: Site, held: Iterable[Held], *, county: County | None, url: str, pictures: Sequence[str]
) -> dict[str, Any]:
    """A RealEstateListing about a Place: where it is, how large, who tells more."""
    known = {one.field.key: one for one in held if one.is_known}
    place: dict[str, Any] = {
        "@type": "Place",
        "name": site.name,
        "address": _address(site, known, county),
        "additionalProperty": [_property(known[key]) for key in SAID if key in known],
    }
    if "latitude" in known and "longitude" in known:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": _middle(known["latitude"]),
            "longitude": _middle(known["longitude"]),
        }
    listing: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "RealEstateListing",
        "@id": url,
        "url": url,
        "name": site.name,
        "description": description(site, known.values(), county=county),
        "identifier": site.reference,
        "dateModified": site.updated_at.isoformat(),
        "mainEntity": place,
    }
    if pictures:
        listing["image"] = list(pictures)
    if county is not None:
        listing["provider"] = _office(county)
    return listing


def description(site: Site, held: Iterable[Held], *, county: County | None) -> str:
    """One sentence: what it is, where, how large, whether it can be had."""
    known = {one.field.key: one for one in held if one.is_known}
    kind = "Land" if site.kind.value == "land" else "Building"
    where = f"{site.organization.name}, {county.state}" if county else site.organization.name
    facts = [f"{known[key].field.label}: {known[key].words}" for key in SAID if key in known]
    return ". ".join([f"{kind} in {where}", *facts[:4]]) + "."


def _address(site: Site, known: dict[str, Held], county: County | None) -> dict[str, str]:
    address = {"@type": "PostalAddress", "addressLocality": site.organization.name}
    if county is not None:
        address["addressRegion"] = county.state
    if "address" in known:
        address["streetAddress"] = known["address"].words
    return address


def _property(held: Held) -> dict[str, Any]:
    value = held.value
    assert value is not None
    said: dict[str, Any] = {"@type": "PropertyValue", "name": held.field.label}
    if held.field.is_numeric and value.low is not None and value.low == value.high:
        said["value"] = value.low
    elif held.field.is_numeric and (value.low is not None or value.high is not None):
        said |= {"minValue": value.low} if value.low is not None else {}
        said |= {"maxValue": value.high} if value.high is not None else {}
    else:
        said["value"] = display(held.field, value)
    if held.field.unit in UNIT_CODES:
        said["unitCode"] = UNIT_CODES[held.field.unit]
    return said


def _middle(held: Held) -> float | None:
    value = held.value
    return None if value is None else value.low if value.low is not None else value.high


def _office(county: County) -> dict[str, str]:
    office = {"@type": "GovernmentOffice", "name": f"{county.office_name}, {county.name}"}
    if county.contact_email:
        office["email"] = county.contact_email
    if county.contact_phone:
        office["telephone"] = county.contact_phone
    return office
