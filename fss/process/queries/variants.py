"""Reading what each city has changed in a process, and where each city stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.accounts import queries as accounts
from fss.accounts.models import Organization
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.rules import Identity, Permission, Role, allows
from fss.process.models import ProcessTemplate, RaciVariant, VariantStatus
from fss.process.queries.templates import approved_templates
from fss.process.rules.templates import Template, template_from_data
from fss.process.rules.variants import Changes, changes_from_data, effective_template

OPEN = (VariantStatus.PROPOSED, VariantStatus.AGREED)
PEOPLE = (
    joinedload(RaciVariant.template),
    joinedload(RaciVariant.organization),
    joinedload(RaciVariant.proposer),
    joinedload(RaciVariant.city_signer),
    joinedload(RaciVariant.county_signer),
)


@dataclass(frozen=True)
class City:
    """A member as the owner of its side of every process."""

    organization: Organization

    @property
    def organization_id(self) -> UUID:
        """Whose it is, for the permission rules."""
        return self.organization.id


class Standing(StrEnum):
    """How far a city is with a process; the value is what pages say."""

    NOT_LOOKED_AT = "Not looked at"
    DO_AGAIN = "To be done again"
    PROPOSED = "Proposed"
    CITY_SIGNED = "Signed by the city"
    AGREED = "Agreed"


@dataclass(frozen=True)
class CityProcess:
    """One process in one city: what is agreed, what is proposed, what was agreed before.

    `before` is what held in the version before this one, where nothing was done since.
    """

    city: Organization
    stored: ProcessTemplate
    agreed: RaciVariant | None
    proposed: RaciVariant | None
    before: RaciVariant | None

    @property
    def standing(self) -> Standing:
        """How far it is."""
        if self.proposed is not None:
            signed = self.proposed.city_signed_at is not None
            return Standing.CITY_SIGNED if signed else Standing.PROPOSED
        if self.agreed is not None:
            return Standing.AGREED
        return Standing.DO_AGAIN if self.before is not None else Standing.NOT_LOOKED_AT

    @property
    def latest(self) -> RaciVariant | None:
        """What was worked on last."""
        return self.proposed or self.agreed or self.before

    @property
    def base(self) -> Template:
        """The process as the county approved it."""
        return template_from_data(self.stored.content)

    @property
    def in_force(self) -> Template:
        """The process as one that starts now runs in the city."""
        return effective_template(self.base, changes_of(self.agreed))


def changes_of(variant: RaciVariant | None) -> Changes:
    """The cells that a variant sets anew; none for None."""
    return changes_from_data(variant.changes) if variant is not None else {}


def get_city(organization_id: UUID, identity: Identity) -> City | None:
    """A member whose side of the processes the person may read; None for others."""
    organization = db.session.get(Organization, organization_id)
    if organization is None or not organization.is_member:
        return None
    city = City(organization)
    return city if allows(Permission.VARIANT_READ, identity, city) else None


def get_variant(variant_id: UUID, identity: Identity) -> RaciVariant | None:
    """A variant that the person may read; None for others."""
    variant = db.session.scalar(
        select(RaciVariant).where(RaciVariant.id == variant_id).options(*PEOPLE)
    )
    if variant is None or not allows(Permission.VARIANT_READ, identity, variant):
        return None
    return variant


def own_cities(identity: Identity) -> Sequence[Organization]:
    """The members for which the person plans or administers, by name."""
    own = identity.organizations(Role.PLANNER, Role.CITY_ADMINISTRATOR)
    return [city for city in accounts.members(accounts.today()) if city.id in own]


def city_process(city: Organization, stored: ProcessTemplate) -> CityProcess:
    """Where a city stands with the newest approved version of a process.

    Raises NotFoundError for a version that is not the newest approved one.
    """
    for found in city_processes([city]):
        if found.stored.id == stored.id:
            return found
    raise NotFoundError


def city_processes(cities: Sequence[Organization]) -> list[CityProcess]:
    """Where each city stands with each approved process: by city, then by code; two queries."""
    approved = approved_templates()
    codes = [stored.code for stored in approved]
    open_: dict[tuple[UUID, UUID, VariantStatus], RaciVariant] = {}
    before: dict[tuple[UUID, str], RaciVariant] = {}
    for variant in db.session.scalars(
        select(RaciVariant)
        .join(RaciVariant.template)
        .where(
            RaciVariant.organization_id.in_([city.id for city in cities]),
            RaciVariant.status.in_(OPEN),
            ProcessTemplate.code.in_(codes),
        )
        .options(*PEOPLE)
        .order_by(ProcessTemplate.number, RaciVariant.id)
    ):
        key = (variant.organization_id, variant.template_id, variant.status)
        open_[key] = variant
        if variant.status is VariantStatus.AGREED:
            before[(variant.organization_id, variant.template.code)] = variant
    return [
        CityProcess(
            city=city,
            stored=stored,
            agreed=open_.get((city.id, stored.id, VariantStatus.AGREED)),
            proposed=open_.get((city.id, stored.id, VariantStatus.PROPOSED)),
            before=_of_another(before.get((city.id, stored.code)), stored),
        )
        for city in cities
        for stored in approved
    ]


def agreed_changes(stored: ProcessTemplate, cities: Iterable[UUID]) -> dict[UUID, Changes]:
    """What each of the cities has agreed to change in this version of a process."""
    return {
        variant.organization_id: changes_of(variant)
        for variant in db.session.scalars(
            select(RaciVariant).where(
                RaciVariant.template_id == stored.id,
                RaciVariant.organization_id.in_(list(cities)),
                RaciVariant.status == VariantStatus.AGREED,
            )
        )
    }


def variants_before(stored: ProcessTemplate) -> Sequence[RaciVariant]:
    """What is proposed or agreed in other versions of a process: by city, the latest last."""
    return db.session.scalars(
        select(RaciVariant)
        .join(RaciVariant.organization)
        .join(RaciVariant.template)
        .where(
            ProcessTemplate.code == stored.code,
            ProcessTemplate.id != stored.id,
            RaciVariant.status.in_(OPEN),
        )
        .options(*PEOPLE)
        .order_by(
            Organization.name,
            RaciVariant.organization_id,
            ProcessTemplate.number,
            RaciVariant.status,  # "agreed" before "proposed"
        )
    ).all()


def past_variants(city: Organization, stored: ProcessTemplate) -> Sequence[RaciVariant]:
    """What was withdrawn or replaced in a version of a process, latest first."""
    return db.session.scalars(
        select(RaciVariant)
        .where(
            RaciVariant.organization_id == city.id,
            RaciVariant.template_id == stored.id,
            RaciVariant.status.not_in(OPEN),
        )
        .options(*PEOPLE)
        .order_by(RaciVariant.proposed_at.desc(), RaciVariant.id)
    ).all()


def _of_another(variant: RaciVariant | None, stored: ProcessTemplate) -> RaciVariant | None:
    return variant if variant is not None and variant.template_id != stored.id else None
