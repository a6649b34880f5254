"""Printing a process: the documents of a version, whole or as one city runs it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from fss.accounts.queries import get_county, get_zone
from fss.audit.services import record
from fss.documents.docx import render_docx
from fss.documents.pdf import render_pdf
from fss.files.models import StoredFile
from fss.files.rules import MEDIA_TYPES, Kind
from fss.files.services import store_file
from fss.jobs.models import Job
from fss.jobs.services import start_job
from fss.permissions.rules import Identity
from fss.process.documents.paper import PaperData, process_paper
from fss.process.documents.workbook import process_workbook
from fss.process.models import ProcessTemplate, RaciVariant, TemplateStatus
from fss.process.queries.papers import PAPERS
from fss.process.rules.templates import template_from_data
from fss.process.rules.variants import changes_from_data
from fss.timezone import date_words, local_date

Tell = Callable[[int, int, str], None]
STATUS_WORDS = {
    TemplateStatus.DRAFT: "draft",
    TemplateStatus.REVIEW: "under review",
    TemplateStatus.APPROVED: "approved",
    TemplateStatus.RETIRED: "retired",
}


@dataclass(frozen=True, slots=True)
class Papers:
    """The three files of a process."""

    pdf: StoredFile
    docx: StoredFile
    xlsx: StoredFile


def start_papers(
    stored: ProcessTemplate, *, variant: RaciVariant | None = None, actor: Identity, now: datetime
) -> Job:
    """Ask for the documents of a version; with `variant` as that city runs it."""
    where = f" in {variant.organization.name}" if variant else ""
    return start_job(
        PAPERS,
        title=f"{stored.title}, version {stored.number}{where}: map, matrix and steps",
        arguments={
            "template_id": str(stored.id),
            "variant_id": str(variant.id) if variant else None,
        },
        actor=actor,
        subject_type="process_template",
        subject_id=stored.id,
        now=now,
    )


def make_papers(
    stored: ProcessTemplate,
    *,
    variant: RaciVariant | None = None,
    actor: Identity,
    now: datetime,
    tell: Tell,
) -> Papers:
    """Read once, write PDF, DOCX and workbook.

    What is approved gives the same documents each time: they are dated by the approval, or by the
    city's and the county's signatures.
    """
    tell(0, 4, "Reading the process")
    data = paper_data(stored, variant=variant, now=now)
    document = process_paper(data)
    parts = (stored.title, f"version {stored.number}", data.city)
    name = "-".join(_plain(part) for part in parts if part)

    def keep(written: bytes, kind: Kind) -> StoredFile:
        return store_file(
            written,
            name=f"{name}.{kind.value}",
            media_type=MEDIA_TYPES[kind],
            owner_id=actor.user_id,
            purpose="process-papers",
            now=now,
        )

    tell(1, 4, "Writing the PDF")
    pdf = keep(render_pdf(document), Kind.PDF)
    tell(2, 4, "Writing the Word document")
    docx = keep(render_docx(document), Kind.DOCX)
    tell(3, 4, "Writing the workbook")
    xlsx = keep(process_workbook(data), Kind.XLSX)
    record("process:print", subject=stored, at=now, title=stored.title, version=stored.number)
    return Papers(pdf, docx, xlsx)


def paper_data(
    stored: ProcessTemplate, *, variant: RaciVariant | None = None, now: datetime
) -> PaperData:
    """Everything the documents of a version say."""
    county, zone = get_county(), get_zone()
    approved = stored.approved_on
    created = datetime.combine(approved, time(12), ZoneInfo(zone)) if approved else now
    if variant is not None and variant.county_signed_at:
        created = variant.county_signed_at
    return PaperData(
        base=template_from_data(stored.content),
        number=stored.number,
        status=STATUS_WORDS[stored.status],
        is_approved=stored.is_fixed,
        approved=", ".join(
            part
            for part in (date_words(approved) if approved else "", stored.approved_body)
            if part
        ),
        review_due=stored.review_due,
        fingerprint=stored.content_hash,
        county=county.name if county else "",
        author=county.office_name if county else "First Stop Shop",
        is_sample=bool(county and county.is_sample),
        created=created,
        city=variant.organization.name if variant else "",
        changes=changes_from_data(variant.changes) if variant else {},
        agreed=_agreed(variant, zone) if variant else "",
    )


def _agreed(variant: RaciVariant, zone: str) -> str:
    signed = (
        ("the city", variant.city_signer, variant.city_signed_at),
        ("the county", variant.county_signer, variant.county_signed_at),
    )
    return "; ".join(
        f"{user.name} for {side} on {date_words(local_date(at, zone))}"
        for side, user, at in signed
        if user is not None and at is not None
    )


def _plain(words: str) -> str:
    """Letters, digits and hyphens only."""
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-").lower()[:60].strip("-") or "process"
