"""Reading processes, what cities agreed in them, and who can be reached behind each role."""

from fss.process.queries.people import role_holders
from fss.process.queries.reach import PostReach, ReachReport, reach_report
from fss.process.queries.templates import (
    altered_templates,
    approved_templates,
    find_template,
    get_template,
    held_codes,
    is_unaltered,
    newest_version,
    open_templates,
    open_version,
    template_versions,
)
from fss.process.queries.variants import (
    CityProcess,
    Standing,
    agreed_changes,
    city_process,
    city_processes,
    get_city,
    get_variant,
    own_cities,
    past_variants,
    variants_before,
)

__all__ = [
    "CityProcess",
    "PostReach",
    "ReachReport",
    "Standing",
    "agreed_changes",
    "altered_templates",
    "approved_templates",
    "city_process",
    "city_processes",
    "find_template",
    "get_city",
    "get_template",
    "get_variant",
    "held_codes",
    "is_unaltered",
    "newest_version",
    "open_templates",
    "open_version",
    "own_cities",
    "past_variants",
    "reach_report",
    "role_holders",
    "template_versions",
    "variants_before",
]
