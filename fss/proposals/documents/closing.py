"""The last pages of a proposal: what happens next, whom to ask, what must be said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fss.documents.blocks import (
    Block,
    BulletList,
    FactRow,
    FactTable,
    Heading,
    NumberedList,
    Paragraph,
    Section,
)
from fss.proposals.documents.gathering import Material
from fss.sites.rules.values import NOT_PROVIDED, display_date


def closing(material: Material) -> Iterator[Block]:
    """Process and contacts, then the disclaimers."""
    yield Section(
        (
            Heading(1, "What happens next", anchor="process"),
            *_process(material),
            Heading(2, "Whom to ask"),
            *_contacts(material),
        ),
        new_page=True,
    )
    yield Section((Heading(1, "Please note", anchor="notes"), BulletList(tuple(_notes(material)))))


def _process(material: Material) -> Iterator[Block]:
    steps = material.process.steps if material.process else ()
    shown = tuple(
        f"{step.client_text}. {step.promise_text}".strip()
        if step.promise_text
        else step.client_text
        for step in steps
        if step.client_text
    )
    if shown:
        yield Paragraph("These are the steps from your request to the end of the project.")
        yield NumberedList(shown)
    else:
        yield Paragraph("The office named below tells you what happens next.")


def _contacts(material: Material) -> Iterator[Block]:
    county = material.county
    yield FactTable(
        "For the whole county",
        tuple(
            FactRow(label, value or NOT_PROVIDED)
            for label, value in (
                ("Office", f"{county.office_name}, {county.name}"),
                ("Contact", county.contact_name),
                ("E-mail", county.contact_email),
                ("Phone", county.contact_phone),
            )
        ),
    )
    cities = {sheet.site.organization_id: sheet.site.organization for sheet in material.sheets}
    yield FactTable(
        "In the cities and townships of the offered sites",
        tuple(
            FactRow(
                city.name,
                ", ".join(
                    part
                    for part in (city.contact_name, city.contact_email, city.contact_phone)
                    if part
                )
                or NOT_PROVIDED,
            )
            for city in cities.values()
        ),
        ("City or township", "Contact", "Source"),
    )


def _notes(material: Material) -> Iterator[str]:
    yield f"The facts are those on record on {display_date(material.today)}."
    oldest = _oldest(material)
    if oldest:
        yield (
            f"Each fact names who stated it and as of which day; the oldest is as of "
            f"{display_date(oldest)}. Please have what matters to you confirmed."
        )
    yield "Maps are drawn from stored outlines for orientation; they are no survey."
    yield "This proposal is no offer to sell or lease and binds neither the county nor a city."
    if material.county.disclaimer:
        yield material.county.disclaimer
    if material.county.is_sample:
        yield f"{material.county.name} is made up: its cities, sites and people do not exist."


def _oldest(material: Material) -> date | None:
    days = [
        one.fact.as_of
        for sheet in material.sheets
        for key, one in sheet.held.items()
        if one.fact and key in material.fields
    ]
    return min(days, default=None)
