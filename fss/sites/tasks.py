"""What takes longer than a page: printing a report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fss.jobs.services import Progress, job
from fss.permissions.guard import current_identity
from fss.sites import queries
from fss.sites.services.reporting import make_report
from fss.timezone import utcnow


@job("site_report")
def print_report(progress: Progress, *, site_id: str) -> dict[str, Any]:
    """Print the report of one site as PDF and DOCX."""
    site = queries.get_site(UUID(site_id), current_identity())
    pdf, docx = make_report(site, actor=current_identity(), now=utcnow(), tell=progress)
    return {
        "file_id": str(pdf.id),
        "docx_id": str(docx.id),
        "url": f"/sites/{site_id}/reports",
    }
