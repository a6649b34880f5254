"""Reports as blocks (written as PDF) and as sheets of a workbook."""

from fss.reports.documents.pack import PackData, city_pack
from fss.reports.documents.summary import SummaryData, all_cities
from fss.reports.documents.workbooks import pack_sheets, summary_sheets

__all__ = [
    "PackData",
    "SummaryData",
    "all_cities",
    "city_pack",
    "pack_sheets",
    "summary_sheets",
]
