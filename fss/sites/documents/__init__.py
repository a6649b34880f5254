"""What is printed of a site: the two-page report, and facts that name their sources."""

from fss.sites.documents.report import ReportData, site_report
from fss.sites.documents.sourced import Sources, fact_line, value_words

__all__ = ["ReportData", "Sources", "fact_line", "site_report", "value_words"]
