"""Who sees which sites: county staff all, city side their own, others none."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts.models import Organization
from fss.accounts.queries import members, today
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.rules import Identity, Permission, Role, allows
from fss.sites.models import Site, SitePhoto


def visible(identity: Identity) -> ColumnElement[bool]:
    """SQL: the site is one that this person may know of."""
    if identity.is_system or identity.is_county_staff:
        return true()
    own = identity.organizations(Role.PLANNER, Role.CITY_ADMINISTRATOR)
    return Site.organization_id.in_(own) if own else false()


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
    if photo is None or not may_see(photo.site, identity):
        raise NotFoundError
    return photo


def organizations_to_list(identity: Identity) -> Sequence[Organization]:
    """The members whose sites the person may see, by name."""
    return _members_of(identity, Role.PLANNER, Role.CITY_ADMINISTRATOR)


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
