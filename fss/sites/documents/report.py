"""The site report as blocks: two pages that a broker can read without this program."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from fss.accounts.models import County
from fss.documents.blocks import (
    Block,
    Document,
    FactRow,
    FactTable,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    ParagraphStyle,
    Section,
)
from fss.documents.maps import Marker, Outline, OutlineKind, map_figure
from fss.sites.documents.sourced import Sources, fact_line, study_table, value_table
from fss.sites.models import Site
from fss.sites.queries import Held, chosen_of, shows_place, studies_of
from fss.sites.rules.classes import Audience, may_show
from fss.sites.rules.fields import Part, PropertyKind
from fss.sites.rules.readiness import readiness
from fss.sites.rules.screening import is_asked
from fss.sites.rules.values import NOT_PROVIDED, display_date

FIGURES = {
    PropertyKind.LAND: (
        "available_acres",
        "contiguous_acres_max",
        "total_acres",
        "price_per_acre",
        "price_total",
    ),
    PropertyKind.BUILDING: (
        "available_sq_ft",
        "building_sq_ft",
        "clear_height_ft",
        "lease_rate_sq_ft_year",
        "price_total",
    ),
}
HEADINGS = ("Group", "Facts [source]", "")
MOST_LINES = 10
DISCLAIMER = (
    "The facts were stated by the sources named here and were not surveyed for this "
    "report. They may change without notice. Confirm what matters to a decision with the "
    "contact named here before relying on it. Nothing here is an offer."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """What a site report is built from; read once, then only arranged.

    `groups` hold what may go out. `kept_back` is known as well but printed nowhere, and nothing
    printed says that it is.
    """

    site: Site
    groups: Sequence[tuple[str, str, Sequence[Held]]]
    outlines: Sequence[tuple[str, Mapping[str, Any]]]
    shape: Mapping[str, Any] | None
    photo: bytes | None
    county: County | None
    created: datetime
    today: date
    kept_back: Sequence[Held] = ()

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude, when they are known and may go out."""
        columns: Any = self.site
        if columns.longitude_low is None or columns.latitude_low is None:
            return None
        return (columns.longitude_low, columns.latitude_low) if shows_place(self.held) else None

    @property
    def held(self) -> list[Held]:
        """Every field of the site with what is known of it."""
        return [one for _, _, members in self.groups for one in members]


def site_report(data: ReportData) -> Document:
    """The report of one site: facts by group with evidence, map, photo, contact, disclaimer."""
    site, county = data.site, data.county
    sources = Sources()
    return Document(
        title=f"Site report: {site.name}",
        subject=f"Site report: {_kind(site)} in {site.organization.name}",
        created=data.created,
        author=county.office_name if county else "First Stop Shop",
        blocks=(
            Paragraph(_lead(data), ParagraphStyle.LEAD),
            *_figures(data),
            *_pictures(data),
            *_facts(data, sources),
            _closing(data),
        ),
        running_head=f"{site.name} · {site.reference}",
        running_foot=f"{county.name if county else ''} First Stop Shop".strip(),
    )


def data_dates(held: Sequence[Held]) -> tuple[date, date] | None:
    """The oldest and the newest day as of which a shown value was stated."""
    days = [one.fact.as_of for one in held if one.fact]
    return (min(days), max(days)) if days else None


def _kind(site: Site) -> str:
    return "Land" if site.kind is PropertyKind.LAND else "Building"


def _lead(data: ReportData) -> str:
    site = data.site
    place = f"{_kind(site)} in {site.organization.name}"
    if data.county:
        place += f", {data.county.name}, {data.county.state}"
    if site.land and may_show(site.land.data_class, Audience.PROPOSAL):
        place += f". It stands on {site.land.name} ({site.land.reference})"
    return f"{place}. Reference {site.reference}."


def _figures(data: ReportData) -> list[Block]:
    held = {one.field.key: one for one in data.held}
    known = [held[key] for key in FIGURES[data.site.kind] if key in held and held[key].is_known]
    site = data.site
    shown = [KeyFigure(one.words, one.field.label) for one in known[:3]]
    if not any(one.field.screening for one in data.kept_back):
        share = f"{site.screening_known} of {site.screening_total}"
        shown.append(KeyFigure(share, "Screening facts known"))
    return [KeyFigures(tuple(shown))] if shown else []


def _pictures(data: ReportData) -> list[Block]:
    pictures: list[Block] = []
    figure = _map(data)
    if figure is not None:
        pictures.append(figure)
    cover = data.site.cover
    if data.photo is not None and cover is not None:
        credit = f"Photo: {cover.credit}" if cover.credit else ""
        pictures.append(Figure(data.photo, cover.alt, credit=credit, width=25))
    return pictures


