"""Reading the inventory, always within what a person may see."""

from fss.sites.queries.facts import (
    Held,
    current_value,
    fact_history,
    facts_at,
    held_values,
    site_history,
    taken_over,
    values_of,
)
from fss.sites.queries.filters import SiteFilters
from fss.sites.queries.groups import FactGroup, chosen_of, fact_groups
from fss.sites.queries.lists import SiteRow, land_of, sites
from fss.sites.queries.places import MapPoints, map_points, outlines, shape_of
from fss.sites.queries.scope import (
    get_photo,
    get_site,
    may_see,
    member_names,
    organizations_to_list,
    organizations_to_write,
    visible,
)

__all__ = [
    "FactGroup",
    "Held",
    "MapPoints",
    "SiteFilters",
    "SiteRow",
    "chosen_of",
    "current_value",
    "fact_groups",
    "fact_history",
    "facts_at",
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
    "shape_of",
    "site_history",
    "sites",
    "taken_over",
    "values_of",
    "visible",
]
