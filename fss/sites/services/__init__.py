"""Writing to the inventory: sites, facts, imports, photos, places and reports."""

from fss.sites.models import Statement
from fss.sites.services.facets import (
    are_facets_missing,
    keep_facets,
    rebuild_facets,
)
from fss.sites.services.facts import keep_site_current, retract_fact, state_facts
from fss.sites.services.inventory import add_site, edit_site, set_listed
from fss.sites.services.rebuilding import rebuild_sites

__all__ = [
    "Statement",
    "add_site",
    "are_facets_missing",
    "edit_site",
    "keep_facets",
    "keep_site_current",
    "rebuild_facets",
    "rebuild_sites",
    "retract_fact",
    "set_listed",
    "state_facts",
]
