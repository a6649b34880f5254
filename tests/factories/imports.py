"""Imports through the services: a list checked, and written."""

from __future__ import annotations

from datetime import date

from fss.accounts.models import Organization
from fss.exchange.models import Differing, SiteImport
from fss.exchange.services.importing import (
    check_import,
    plan_of,
    set_mapping,
    start_import,
    table_of,
    write_import,
)
from fss.exchange.services.undoing import undo_import
from fss.permissions.guard import acting
from fss.permissions.rules import Identity
from fss.sites.models import Confidence
from fss.sites.rules.fields import PropertyKind
from fss.timezone import utcnow

AS_OF = date(2026, 5, 1)


def check_list(
    data: bytes,
    identity: Identity,
    *,
    name: str = "list.csv",
    as_of: date = AS_OF,
    source: str = "The list",
    organization: Organization | None = None,
    differing: Differing = Differing.REPLACE,
    kind: PropertyKind = PropertyKind.LAND,
) -> SiteImport:
    """An import whose columns are as guessed and whose dry run is done."""
    with acting(identity):
        imported = start_import(data, name=name, actor=identity, now=utcnow())
        targets = {int(key): value for key, value in imported.mapping["targets"].items()}
        if organization:
            targets = {key: value for key, value in targets.items() if value != "@city"}
        set_mapping(
            imported,
            targets=targets,
            organization=organization,
            kind=kind,
            source=source,
            as_of=as_of,
            confidence=Confidence.OWNER,
            differing=differing,
            now=utcnow(),
        )
        check_import(imported, identity=identity)
    return imported


def write_list(imported: SiteImport, identity: Identity, *, leave_out: bool = False) -> SiteImport:
    """Write a checked import."""
    with acting(identity):
        table = table_of(imported)
        write_import(
            imported,
            table,
            plan_of(imported, table, identity),
            leave_out=leave_out,
            identity=identity,
            now=utcnow(),
        )
    return imported


def undo_list(imported: SiteImport, identity: Identity) -> SiteImport:
    """Undo a written import."""
    with acting(identity):
        undo_import(imported, actor=identity, now=utcnow())
    return imported
