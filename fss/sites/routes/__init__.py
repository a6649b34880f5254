"""The pages of the inventory."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.audit.rules import describe, describe_values
from fss.permissions.rules import Identity, Permission
from fss.sites.rules.classes import DataClass
from fss.web.navigation import Entry, add_entry

bp = Blueprint("sites", __name__, url_prefix="/sites")

DEEDS = {
    "site:facts": "Values stated: {values}",
    "site:boundary": "Boundary saved, {acres} acres",
    "site:boundary:remove": "Boundary removed",
    "site:unlist": "Taken off the list",
    "site:list": "Put back on the list",
    "site:report": "Site report made",
    "site:rivals": "Stated beside what is current: {values}",
    "site:rival:use": "Contradiction settled by the other value: {value}",
    "site:rival:keep": "Contradiction settled, the value stays: {value}",
    "site:restore": "Older value restored: {value}",
    "site:photos:order": "Photos put in order, the first one: {first}",
    "site:photo:remove": "Photo removed: {photo}",
    "site:photo:restore": "Photo put back: {photo}",
}


def init_app(app: Flask) -> None:
    """Register the pages and the navigation entry."""
    # The pages hang themselves on `bp` when they are imported.
    from fss.sites.routes import (
        comparing,
        documents,
        editing,
        evidence,
        listing,
        many,
        photos,
        places,
        reports,
        showing,
    )

    del comparing, documents, editing, evidence, listing, many, photos, places, reports, showing
    app.register_blueprint(bp)
    for verb, words in DEEDS.items():
        describe(verb, words)
    describe_values("data_class", {one.value: one.label for one in DataClass})
    beside, needed = ("sites", "exchange", "searches"), Permission.SITE_LIST
    add_entry(app, Entry("Sites", "sites.index", needed, 30, beside, _looks_after_all))
    add_entry(app, Entry("Our sites", "sites.ours", needed, 30, beside, _looks_after_own))


def _looks_after_all(identity: Identity) -> bool:
    return identity.is_county_staff


def _looks_after_own(identity: Identity) -> bool:
    return not identity.is_county_staff
