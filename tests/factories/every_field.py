"""A value for every field, declared or the county's own, and sites that state them all."""

from __future__ import annotations

from fss.accounts.models import Organization
from fss.fields.models import OwnField
from fss.permissions.rules import SYSTEM
from fss.sites.models import Confidence, Site
from fss.sites.rules.dictionary import fields_for
from fss.sites.rules.fields import Field, Kind, PropertyKind, TextForm
from fss.sites.rules.parsing import parse
from fss.sites.rules.values import display
from fss.sites.services import Statement, state_facts
from fss.timezone import utcnow
from tests.factories.fields import make_field
from tests.factories.sites import STATED, make_site

OWN_KINDS = [kind for kind in Kind if kind is not Kind.TABLE]
FORMS = {
    TextForm.URL: "https://www.example.org/",
    TextForm.EMAIL: "planner@example.org",
    TextForm.PHONE: "952-555-0100",
}


def make_own_fields() -> list[OwnField]:
    """An own field of each kind, called `Marvel of kind …` and `wonder …`."""
    return [
        make_field(
            f"Marvel of kind {kind.value}",
            kind=kind,
            group="zoning",
            unit="usd" if kind is Kind.MONEY else "",
            answers=("First", "Second") if kind in (Kind.CHOICE, Kind.MULTI) else (),
            aliases=(f"wonder {kind.value}",),
        )
        for kind in OWN_KINDS
    ]


def words_for(field: Field) -> str:
    """Words that state a value of the field."""
    if field.is_set:
        return field.choices[0].label
    if field.kind is Kind.DATE:
        return "2026-05-01"
    if field.is_table:
        return " | ".join(cells_for(field))
    if field.is_text:
        return FORMS.get(field.form, f"Words of {field.key}")
    low = -1e9 if field.minimum is None else field.minimum
    high = 1e9 if field.maximum is None else field.maximum
    return f"{min(max(2.0, low), high):g}"


def cells_for(field: Field) -> list[str]:
    """A row of a table field."""
    words = {Kind.NUMBER: "3", Kind.INTEGER: "3", Kind.MONEY: "$3", Kind.DATE: "5/1/2026"}
    return [words.get(column.kind, "Words") for column in field.columns_of_table]


def shown_for(field: Field) -> str:
    """The value as pages and papers show it."""
    value = parse(field, words_for(field)).value
    assert value is not None, field.key
    return display(field, value)


def site_with_all(kind: PropertyKind, city: Organization) -> Site:
    """A site called Marvel on which every field of its kind is stated."""
    site = make_site("Marvel", organization=city, kind=kind)
    state_facts(
        site,
        [Statement(field=field.key, value=words_for(field)) for field in fields_for(kind)],
        source="City",
        as_of=STATED,
        confidence=Confidence.OWNER,
        actor=SYSTEM,
        now=utcnow(),
    )
    return site
