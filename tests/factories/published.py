"""A county that publishes its public sites, and such sites."""

from __future__ import annotations

from typing import Any

from fss.accounts.models import County
from fss.db import db
from fss.sites.models import Site
from fss.sites.rules.classes import DataClass
from tests.factories.sites import make_site


def publish(**more: Any) -> County:
    """The county, with its public list open."""
    said = {
        "name": "Elm County",
        "state": "Minnesota",
        "contact_email": "office@example.org",
        "publishes_sites": True,
    }
    county = County(**(said | more))
    db.session.add(county)
    db.session.flush()
    return county


def make_open_site(name: str = "North field", **words: Any) -> Site:
    """A site that everybody may see."""
    site = make_site(name, **words)
    site.data_class = DataClass.PUBLIC
    db.session.flush()
    return site
