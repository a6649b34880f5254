"""Reading the inventory, always within what a person may see."""

from fss.sites.queries.asked import asked_filters
from fss.sites.queries.comparing import MOST_COMPARED, compared, sites_to_compare
from fss.sites.queries.evidence import (
    Conflict,
    Evidence,
    conflicts_of,
    documents_of,
    evidence_of,
    evidence_of_held,
    facts_supported,
    get_document,
    support_by_file,
)
from fss.sites.queries.facts import (
    Held,
    current_ids,
    current_value,
    fact_history,
    facts_at,
    held_values,
    shows_place,
    site_history,
    taken_over,
    values_of,
)
from fss.sites.queries.filters import SiteFilters
from fss.sites.queries.found import Found, find_sites
from fss.sites.queries.groups import FactGroup, chosen_of, fact_groups
from fss.sites.queries.lists import SiteRow, land_of, page_of, sites
from fss.sites.queries.near import Near
from fss.sites.queries.places import MapPoints, map_points, outlines, shape_of
from fss.sites.queries.scope import (
    audience_of,
    cities_to_begin_with,
    get_photo,
    get_site,
    may_see,
    member_names,
    organizations_to_list,
    organizations_to_write,
    visible,
)
from fss.sites.queries.studies import Study, rows_of, studies_of

__all__ = [
    "Conflict",
    "Evidence",
    "conflicts_of",
    "documents_of",
    "evidence_of",
    "evidence_of_held",
    "facts_supported",
    "get_document",
    "support_by_file",
    "MOST_COMPARED",
    "asked_filters",
    "compared",
    "sites_to_compare",
    "FactGroup",
    "Found",
    "Held",
    "MapPoints",
    "Near",
    "SiteFilters",
    "SiteRow",
    "Study",
    "audience_of",
    "cities_to_begin_with",
    "chosen_of",
    "current_ids",
    "current_value",
    "fact_groups",
    "fact_history",
    "facts_at",
    "find_sites",
    "get_photo",
    "get_site",
    "held_values",
    "land_of",
    "map_points",
    "may_see",
    "member_names",
    "organizations_to_list",
    "organizations_to_write",
    "outlines",
    "page_of",
    "shape_of",
    "shows_place",
    "rows_of",
    "site_history",
    "sites",
    "studies_of",
    "taken_over",
    "values_of",
    "visible",
]
