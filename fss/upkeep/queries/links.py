"""A private link to some facts: who may still use it, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts.queries import identity_of
from fss.accounts.rules.people import token_hash
from fss.db import db
from fss.permissions.rules import Identity, Permission, allows
from fss.sites.models import Fact, Site, SiteValue, value_of
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field
from fss.sites.rules.values import NOT_PROVIDED, display
from fss.upkeep.models import ConfirmItem, ConfirmLink


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact that a link asks about, as the person sees it.

    `now` is what is stated now, in words, when it is no longer the fact that was asked about.
    """

    item: ConfirmItem
    site: Site
    field: Field
    words: str
    fact: Fact
    now: str | None

    @property
    def name(self) -> str:
        """What the inputs of this fact are called."""
        return f"f{self.item.position}"

    @property
    def is_open(self) -> bool:
        """Still to be answered: nobody did, and the value has not changed meanwhile."""
        return self.item.answer is None and self.now is None


def link_by_token(token: str) -> ConfirmLink | None:
    """The link of a token, with its items; None when there is none."""
    return db.session.scalar(
        select(ConfirmLink)
        .where(ConfirmLink.token_hash == token_hash(token))
        .options(
            joinedload(ConfirmLink.user),
            selectinload(ConfirmLink.items).joinedload(ConfirmItem.fact),
        )
    )


def identity_of_link(link: ConfirmLink, on: date) -> Identity:
    """Who the link acts for: nobody once the person has left."""
    return identity_of(link.user_id, on)


def asked_by(link: ConfirmLink, identity: Identity) -> list[Asked]:
    """What the link asks, as far as the person may still edit the sites; in its order."""
    ids = {item.fact.site_id for item in link.items}
    sites = {
        site.id: site
        for site in db.session.scalars(
            select(Site).where(Site.id.in_(ids)).options(joinedload(Site.organization))
        )
        if allows(Permission.SITE_EDIT, identity, site)
    }
    current = _current(sites)
    found = []
    for item in link.items:
        site, field = sites.get(item.fact.site_id), FIELDS.get(item.fact.field)
        if site is None or field is None:
            continue
        present = current.get((site.id, field.key))
        same = present is not None and present.id == item.fact_id
        words = display(field, value_of(item.fact))
        found.append(Asked(item, site, field, words, item.fact, None if same else _told(present)))
    return found


def _current(sites: dict[UUID, Site]) -> dict[tuple[UUID, str], Fact]:
    rows = db.session.execute(
        select(SiteValue.site_id, Fact)
        .join(Fact, Fact.id == SiteValue.fact_id)
        .where(SiteValue.site_id.in_(sites), SiteValue.planned.is_(False))
    )
    return {(site_id, fact.field): fact for site_id, fact in rows}


def _told(fact: Fact | None) -> str:
    if fact is None or fact.retracted:
        return NOT_PROVIDED
    return display(FIELDS[fact.field], fact.value)
