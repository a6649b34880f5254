"""What is printed of a site: the two-page report, and facts that name their sources."""

from fss.sites.documents.report import ReportData, site_report
from fss.sites.documents.sourced import Sources, fact_line, fact_lines, value_words

__all__ = ["ReportData", "Sources", "fact_line", "fact_lines", "site_report", "value_words"]
