"""The three processes a county starts with; each county and city edits its own copy.

Letters, lengths and order are starting values. Only what is marked statutory comes from the law:
Minn. Stat. 15.99 (decision within 60 days of a complete request; notice of an incomplete one
within 15 business days) and Minn. Stat. 116J.993-995 (business subsidies).
"""

from fss.process.rules.defaults.permitting import PERMITTING
from fss.process.rules.defaults.pursuit import PURSUIT
from fss.process.rules.defaults.site_visit import SITE_VISIT
from fss.process.rules.templates import Template

__all__ = ["DEFAULT_TEMPLATES", "PERMITTING", "PURSUIT", "SITE_VISIT"]

DEFAULT_TEMPLATES: dict[str, Template] = {
    template.code: template for template in (PURSUIT, SITE_VISIT, PERMITTING)
}
"""The default processes by code."""
