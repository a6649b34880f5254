"""What takes longer than a page: imports and their undoing, long checks, exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fss.db import check_version, db
from fss.exchange import queries
from fss.exchange.documents import Format
from fss.exchange.models import ImportState
from fss.exchange.services.exporting import make_export
from fss.exchange.services.importing import check_import, plan_of, table_of, write_import
from fss.exchange.services.undoing import undo_import
from fss.jobs.services import Progress, job
from fss.permissions.guard import current_identity
from fss.timezone import utcnow


@job("site_import_check")
def check_list(progress: Progress, *, import_id: str) -> dict[str, Any]:
    """The dry run of a long list."""
    imported = queries.get_import(UUID(import_id), current_identity())
    check_import(imported, identity=current_identity(), tell=progress)
    return {"url": f"/exchange/imports/{import_id}/check"}


@job("site_import")
def write_list(progress: Progress, *, import_id: str, leave_out: bool) -> dict[str, Any]:
    """Write a checked list: all of it or nothing."""
    identity = current_identity()
    imported = queries.get_import(UUID(import_id), identity)
    done = {"url": f"/exchange/imports/{import_id}"}
    if imported.state is ImportState.WRITTEN:
        return done
    progress(0, 0, "Reading the file")
    version = imported.version
    table = table_of(imported)
    plan = plan_of(imported, table, identity, tell=progress)
    # Reading takes longest and needs no lock: let others write meanwhile, then look again.
    db.session.rollback()
    imported = queries.get_import(UUID(import_id), identity)
    check_version(imported, version)
    write_import(
        imported,
        table,
        plan,
        leave_out=leave_out,
        identity=identity,
        now=utcnow(),
        tell=progress,
    )
    return done


@job("site_import_undo")
def undo_list(progress: Progress, *, import_id: str) -> dict[str, Any]:
    """Undo an import: all of it or nothing."""
    identity = current_identity()
    imported = queries.get_import_to_undo(UUID(import_id), identity)
    if imported.state is not ImportState.UNDONE:
        undo_import(imported, actor=identity, now=utcnow(), tell=progress)
    return {"url": f"/exchange/imports/{import_id}"}


@job("site_export")
def export_list(
    progress: Progress,
    *,
    filters: dict[str, list[str]],
    form: str,
    every_field: bool,
    with_evidence: bool,
) -> dict[str, Any]:
    """Write a filtered list of sites into a file."""
    stored, sites = make_export(
        filters,
        form=Format(form),
        every_field=every_field,
        with_evidence=with_evidence,
        actor=current_identity(),
        now=utcnow(),
        tell=progress,
    )
    return {"file_id": str(stored.id), "sites": sites, "url": "/exchange/exports"}
