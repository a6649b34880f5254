"""The steps of an import: take the file, set the columns, dry run, write all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select

from fss.accounts.models import Organization
from fss.audit.services import record, record_about
from fss.db import db
from fss.errors import RuleError
from fss.exchange.models import Differing, ImportState, SiteImport
from fss.exchange.rules.importing import check_rows
from fss.exchange.rules.likeness import Choice
from fss.exchange.rules.mapping import check_mapping, guess_mapping, targets_of
from fss.exchange.rules.plans import ImportPlan, Problem
from fss.exchange.services.bulk import Bulk
from fss.exchange.services.comparing import compare
from fss.exchange.services.maps import county_places
from fss.exchange.services.outcomes import outcome_of, problems_of, rejected_rows
from fss.exchange.services.tables import Table, read_table
from fss.files.services import read_file, store_file
from fss.permissions.rules import Identity
from fss.sites.models import Confidence
from fss.sites.queries import organizations_to_write
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.parsing import words_of

CITY = "City or township"
PLACE = "Place on the map"
CHANGED = "The inventory has changed since the list was checked. Check it again."
WRITING = 7_331_003
"""The advisory lock under which a list is written."""
Tell = Callable[[int, int, str], None]


def start_import(data: bytes, *, name: str, actor: Identity, now: datetime) -> SiteImport:
    """Take a list and guess what its columns hold. RuleError (field `file`)."""
    kind, table = read_table(data, name=name)
    assert actor.user_id is not None
    file = store_file(
        data,
        name=name or "list",
        media_type=kind.media_type,
        owner_id=actor.user_id,
        purpose="site-import",
        now=now,
    )
    guesses = guess_mapping(table.headers)
    imported = SiteImport(
        owner_id=actor.user_id,
        file=file,
        file_name=file.name,
        state=ImportState.MAPPING,
        mapping={
            "columns": list(table.headers),
            "samples": [table.samples(place) for place in range(len(table.headers))],
            "rows": len(table.rows),
            "notes": list(table.notes)[:200],
            "targets": {str(column): target for column, target in targets_of(guesses).items()},
            "kind": PropertyKind.LAND.value,
            "confidence": "",
            # A list that came from here says nothing new by saying the same.
            "confirms": all(guess.target != "@reference" for guess in guesses),
            "differing": Differing.REPLACE.value,
        },
        outcome={},
        created_at=now,
    )
    db.session.add(imported)
    db.session.flush()
    return imported


def set_mapping(
    imported: SiteImport,
    *,
    targets: Mapping[int, str],
    organization: Organization | None,
    kind: PropertyKind,
    source: str,
    as_of: date,
    confidence: Confidence,
    differing: Differing = Differing.REPLACE,
    now: datetime,
) -> None:
    """Say what each column fills and where the list comes from. RuleError."""
    _check_open(imported)
    columns = imported.mapping["columns"]
    wanted = dict(targets)
    if organization is not None:
        if "@city" in wanted.values():
            raise RuleError(
                "A column says the city or township. Leave that column out, or choose "
                "“A column says it”.",
                "organization",
            )
        wanted[len(columns)] = "@city"
    elif "@city" not in wanted.values():
        raise RuleError("Choose the city or township, or the column that says it.", "organization")
    problems = check_mapping(wanted, len(columns) + 1)
    if problems:
        raise RuleError(" ".join(problems))
    if (as_of - now.date()).days > 1:
        raise RuleError("This day is in the future. Enter the day the list was true.", "as_of")
    imported.mapping = {
        **imported.mapping,
        "targets": {str(column): target for column, target in targets.items()},
        "kind": kind.value,
        "confidence": confidence.value,
        "differing": differing.value,
    }
    imported.organization_id = organization.id if organization else None
    imported.source, imported.as_of = source.strip(), as_of
    imported.state, imported.outcome, imported.rejected = ImportState.MAPPING, {}, None
    db.session.flush()


def check_import(imported: SiteImport, *, identity: Identity, tell: Tell | None = None) -> None:
    """The dry run: nothing is written but what it found, in `imported.outcome`."""
    _check_open(imported)
    table = table_of(imported)
    plan = plan_of(imported, table, identity, tell=tell)
    comparison = compare(imported, plan, organizations_to_write(identity), tell=tell)
    imported.outcome = outcome_of(table, plan, comparison)
    imported.rejected = rejected_rows(table, problems_of(plan, comparison)) or None
    imported.state = ImportState.CHECKED
    db.session.flush()


def choose(imported: SiteImport, choices: Mapping[int, Choice]) -> None:
    """Say of rows (by number) whether they are the property shown beside them.

    The list must be checked again afterwards. RuleError for a row that was not shown, or a
    choice that was not offered for it.
    """
    _check_open(imported)
    shown = {one["row"]: one for one in imported.outcome.get("duplicates", ())}
    said = dict(imported.choices or {})
    for row, choice in choices.items():
        if row not in shown or choice.value not in shown[row]["choices"]:
            raise RuleError(CHANGED)
        said[str(row)] = {"other": shown[row]["other"], "choice": choice.value}
    imported.choices = said
    db.session.flush()


def write_import(
    imported: SiteImport,
    table: Table,
    plan: ImportPlan,
    *,
    leave_out: bool,
    identity: Identity,
    now: datetime,
    tell: Tell | None = None,
) -> None:
    """Write what the dry run showed, all of it or nothing.

    With problems only when the person chose to leave those values out, and no more of them than
    were shown; never before each possible duplicate is decided. RuleError otherwise.
    """
    if imported.state is not ImportState.CHECKED:
        raise RuleError("This import was not checked, or was written already.")
    wait_for_other_lists()
    organizations = organizations_to_write(identity)
    comparison = compare(imported, plan, organizations, hold=True, tell=tell)
    outcome = outcome_of(table, plan, comparison)
    if outcome["problem_count"] and not leave_out:
        raise RuleError("Some values have problems. Correct the file, or choose to leave them out.")
    if outcome["problem_count"] > imported.outcome.get("problem_count", 0):
        raise RuleError(CHANGED)
    if comparison.undecided:
        raise RuleError(
            f"{comparison.undecided:,} rows may be in the inventory already. Check the list "
            "again and choose what they are."
        )
    digest = Bulk(imported, actor=identity, now=now).write(comparison, tell=tell)
    imported.outcome = {**outcome, "left_out": bool(outcome["problem_count"])}
    imported.state, imported.written_at = ImportState.WRITTEN, now
    for match in comparison.matches:
        if match.is_new:
            record_about(
                "site:import",
                stream=f"organization:{match.organization_id}",
                subject_type="site",
                subject_id=match.site_id,
                at=now,
                name=match.name,
                file=imported.file_name,
                row=match.row,
            )
    record(
        "import:write",
        subject=imported,
        at=now,
        file=imported.file_name,
        sites=outcome["sites"],
        facts=outcome["facts"],
        problems=outcome["problem_count"],
        sha256=digest,
    )
    db.session.flush()


def wait_for_other_lists() -> None:
    """Write one list at a time, else two with the same new sites would each add them.

    The embedded engine has one writer at a time anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(WRITING)))


