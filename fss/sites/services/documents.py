"""Documents of a site: checked when they come in, hidden but never lost when they are removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from fss.db import db
from fss.errors import RuleError
from fss.files.images import make_safe
from fss.files.papers import check_paper
from fss.files.rules import IMAGES, Kind
from fss.files.services import store_file
from fss.permissions.rules import Identity
from fss.sites.models import DocumentKind, Site, SiteDocument
from fss.sites.queries.evidence import facts_supported
from fss.sites.rules.classes import DataClass

MOST_DOCUMENTS = 200
TITLE_LENGTH = 200
LONGEST_SIDE = 3_000
"""Pixels to which a picture of a document is made smaller; enough to read a map."""
SUFFIXES = {Kind.PDF: ".pdf", Kind.DOCX: ".docx", Kind.GEOJSON: ".geojson"}


@dataclass(frozen=True, kw_only=True)
class Description:
    """What is said about a document."""

    kind: DocumentKind
    title: str
    dated: date | None = None
    data_class: DataClass = DataClass.MEMBERS
    note: str = ""


def add_document(
    site: Site, data: bytes, said: Description, *, name: str, actor: Identity, now: datetime
) -> SiteDocument:
    """Keep a document of a site; RuleError (field `file`, `title`, `dated`).

    `name` only helps to tell what the file is. The name it was sent under is not kept: it may
    hold the code name of a project.
    """
    title, dated = _checked(said, now)
    _check_room(site)
    data, media_type, suffix = _passive(data, name)
    file = store_file(
        data,
        name=download_name(site, said, suffix),
        media_type=media_type,
        owner_id=None,
        purpose="site-document",
        now=now,
    )
    document = SiteDocument(
        site=site,
        file=file,
        kind=said.kind,
        title=title,
        dated=dated,
        data_class=said.data_class,
        note=said.note.strip(),
        added_by=actor.user_id,
        added_at=now,
    )
    db.session.add(document)
    site.updated_at = now
    db.session.flush()
    return document


def edit_document(document: SiteDocument, said: Description, *, now: datetime) -> None:
    """Change what is said about a document; the file stays as it is."""
    document.title, document.dated = _checked(said, now)
    document.kind = said.kind
    document.data_class = said.data_class
    document.note = said.note.strip()
    document.site.updated_at = now
    db.session.flush()


def remove_document(document: SiteDocument, *, confirmed: bool, now: datetime) -> None:
    """Take a document off the site's page; facts keep it as their evidence.

    One that supports current values goes only when that was `confirmed`.
    """
    if document.removed_at is not None:
        return
    if not confirmed and facts_supported(document):
        raise RuleError("Values rest on this document. Tick that you know it.", "confirm")
    document.removed_at = now
    document.site.updated_at = now
    db.session.flush()


def download_name(site: Site, said: Description, suffix: str) -> str:
    """`S-0041-utility-letter-2026-05-01.pdf`: the site, the kind and the day, nothing else."""
    kind = said.kind.value.replace("_", "-")
    parts = [site.reference, kind, *([said.dated.isoformat()] if said.dated else [])]
    return "-".join(parts) + suffix


def _passive(data: bytes, name: str) -> tuple[bytes, str, str]:
    """The bytes to keep, their type and the ending of a name; RuleError (field `file`)."""
    try:
        kind = check_paper(data, name=name)
        if kind in IMAGES:
            safe = make_safe(data, longest=LONGEST_SIDE)
            suffix = ".png" if safe.media_type == "image/png" else ".jpg"
            return safe.data, safe.media_type, suffix
    except RuleError as error:
        raise RuleError(error.message, "file") from None
    return data, kind.media_type, SUFFIXES[kind]


def _checked(said: Description, now: datetime) -> tuple[str, date | None]:
    title = " ".join(said.title.split())
    if not title:
        raise RuleError("Say what the document is.", "title")
    if len(title) > TITLE_LENGTH:
        raise RuleError(f"The title is longer than {TITLE_LENGTH} characters.", "title")
    if said.dated is not None and said.dated.year < 1900:
        raise RuleError("Enter a date in 1900 or later.", "dated")
    # One day of grace: the county's calendar day may be ahead of that of UTC.
    if said.dated is not None and (said.dated - now.date()).days > 1:
        raise RuleError("This day is in the future. Enter the day on the document.", "dated")
    return title, said.dated


def _check_room(site: Site) -> None:
    count = db.session.scalar(
        select(func.count())
        .select_from(SiteDocument)
        .where(SiteDocument.site_id == site.id, SiteDocument.removed_at.is_(None))
    )
    if (count or 0) >= MOST_DOCUMENTS:
        raise RuleError(f"A site has at most {MOST_DOCUMENTS} documents. Remove one.", "file")
