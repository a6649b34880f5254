"""On demand: printing a process."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fss.jobs.services import Progress, job
from fss.permissions.guard import current_identity
from fss.process import queries
from fss.process.queries.papers import PAPERS, agreed_variant
from fss.process.services.printing import make_papers
from fss.timezone import utcnow


@job(PAPERS)
def print_process(
    progress: Progress, *, template_id: str, variant_id: str | None = None
) -> dict[str, Any]:
    """PDF, DOCX and workbook of a process; who asked must still be allowed to read it."""
    identity = current_identity()
    stored = queries.get_template(UUID(template_id), identity)
    variant = agreed_variant(UUID(variant_id), stored, identity) if variant_id else None
    papers = make_papers(stored, variant=variant, actor=identity, now=utcnow(), tell=progress)
    return {
        "file_id": str(papers.pdf.id),
        "docx_id": str(papers.docx.id),
        "xlsx_id": str(papers.xlsx.id),
        "url": f"/process/templates/{template_id}/papers",
    }
