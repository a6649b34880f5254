"""By the clock: whose time runs out, and whose role is over. On demand: printing a process."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fss.calendars.services.ending import tell_ending_calendars
from fss.jobs.services import Progress, job, periodic
from fss.permissions.guard import current_identity
from fss.process import queries as process
from fss.process.queries.papers import PAPERS, agreed_variant
from fss.process.services.printing import make_papers
from fss.timezone import utcnow
from fss.work.services.handover import hand_over_ended
from fss.work.services.sweeping import sweep_clocks


@periodic("sweep_clocks", minute="*")
def sweep() -> None:
    """Each minute."""
    sweep_clocks(now=utcnow())


@periodic("hand_over", minute="12")
def hand_over() -> None:
    """Each hour, because midnight in the county moves with its zone and season."""
    hand_over_ended(now=utcnow())


@periodic("ending_calendars", hour="10", minute="40")
def tell_ending() -> None:
    """Each night, before the daily mail."""
    tell_ending_calendars(now=utcnow())


@job(PAPERS)
def print_process(
    progress: Progress, *, template_id: str, variant_id: str | None = None
) -> dict[str, Any]:
    """PDF, DOCX and workbook of a process; who asked must still be allowed to read it."""
    identity = current_identity()
    stored = process.get_template(UUID(template_id), identity)
    variant = agreed_variant(UUID(variant_id), stored, identity) if variant_id else None
    papers = make_papers(stored, variant=variant, actor=identity, now=utcnow(), tell=progress)
    return {
        "file_id": str(papers.pdf.id),
        "docx_id": str(papers.docx.id),
        "xlsx_id": str(papers.xlsx.id),
        "url": f"/process/templates/{template_id}/papers",
    }
