"""Reading what a report says: cities and what was made, their sites, their pursuits in counts."""

from fss.reports.queries.cities import City, cities, get_city, reports_made
from fss.reports.queries.pursuits import pursuit_counts
from fss.reports.queries.sites import (
    Lacking,
    SiteLine,
    StaleValue,
    inventory_of,
    missing_facts,
    site_lines,
    stale_values,
    stated_in,
)
from fss.reports.queries.summary import CityLine, city_lines

__all__ = [
    "City",
    "CityLine",
    "Lacking",
    "SiteLine",
    "StaleValue",
    "cities",
    "city_lines",
    "get_city",
    "inventory_of",
    "missing_facts",
    "pursuit_counts",
    "reports_made",
    "site_lines",
    "stale_values",
    "stated_in",
]
