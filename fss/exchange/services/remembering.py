"""Remembering how the columns of a list were read, for the next one from the same source."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from fss.accounts.queries import today
from fss.db import check_version, db
from fss.errors import RuleError
from fss.exchange.models import ImportMapping, SiteImport
from fss.exchange.rules.headers import (
    fingerprint,
    header_keys,
    recalled_targets,
    remembered_targets,
)
from fss.exchange.rules.mapping import guess_mapping, targets_of
from fss.exchange.services.importing import set_mapping
from fss.permissions.rules import Identity, Role
from fss.sites.models import Confidence
from fss.sites.queries import organizations_to_write
from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS, label_of_target
from fss.sites.rules.fields import PropertyKind

NAME_LENGTH = 120


def remember_mapping(imported: SiteImport, *, actor: Identity, now: datetime) -> ImportMapping:
    """Keep how this list was read; what was kept for the same columns is brought up to date."""
    assert actor.user_id is not None
    headers = imported.mapping["columns"]
    owner = _member_of(actor)
    mark = fingerprint(headers)
    kept = db.session.scalar(
        select(ImportMapping)
        .where(
            ImportMapping.fingerprint == mark,
            ImportMapping.owner_id == actor.user_id,
            ImportMapping.organization_id == owner
            if owner
            else ImportMapping.organization_id.is_(None),
        )
        .order_by(ImportMapping.id)
    )
    if kept is None:
        kept = ImportMapping(
            owner_id=actor.user_id,
            organization_id=owner,
            fingerprint=mark,
            name=_shortened(imported.source or imported.file_name),
        )
        db.session.add(kept)
    targets = {int(column): target for column, target in imported.mapping["targets"].items()}
    kept.headers = header_keys(headers)
    kept.targets = remembered_targets(headers, targets)
    kept.kind = PropertyKind(imported.mapping["kind"])
    kept.source = imported.source
    kept.confidence = Confidence(imported.mapping["confidence"])
    kept.differing = imported.differing
    kept.member_id = imported.organization_id
    kept.used_at = now
    db.session.flush()
    return kept


def use_mapping(
    imported: SiteImport, kept: ImportMapping, *, actor: Identity, now: datetime
) -> None:
    """Read this list as the one before; true as of today. RuleError when that does not fit."""
    headers = imported.mapping["columns"]
    guessed = targets_of(guess_mapping(headers))
    known = {header: target for header, target in kept.targets.items() if _is_known(target)}
    members = {one.id: one for one in organizations_to_write(actor)}
    if kept.member_id is not None and kept.member_id not in members:
        raise RuleError("You may no longer import for the member that this list was for.")
    set_mapping(
        imported,
        targets=recalled_targets(headers, known, guessed),
        organization=members[kept.member_id] if kept.member_id else None,
        kind=kept.kind,
        source=kept.source,
        as_of=today(),
        confidence=kept.confidence,
        differing=kept.differing,
        now=now,
    )
    kept.used_at = now
    db.session.flush()


def rename_mapping(kept: ImportMapping, name: str, *, version: int) -> None:
    """Give it another name. RuleError (field `name`)."""
    check_version(kept, version)
    name = " ".join(name.split())
    if not name:
        raise RuleError("Enter a name, such as the source of the list.", "name")
    if len(name) > NAME_LENGTH:
        raise RuleError(f"The name is longer than {NAME_LENGTH} characters. Shorten it.", "name")
    kept.name = name
    db.session.flush()


def labels_of(kept: ImportMapping) -> dict[str, str]:
    """Header → the label of what it fills, empty for columns left out and fields that are gone."""
    return {
        header: label_of_target(target) if target and _is_known(target) else ""
        for header, target in kept.targets.items()
    }


def forget_mapping(kept: ImportMapping) -> None:
    """Do not propose it any more."""
    db.session.delete(kept)
    db.session.flush()


def _member_of(actor: Identity) -> UUID | None:
    """The member for which a planner works, if it is one; None for the county and for several."""
    if actor.is_county_staff:
        return None
    own = sorted(actor.organizations(Role.PLANNER), key=str)
    return own[0] if len(own) == 1 else None


def _is_known(target: str) -> bool:
    return not target or target in ATTRIBUTES or target in FIELDS


def _shortened(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"
