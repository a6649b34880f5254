"""Adding sites and changing what stands on their own row."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from fss.accounts.models import Organization
from fss.audit.services import record
from fss.db import db
from fss.errors import RuleError
from fss.permissions.rules import Identity
from fss.sites.models import Site
from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.lots import lot_of
from fss.sites.services.facts import current_facts, keep_site_current
from fss.sites.services.inheritance import keep_inherited, point_at_land
from fss.sites.services.words import folded

NAME_LENGTH = 200
OWN_ID_LENGTH = 80
HELD_AT_ONCE = 1_000
NUMBERING = 7_331_001
"""Key of the lock under which PostgreSQL hands out site numbers; SQLite has one writer anyway."""


def add_site(
    *,
    kind: PropertyKind,
    organization: Organization,
    name: str,
    own_id: str = "",
    parcels: str = "",
    land: Site | None = None,
    data_class: DataClass = DataClass.PURSUIT,
    site_id: uuid.UUID | None = None,
    actor: Identity,  # noqa: ARG001  (the audit row names who acts)
    now: datetime,
) -> Site:
    """Add a site or building of a member, with nothing known about it yet."""
    if not organization.is_member:
        raise RuleError("Only cities and townships have sites.", "organization")
    site_id = site_id or uuid.uuid4()
    site = Site(
        id=site_id,
        number=next_number(),
        kind=kind,
        organization=organization,
        name=_checked_name(name),
        name_key=folded(name)[:NAME_LENGTH],
        own_id=_checked_own_id(own_id, organization.id, None),
        parcels=parcels.strip(),
        land=_checked_land(land, kind, organization.id),
        lot=lot_of(site_id),
        active=True,
        data_class=data_class,
        created_at=now,
    )
    keep_site_current(site, {}, now)
    db.session.add(site)
    db.session.flush()
    if site.land_id is not None:
        point_at_land([site.id])
        keep_site_current(site, current_facts(site.id), now)
        db.session.flush()
    return site


def edit_site(
    site: Site,
    *,
    name: str,
    kind: PropertyKind,
    organization: Organization,
    own_id: str = "",
    parcels: str = "",
    land: Site | None = None,
    data_class: DataClass | None = None,
    actor: Identity,  # noqa: ARG001
    now: datetime,
) -> None:
    """Change what stands on the site's row; `data_class` None leaves who may see it as it is."""
    if not organization.is_member:
        raise RuleError("Only cities and townships have sites.", "organization")
    current = current_facts(site.id)
    if kind is not site.kind or organization.id != site.organization_id:
        _check_nothing_stands_on(site)
    if kind is not site.kind:
        _check_kind(kind, current.keys())
    site.name = _checked_name(name)
    site.name_key = folded(name)[:NAME_LENGTH]
    site.own_id = _checked_own_id(own_id, organization.id, site.id)
    former_land = site.land_id
    site.land = _checked_land(land, kind, organization.id)
    site.parcels = parcels.strip()
    site.kind = kind
    site.organization = organization
    former_class, site.data_class = site.data_class, data_class or site.data_class
    db.session.flush()
    # A building takes over only what all who may see it may see of its land.
    if site.land_id != former_land or (site.land_id and site.data_class is not former_class):
        point_at_land([site.id])
        current = current_facts(site.id)
    keep_site_current(site, current, now)
    db.session.flush()
    if site.data_class is not former_class and site.kind is PropertyKind.LAND:
        keep_inherited([site.id], now=now)  # what buildings keep back depends on their land


def set_listed(site: Site, *, listed: bool, reason: str, now: datetime) -> None:
    """Take a site off the list, or put it back; its facts and history stay."""
    if site.active is listed:
        return
    if not listed and not reason.strip():
        raise RuleError("Say why the site is taken off the list.", "reason")
    site.active = listed
    site.updated_at = now
    record("site:list" if listed else "site:unlist", subject=site, reason=reason.strip())
    db.session.flush()


def next_number() -> int:
    """The first site number that nobody has; this and all above are this transaction's."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(NUMBERING)))
    return (db.session.scalar(select(func.max(Site.number))) or 0) + 1


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleError("Enter the name people use for the property.", "name")
    if len(name) > NAME_LENGTH:
        raise RuleError(f"The name is longer than {NAME_LENGTH} characters. Shorten it.", "name")
    return name


def _checked_own_id(
    own_id: str, organization_id: uuid.UUID, site_id: uuid.UUID | None
) -> str | None:
    own_id = own_id.strip()
    if not own_id:
        return None
    if len(own_id) > OWN_ID_LENGTH:
        raise RuleError(f"The number is longer than {OWN_ID_LENGTH} characters.", "own_id")
    other = db.session.scalar(
        select(Site).where(
            Site.organization_id == organization_id,
            Site.own_id == own_id,
            Site.id != site_id if site_id else Site.id.is_not(None),
        )
    )
    if other is not None:
        raise RuleError(f"{other.name} ({other.reference}) has this number already.", "own_id")
    return own_id


def _checked_land(land: Site | None, kind: PropertyKind, organization_id: uuid.UUID) -> Site | None:
    if land is None:
        return None
    if kind is not PropertyKind.BUILDING:
        raise RuleError("Only a building stands on a site.", "land")
    if land.kind is not PropertyKind.LAND or land.organization_id != organization_id:
        raise RuleError("Choose land of the same city or township.", "land")
    return land


def _check_nothing_stands_on(site: Site) -> None:
    building = db.session.scalar(
        select(Site).where(Site.land_id == site.id).order_by(Site.number).limit(1)
    )
    if building is not None:
        raise RuleError(
            f"{building.name} ({building.reference}) stands on this land and takes its facts "
            "from it. Take the land out of that building first.",
            "kind",
        )


def _check_kind(kind: PropertyKind, known: object) -> None:
    strangers = sorted(
        {FIELDS[key].label for key, _ in known if kind not in FIELDS[key].applies_to}  # type: ignore[attr-defined]
    )
    if strangers:
        raise RuleError(
            f"A {kind.value} has no {strangers[0].lower()}, which is stated here. "
            "Add a second property instead, or clear it first.",
            "kind",
        )


def hold_site(site: Site) -> None:
    """Let nobody else write to a site before this transaction ends; `site` is as it is now."""
    db.session.refresh(site, with_for_update={"of": Site})


def hold_sites(site_ids: Iterable[uuid.UUID]) -> None:
    """Let nobody else write to these sites, nor state facts of them, before this transaction ends.

    All who hold several take them in the order of their ids, so that no two wait for each other.
    """
    ids = sorted(set(site_ids))
    for first in range(0, len(ids), HELD_AT_ONCE):
        some = ids[first : first + HELD_AT_ONCE]
        db.session.execute(
            select(Site.id).where(Site.id.in_(some)).order_by(Site.id).with_for_update()
        ).all()