def table_of(imported: SiteImport) -> Table:
    """The table as it was sent: read again from the store, which checks its SHA-256."""
    return read_table(read_file(imported.file), name=imported.file_name)[1]


def plan_of(
    imported: SiteImport, table: Table, identity: Identity, *, tell: Tell | None = None
) -> ImportPlan:
    """What each row and cell of the table would become."""
    mapping = {int(column): target for column, target in imported.mapping["targets"].items()}
    headers, rows = table.headers, table.rows
    city = _city(imported, identity)
    if city:
        # The city becomes a column in front, so that the rules see rows as if the file said it.
        headers = (CITY, *headers)
        mapping = {0: "@city", **{column + 1: target for column, target in mapping.items()}}
        rows = tuple(
            (city if any(words_of(cell) for cell in row) else "", *row) for row in table.rows
        )

    def told(done: int) -> None:
        if tell:
            tell(done, len(rows), "Reading the rows")

    plan = check_rows(
        headers,
        mapping,
        rows,
        kind=PropertyKind(imported.mapping["kind"]),
        as_of=imported.as_of,
        first_row=table.first_row,
        places=county_places(),
        tell=told,
    )
    misplaced = (
        Problem(row=row, column=PLACE, words="", sentence=sentence)
        for row, sentence in table.misplaced.items()
    )
    counts = plan.counts[1:] if city else plan.counts
    return replace(plan, problems=(*plan.problems, *misplaced), counts=counts)


def _city(imported: SiteImport, identity: Identity) -> str:
    """The name of the member for all rows, empty when a column says it."""
    if imported.organization_id is None:
        return ""
    names = {one.id: one.name for one in organizations_to_write(identity)}
    if imported.organization_id not in names:
        raise RuleError("You may not import for this city or township.", "organization")
    return names[imported.organization_id]


def _check_open(imported: SiteImport) -> None:
    if imported.state in (ImportState.WRITTEN, ImportState.UNDONE):
        raise RuleError("This list was imported already. Send the file again to import it anew.")
