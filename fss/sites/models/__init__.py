"""The tables of the inventory."""

from fss.sites.models.boundaries import SiteBoundary
from fss.sites.models.evidence import DocumentKind, SiteDocument, SiteRival
from fss.sites.models.freshness import CheckDays
from fss.sites.models.inventory import (
    BYTEWISE,
    LIST_FILTERS,
    Confidence,
    Fact,
    ScreenedColumns,
    Site,
    SitePhoto,
    SiteShape,
    SiteValue,
    Statement,
    class_of_field,
    stored_text,
    typed_values,
    value_of,
)

__all__ = [
    "BYTEWISE",
    "LIST_FILTERS",
    "CheckDays",
    "Confidence",
    "DocumentKind",
    "Fact",
    "ScreenedColumns",
    "Site",
    "SiteBoundary",
    "SiteDocument",
    "SitePhoto",
    "SiteRival",
    "SiteShape",
    "SiteValue",
    "Statement",
    "class_of_field",
    "stored_text",
    "typed_values",
    "value_of",
]