def _map(data: ReportData) -> Figure | None:
    placed = data.point is not None
    markers = [Marker(data.site.name, *data.point)] if data.point else []
    if not markers and data.shape is None:
        return None
    drawn = [
        Outline(OutlineKind.CITY if place else OutlineKind.COUNTY, name, geometry)
        for place, (name, geometry) in enumerate(data.outlines)
    ]
    if data.shape is not None and not placed:  # at this scale a mark shows more
        drawn.append(Outline(OutlineKind.SITE, data.site.name, data.shape))
    where = f"{data.site.name} in {data.site.organization.name}"
    figure = map_figure(
        f"Where {data.site.name} lies",
        drawn,
        markers,
        alt=f"Map of the county and its cities with the place of {where}.",
    )
    return replace(figure, width=45 if data.photo is None else 40)


def _facts(data: ReportData, sources: Sources) -> list[Block]:
    """What a first look needs, then the rest by group: a row for each, a line for each fact.

    A row for each fact would take a third page.
    """
    screening = [one for one in data.held if one.field.screening]
    chosen = chosen_of(data.held)
    others = [
        one
        for one in data.held
        if not one.field.screening and (_is_stated(one) or _is_missing(one, chosen))
    ]
    groups = [("Screening facts", screening)]
    groups += [
        (label, [one for one in held if not one.field.screening]) for _, label, held in data.groups
    ]
    rows = []
    for label, held in groups:
        lines = [fact_line(one, sources) for one in held if _is_stated(one) and _is_single(one)]
        # Rows are kept on one page each: long groups are cut so that no page stays half empty.
        for start in range(0, len(lines), MOST_LINES):
            part = lines[start : start + MOST_LINES]
            rows.append(FactRow(f"{label}, more" if start else label, "\n".join(part)))
    table = [FactTable("What is known of the site", tuple(rows), HEADINGS)] if rows else []
    missing = sum(not _is_stated(one) for one in others)
    words = f"Of {len(others)} further facts {missing} are not provided. Ask for those you need."
    return [
        Heading(1, "Facts"),
        *_ready(data),
        *table,
        *_tables(data.held, sources),
        *_missing(screening),
        Paragraph(words),
        sources.block(),
    ]


def _missing(held: Sequence[Held]) -> list[Block]:
    missing = [one.field.label for one in held if not _is_stated(one)]
    if not missing:
        return []
    return [Paragraph(f"{NOT_PROVIDED}: {', '.join(missing)}.", ParagraphStyle.NOTE)]


def _ready(data: ReportData) -> list[Block]:
    """One line: the tier of readiness and what the next one needs."""
    values = {one.field.key: one.value for one in data.held if one.value is not None}
    ready = readiness(values, kind=data.site.kind)
    kept = {one.field.key: one.value for one in data.kept_back if one.value is not None}
    if kept and readiness(values | kept, kind=data.site.kind) != ready:
        return []  # what is kept back would make these words untrue
    if ready is None or ready.tier is None or ready.tier != data.site.readiness:
        return []
    words = f"Readiness: {ready.words}, by the facts here and the tiers of the Virginia program."
    if ready.next_tier and ready.reasons:
        needs = [one.label for one in (*ready.unmet, *ready.unknown)]
        words += f" For tier {ready.next_tier}: {'; '.join(needs)}."
    return [Paragraph(words)]


def _tables(held: Sequence[Held], sources: Sources) -> list[Block]:
    """What reads better as a table of its own: the studies, and fields that are tables."""
    studies = [one for one in studies_of(held) if one.is_stated]
    blocks: list[Block] = [study_table(studies, sources)] if studies else []
    return blocks + [value_table(one, sources) for one in held if _is_wide(one) and one.fact]


def _is_wide(one: Held) -> bool:
    """A table of two columns reads as well on a line."""
    return len(one.field.columns_of_table) > 2


def _is_missing(one: Held, chosen: Mapping[str, Collection[str]]) -> bool:
    return one.field.part in (None, Part.STATUS) and is_asked(one.field, chosen)


def _is_single(one: Held) -> bool:
    return not one.field.row and not _is_wide(one)


def _is_stated(one: Held) -> bool:
    return one.is_known or one.plan is not None


def _closing(data: ReportData) -> Block:
    county, city = data.county, data.site.organization
    contacts = [
        f"{name}: {', '.join(part for part in parts if part)}"
        for name, parts in (
            (
                county.office_name if county else "",
                (county.contact_name, county.contact_email, county.contact_phone) if county else (),
            ),
            (city.name, (city.contact_name, city.contact_email, city.contact_phone)),
        )
        if any(parts)
    ]
    days = data_dates(data.held)
    dates = (
        f"Values are as of {display_date(days[0])} to {display_date(days[1])}."
        if days
        else "No values have been stated yet."
    )
    words = [
        f"Printed {display_date(data.today)}.",
        dates,
        (county.disclaimer.strip() if county else "") or DISCLAIMER,
    ]
    if county and county.is_sample:
        words.append(f"{county.name} is made up: its cities, sites and people do not exist.")
    asked = (Paragraph("\n".join(("Whom to ask", *contacts))),) if contacts else ()
    note = Paragraph(" ".join(words), ParagraphStyle.NOTE)
    return Section((*asked, note), keep_together=True)
