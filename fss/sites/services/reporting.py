"""Printing a site report and keeping both files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from fss.accounts.queries import get_county, get_zone
from fss.audit.services import record
from fss.documents.docx import render_docx
from fss.documents.pdf import render_pdf
from fss.errors import RuleError
from fss.files.models import StoredFile
from fss.files.rules import MEDIA_TYPES, Kind
from fss.files.services import read_file, store_file
from fss.jobs.models import Job
from fss.jobs.services import start_job
from fss.permissions.rules import Identity
from fss.sites import queries
from fss.sites.documents import ReportData, site_report
from fss.sites.models import Site
from fss.sites.rules.classes import Audience, may_show
from fss.timezone import local_date

Tell = Callable[[int, int, str], None]


def start_report(site: Site, *, actor: Identity, now: datetime) -> Job:
    """Ask for the report of a site; the worker prints it. RuleError when none may go out."""
    check_may_go_out(site)
    return start_job(
        "site_report",
        title=f"Site report: {site.name}",
        arguments={"site_id": str(site.id)},
        actor=actor,
        subject_type="site",
        subject_id=site.id,
        now=now,
    )


def make_report(
    site: Site, *, actor: Identity, now: datetime, tell: Tell
) -> tuple[StoredFile, StoredFile]:
    """Build the report once and write it as PDF and as DOCX; returns both files."""
    check_may_go_out(site)
    tell(0, 3, "Reading the facts")
    document = site_report(report_data(site, now=now))
    tell(1, 3, "Writing the PDF")
    pdf = _keep(render_pdf(document), site, Kind.PDF, actor, now)
    tell(2, 3, "Writing the Word document")
    docx = _keep(render_docx(document), site, Kind.DOCX, actor, now)
    record("site:report", subject=site, at=now, pdf_sha256=pdf.sha256, docx_sha256=docx.sha256)
    return pdf, docx


def report_data(site: Site, *, now: datetime) -> ReportData:
    """Everything a report or a proposal shows of one site: what may go out, nothing else."""
    today = local_date(now, get_zone())
    groups = queries.values_of(site, today=today, audience=Audience.PROPOSAL)
    shown = [one for _, _, members in groups for one in members]
    keys = {one.field.key for one in shown}
    everything = queries.held_values(site, today=today, audience=Audience.COUNTY)
    return ReportData(
        site=site,
        groups=groups,
        kept_back=[
            one
            for key, one in everything.items()
            if key not in keys and (one.fact is not None or one.plan is not None)
        ],
        outlines=queries.outlines(),
        shape=queries.shape_of(site.id) if queries.shows_place(shown) else None,
        photo=read_file(site.cover.file) if site.cover else None,
        county=get_county(),
        created=now,
        today=today,
    )


def check_may_go_out(site: Site) -> None:
    """RuleError for a site that only its city and the county may see."""
    if not may_show(site.data_class, Audience.PROPOSAL):
        raise RuleError(
            f"Only its city and the county may see {site.name}, so nothing of it goes out. "
            "Change who may see it first, or leave it out."
        )


def report_name(site: Site, suffix: str) -> str:
    """`S-0041-Elm-Park-site-report.pdf`: letters, digits and hyphens only."""
    plain = unicodedata.normalize("NFKD", site.name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return "-".join(part for part in (site.reference, words, "site-report") if part) + suffix


def _keep(data: bytes, site: Site, kind: Kind, actor: Identity, now: datetime) -> StoredFile:
    return store_file(
        data,
        name=report_name(site, f".{kind.value}"),
        media_type=MEDIA_TYPES[kind],
        owner_id=actor.user_id,
        purpose="site-report",
        now=now,
    )
