"""The county and its organizations: made, edited, outlined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from fss.accounts import queries
from fss.accounts.models import County, Organization, OrganizationKind
from fss.accounts.rules.outlines import bounds
from fss.accounts.rules.people import check_days, check_zone, clean_code, clean_website
from fss.accounts.rules.places import check_place, region_named
from fss.audit.services import record
from fss.db import Versioned, db
from fss.errors import ConflictError, RuleError
from fss.timezone import date_words

COUNTY_LABELS = {
    "name": "County",
    "state": "State",
    "time_zone": "Time zone",
    "country": "Country",
    "subdivision": "State or region of the public holidays",
    "office_name": "Office",
    "contact_name": "Contact",
    "contact_email": "Contact e-mail",
    "contact_phone": "Contact phone",
    "about": "About the county",
    "disclaimer": "Disclaimer",
    "publishes_sites": "Public list of sites",
}
ORGANIZATION_LABELS = {
    "kind": "Kind",
    "name": "Name",
    "code": "Short code",
    "contact_name": "Contact",
    "contact_email": "Contact e-mail",
    "contact_phone": "Contact phone",
    "website": "Website",
    "active_from": "Member from",
    "active_to": "Membership ends on",
}


def create_county(
    *,
    name: str,
    state: str,
    time_zone: str = queries.DEFAULT_ZONE,
    country: str = "US",
    subdivision: str | None = None,
    office_name: str = "First Stop Shop",
    contact_name: str = "",
    contact_email: str = "",
    contact_phone: str = "",
    about: str = "",
    disclaimer: str = "",
    is_sample: bool = False,
    outline: dict[str, Any] | None = None,
    code: str = "COUNTY",
) -> County:
    """Set up this installation's one county, and with it the organization for its staff.

    Country and region (ISO 3166 codes; None: the one that `state` names) say which public
    holidays its calendars begin with. Raises RuleError when there is a county already, or the
    time zone or the place is unknown.
    """
    if queries.get_county() is not None:
        raise RuleError("This installation has its county already. Edit it instead.")
    if subdivision is None:
        subdivision = region_named(country, state)
    check_place(country, subdivision)
    county = County(
        name=name.strip(),
        state=state.strip(),
        time_zone=check_zone(time_zone),
        country=country,
        subdivision=subdivision,
        office_name=office_name,
        contact_name=contact_name,
        contact_email=contact_email,
        contact_phone=contact_phone,
        about=about,
        disclaimer=disclaimer,
        is_sample=is_sample,
        outline=outline,
    )
    db.session.add(county)
    create_organization(
        kind=OrganizationKind.COUNTY,
        name=county.name,
        code=code,
        contact_name=contact_name,
        contact_email=contact_email,
        contact_phone=contact_phone,
        outline=outline,
    )
    return county


def edit_county(county: County, *, version: int, **values: Any) -> None:
    """Change the county's record (keys of COUNTY_LABELS); ConflictError when it is stale."""
    _refuse_stale(county, version, values, COUNTY_LABELS)
    if "time_zone" in values:
        check_zone(values["time_zone"])
    check_place(
        values.get("country", county.country), values.get("subdivision", county.subdivision)
    )
    _apply(county, values, COUNTY_LABELS)
    db.session.flush()


def create_organization(
    *,
    kind: OrganizationKind,
    name: str,
    code: str,
    contact_name: str = "",
    contact_email: str = "",
    contact_phone: str = "",
    website: str = "",
    active_from: date | None = None,
    active_to: date | None = None,
    outline: dict[str, Any] | None = None,
) -> Organization:
    """Add an organization; RuleError when its name or short code is taken."""
    values: dict[str, Any] = {
        "kind": kind,
        "name": name.strip(),
        "code": code,
        "contact_name": contact_name,
        "contact_email": contact_email,
        "contact_phone": contact_phone,
        "website": website,
        "active_from": active_from,
        "active_to": active_to,
    }
    organization = Organization(outline=outline, **_checked(values, None))
    db.session.add(organization)
    db.session.flush()
    return organization


def edit_organization(organization: Organization, *, version: int, **values: Any) -> None:
    """Change an organization (keys of ORGANIZATION_LABELS); ConflictError when it is stale."""
    _refuse_stale(organization, version, values, ORGANIZATION_LABELS)
    _apply(organization, _checked(values, organization), ORGANIZATION_LABELS)
    db.session.flush()


def set_outline(subject: County | Organization, *, outline: dict[str, Any] | None) -> None:
    """Draw (or remove, with None) the outline of the county or of an organization."""
    subject.outline = outline
    if isinstance(subject, Organization):
        record(
            "organization:outline",
            subject=subject,
            bounds=list(bounds(outline)) if outline else None,
        )
    db.session.flush()


def set_outlines(outlines: Mapping[UUID, dict[str, Any]]) -> int:
    """Draw the outlines of several organizations; returns how many."""
    for organization_id, outline in outlines.items():
        set_outline(queries.get_organization(organization_id), outline=outline)
    return len(outlines)


def _checked(values: dict[str, Any], organization: Organization | None) -> dict[str, Any]:
    """`values` cleaned; RuleError at the field that cannot be."""
    values = dict(values)
    if not values.get("name", "x").strip():
        raise RuleError("Enter a name.", "name")
    if "code" in values:
        values["code"] = clean_code(values["code"])
    if "website" in values:
        values["website"] = clean_website(values["website"])
    check_days(values.get("active_from"), values.get("active_to"), "active_to")
    for field, words in (("name", "name"), ("code", "short code")):
        if field in values and _is_taken(field, values[field], organization):
            raise RuleError(f"Another organization has this {words}. Choose another.", field)
    return values


def _is_taken(field: str, value: str, organization: Organization | None) -> bool:
    query = select(Organization.id).where(func.lower(getattr(Organization, field)) == value.lower())
    if organization is not None:
        query = query.where(Organization.id != organization.id)
    with db.session.no_autoflush:
        return db.session.scalar(query) is not None


def _apply(subject: Any, values: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    unknown = set(values) - set(labels)
    if unknown:
        raise TypeError(f"no such values: {sorted(unknown)}")
    for key, value in values.items():
        setattr(subject, key, value)


def _refuse_stale(
    subject: Versioned, version: int, values: Mapping[str, Any], labels: Mapping[str, str]
) -> None:
    """Raise ConflictError, with both versions side by side, when `version` is not the present."""
    if subject.version == version:
        return
    changed = [key for key in labels if key in values and values[key] != getattr(subject, key)]
    raise ConflictError(
        theirs={labels[key]: _words(getattr(subject, key)) for key in changed},
        yours={labels[key]: _words(values[key]) for key in changed},
    )


def _words(value: Any) -> str:
    if isinstance(value, OrganizationKind):
        return value.label
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) if value else "Not provided"
