"""What takes longer than a page: making a report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fss.jobs.services import Progress, job
from fss.permissions.guard import current_identity
from fss.reports import queries
from fss.reports.queries.cities import PACK, SUMMARY
from fss.reports.services import make_pack, make_summary
from fss.timezone import utcnow


@job(PACK)
def make_city_pack(progress: Progress, *, organization_id: str, period: str) -> dict[str, Any]:
    """The report of one city as PDF and workbook; who asked must still be allowed to have it."""
    identity = current_identity()
    city = queries.get_city(UUID(organization_id), identity)
    pdf, workbook = make_pack(city, period=period, actor=identity, now=utcnow(), tell=progress)
    return {
        "file_id": str(pdf.id),
        "xlsx_id": str(workbook.id),
        "url": f"/reports/cities/{organization_id}",
    }


@job(SUMMARY)
def make_cities_summary(progress: Progress, *, period: str) -> dict[str, Any]:
    """The numbers of all cities as PDF and workbook."""
    identity = current_identity()
    pdf, workbook = make_summary(period=period, actor=identity, now=utcnow(), tell=progress)
    return {"file_id": str(pdf.id), "xlsx_id": str(workbook.id), "url": "/reports/summary"}
