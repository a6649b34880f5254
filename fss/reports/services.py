"""Asking for a report and making it: once as a document, once as a workbook."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from fss.accounts.queries import get_county, get_zone
from fss.audit.services import record
from fss.documents.blocks import Document
from fss.documents.pdf import render_pdf
from fss.errors import ForbiddenError
from fss.exchange.documents import write_sheets
from fss.files.models import StoredFile
from fss.files.rules import MEDIA_TYPES, Kind
from fss.files.services import store_file
from fss.jobs.models import Job
from fss.jobs.services import start_job
from fss.permissions.rules import Identity, Permission, allows
from fss.reports import queries
from fss.reports.documents import (
    PackData,
    SummaryData,
    all_cities,
    city_pack,
    pack_sheets,
    summary_sheets,
)
from fss.reports.documents.workbooks import Sheet
from fss.reports.queries import City
from fss.reports.queries.cities import PACK, SUMMARY
from fss.reports.rules.figures import READY_FROM
from fss.reports.rules.periods import period_of
from fss.timezone import local_date

Tell = Callable[[int, int, str], None]
Files = tuple[StoredFile, StoredFile]


def start_pack(city: City, *, period: str, actor: Identity, now: datetime) -> Job:
    """Ask for the pack of a city; RuleError for a period that does not exist."""
    chosen = period_of(period, local_date(now, get_zone()))
    return start_job(
        PACK,
        title=f"City report: {city.name}, {chosen.label.lower()}",
        arguments={"organization_id": str(city.organization_id), "period": chosen.key},
        actor=actor,
        subject_type="organization",
        subject_id=city.organization_id,
        now=now,
    )


def start_summary(*, period: str, actor: Identity, now: datetime) -> Job:
    """Ask for the numbers of all cities; RuleError for a period that does not exist."""
    chosen = period_of(period, local_date(now, get_zone()))
    return start_job(
        SUMMARY,
        title=f"Report of all cities, {chosen.label.lower()}",
        arguments={"period": chosen.key},
        actor=actor,
        now=now,
    )


def make_pack(city: City, *, period: str, actor: Identity, now: datetime, tell: Tell) -> Files:
    """Read once, write PDF and workbook; returns both files."""
    tell(0, 3, "Reading the sites")
    data = pack_data(city, period=period, actor=actor, now=now)
    files = _write(
        city_pack(data),
        pack_sheets(data),
        name=f"{_plain(city.name)}-city-report-{data.day.isoformat()}",
        actor=actor,
        now=now,
        tell=tell,
    )
    record("report:city", at=now, city=city.name, period=data.period.label)
    return files


def make_summary(*, period: str, actor: Identity, now: datetime, tell: Tell) -> Files:
    """The numbers of all cities as PDF and workbook; ForbiddenError for who may not have them."""
    tell(0, 3, "Reading the cities")
    data = summary_data(period=period, actor=actor, now=now)
    files = _write(
        all_cities(data),
        summary_sheets(data),
        name=f"all-cities-report-{data.day.isoformat()}",
        actor=actor,
        now=now,
        tell=tell,
    )
    record("report:summary", at=now, period=data.period.label)
    return files


def pack_data(city: City, *, period: str, actor: Identity, now: datetime) -> PackData:
    """Everything the pack of a city says, as far as `actor` may know it."""
    zone = get_zone()
    today = local_date(now, zone)
    chosen, own = period_of(period, today), city.organization_id
    sites = queries.site_lines(actor, own, today=today)
    stated = queries.stated_in(actor, own, period=chosen, zone=zone)
    together, _ = queries.pursuit_counts(period=chosen, zone=zone, now=now, organization_id=own)
    return PackData(
        city=city,
        **_office(),
        created=now,
        day=today,
        period=chosen,
        inventory=queries.inventory_of(sites, today=today, stated=stated),
        sites=sites,
        missing=queries.missing_facts(actor, own, today=today),
        stale=queries.stale_values(actor, own, today=today),
        pursuits=together,
    )


def summary_data(*, period: str, actor: Identity, now: datetime) -> SummaryData:
    """The numbers of all cities."""
    if not allows(Permission.REPORT_SUMMARY, actor):
        raise ForbiddenError
    zone = get_zone()
    today = local_date(now, zone)
    chosen = period_of(period, today)
    together, by_city = queries.pursuit_counts(period=chosen, zone=zone, now=now)
    return SummaryData(
        **_office(),
        created=now,
        day=today,
        period=chosen,
        cities=queries.city_lines(today=today, ready_from=READY_FROM),
        together=together,
        pursuits=by_city,
    )


def _office() -> dict[str, Any]:
    county = get_county()
    return {
        "county": county.name if county else "",
        "author": county.office_name if county else "First Stop Shop",
        "is_sample": bool(county and county.is_sample),
    }


def _write(
    document: Document,
    sheets: Sequence[Sheet],
    *,
    name: str,
    actor: Identity,
    now: datetime,
    tell: Tell,
) -> Files:
    tell(1, 3, "Writing the PDF")
    pdf = _keep(render_pdf(document), f"{name}.pdf", Kind.PDF, actor, now)
    tell(2, 3, "Writing the workbook")
    with tempfile.TemporaryFile() as out:
        write_sheets(sheets, out)
        out.seek(0)
        workbook = _keep(out.read(), f"{name}.xlsx", Kind.XLSX, actor, now)
    return pdf, workbook


def _keep(data: bytes, name: str, kind: Kind, actor: Identity, now: datetime) -> StoredFile:
    return store_file(
        data,
        name=name,
        media_type=MEDIA_TYPES[kind],
        owner_id=actor.user_id,
        purpose="city-report",
        now=now,
    )


def _plain(words: str) -> str:
    """Letters, digits and hyphens only."""
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-") or "city"
