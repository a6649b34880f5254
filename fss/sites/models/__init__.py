"""The tables of the inventory."""

from fss.sites.models.boundaries import SiteBoundary
from fss.sites.models.evidence import DocumentKind, SiteDocument, SiteRival
from fss.sites.models.finding import FacetBits, SiteWords
from fss.sites.models.freshness import CheckDays
from fss.sites.models.inventory import (
    BYTEWISE,
    Confidence,
    Fact,
    ScreenedColumns,
    Site,
    SiteShape,
    SiteValue,
    Statement,
    class_of_field,
    stored_text,
    typed_values,
    value_of,
)
from fss.sites.models.photos import SitePhoto

__all__ = [
    "BYTEWISE",
    "CheckDays",
    "Confidence",
    "DocumentKind",
    "FacetBits",
    "Fact",
    "ScreenedColumns",
    "Site",
    "SiteBoundary",
    "SiteDocument",
    "SitePhoto",
    "SiteRival",
    "SiteShape",
    "SiteValue",
    "SiteWords",
    "Statement",
    "class_of_field",
    "stored_text",
    "typed_values",
    "value_of",
]
