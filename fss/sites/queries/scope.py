"""Who sees which sites: county staff all, city side their own and what members share.

People of another member city read what is `public` or for `members`; of such a site they see the
values and documents of these classes only (`rules.classes`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts.models import Organization
from fss.accounts.queries import members, today
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.rules import Identity, Permission, Role, allows
from fss.sites.models import Site, SitePhoto, class_of_field
from fss.sites.rules.classes import SHARED, Audience

CITY_SIDE = (Role.PLANNER, Role.CITY_ADMINISTRATOR)


def visible(identity: Identity, fields: Collection[str] = ()) -> ColumnElement[bool]:
    """SQL: the site is one that this person may know of.

    With `fields`: and may know the current value of each of them. Whoever narrows or sorts by a
    value asks for its field here, so that nobody finds out by asking.
    """
    if identity.is_system or identity.is_county_staff:
        return true()
    own = identity.organizations(*CITY_SIDE)
    if not own:
        return false()
    shared = [
        Site.data_class.in_(SHARED),
        *(_is_told(field) for field in sorted(set(fields))),
    ]
    return or_(Site.organization_id.in_(own), and_(*shared))


def audience_of(identity: Identity, site: Site) -> Audience:
    """As whom the person reads this site."""
    if identity.is_system or identity.is_county_staff:
        return Audience.COUNTY
    own = identity.organizations(*CITY_SIDE)
    if site.organization_id in own:
        return Audience.CITY
    return Audience.MEMBER if own else Audience.PUBLIC


def _is_told(field: str) -> ColumnElement[bool]:
    if not class_of_field(field).is_shared:
        return false()
    return ~Site.withheld.contains(f"|{field}|", autoescape=True)


def may_see(site: Site, identity: Identity) -> bool:
    """Whether the person may know of this site."""
    return allows(Permission.SITE_READ, identity, site)


def get_site(site_id: UUID, identity: Identity) -> Site:
    """A site with its organization and photos; NotFoundError for one that is not theirs."""
    site: Site | None = db.session.scalar(
        select(Site)
        .where(Site.id == site_id)
        .options(
            joinedload(Site.organization),
            joinedload(Site.land),
            selectinload(Site.photos).joinedload(SitePhoto.file),
        )
    )
    if site is None or not may_see(site, identity):
        raise NotFoundError
    return site


def get_photo(photo_id: UUID, identity: Identity) -> SitePhoto:
    """A photo of a site the person may see; raises NotFoundError."""
    photo = db.session.get(
        SitePhoto, photo_id, options=(joinedload(SitePhoto.site), joinedload(SitePhoto.file))
    )
    if photo is None or photo.removed_at or not allows(Permission.SITE_READ, identity, photo):
        raise NotFoundError
    return photo


def cities_to_begin_with(identity: Identity) -> list[UUID]:
    """The members to which the list is narrowed at first; none when that would change nothing.

    Whoever plans for a city begins with its sites, if it has any and other members share theirs.
    """
    own = identity.organizations(*CITY_SIDE)
    if identity.is_system or identity.is_county_staff or not own:
        return []
    seen = set(
        db.session.scalars(
            select(Site.organization_id).where(visible(identity), Site.active).distinct()
        )
    )
    return sorted(own & seen, key=str) if seen - own else []


def organizations_to_list(identity: Identity) -> Sequence[Organization]:
    """The members whose sites the person may see, by name."""
    if identity.organizations(*CITY_SIDE):
        return members(today())
    return _members_of(identity, *CITY_SIDE)


def organizations_to_write(identity: Identity) -> Sequence[Organization]:
    """The members for which the person may add and edit sites, by name."""
    return _members_of(identity, Role.PLANNER)


def _members_of(identity: Identity, *roles: Role) -> Sequence[Organization]:
    """All members for county staff, for others those in which they hold one of `roles`."""
    everyone = members(today())
    if identity.is_system or identity.is_county_staff:
        return everyone
    own = identity.organizations(*roles)
    return [member for member in everyone if member.id in own]


def member_names() -> dict[UUID, str]:
    """The name of every organization that has or could have sites."""
    return {member.id: member.name for member in members(today())}
