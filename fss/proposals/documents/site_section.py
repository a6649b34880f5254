"""One site of a proposal: the same blocks, in the same order, for every site.

Nobody's site gets more room than another's: the fields are the same for all, what nobody knows is
printed as "Not provided", and each has one map and one photo or the words that there is none.

Facts name their source by a number in brackets; the sources stand below them. Most facts of a
site come from a few statements. All facts of a site stand in one table with a row for each group
and a line for each fact: a row for each fact takes half as many pages more, and longer to print.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from fss.documents.blocks import (
    Block,
    FactRow,
    FactTable,
    Figure,
    Paragraph,
    ParagraphStyle,
)
from fss.documents.maps import Marker, Outline, OutlineKind, draw_map
from fss.proposals.documents.gathering import Sheet
from fss.sites.documents import Sources, fact_lines
from fss.sites.models import Site
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import NOT_PROVIDED

HEADINGS = ("Group", "Facts [source]", "")
CAPTION = "What is known of the site"
KIND_WORDS = {PropertyKind.LAND: "Land", PropertyKind.BUILDING: "Building"}


def site_blocks(sheet: Sheet, *, fields: Collection[str]) -> tuple[Block, ...]:
    """What stands below a site's name: map, photo, facts of `fields`, and their sources.

    Of `fields`, those that the site's kind does not have are passed over.
    """
    sources = Sources()
    facts = fact_table(sheet, fields=fields, sources=sources)
    return (site_map(sheet), site_photo(sheet), facts, sources.block())


def fact_table(sheet: Sheet, *, fields: Collection[str], sources: Sources) -> FactTable:
    """The facts by group, each on a line with the number of its source."""
    rows = []
    for key, label, held in sheet.data.groups:
        lines = fact_lines(held, sources, only=fields)
        if key == "identity":
            lines = [*identity_lines(sheet.site), *lines]
        if lines:
            rows.append(FactRow(label, "\n".join(lines)))
    return FactTable(CAPTION, tuple(rows), HEADINGS)


def identity_lines(site: Site) -> Iterator[str]:
    """What stands on the site's own row."""
    for label, value in (
        ("Number", site.reference),
        ("City or township", site.organization.name),
        ("Land or building", KIND_WORDS[site.kind]),
        ("Own number of the city", site.own_id or NOT_PROVIDED),
        ("Parcel numbers", site.parcels or NOT_PROVIDED),
    ):
        yield f"{label}: {value}"


def site_photo(sheet: Sheet) -> Figure | Paragraph:
    """The first photo, or the words that there is none."""
    photo = sheet.site.cover
    if sheet.data.photo is None or photo is None:
        return Paragraph(f"Photo: {NOT_PROVIDED.lower()}", ParagraphStyle.NOTE)
    credit = f"Photo: {photo.credit}" if photo.credit else ""
    return Figure(sheet.data.photo, photo.alt, credit=credit, width=40)


def site_map(sheet: Sheet) -> Figure | Paragraph:
    """The site within its city and the county; without a position, these two alone."""
    site, city = sheet.site, sheet.site.organization.name
    ground, shape = ground_outlines(sheet, only=city), sheet.data.shape
    if sheet.point is None:
        if not ground:
            return Paragraph(f"Map: {NOT_PROVIDED.lower()}", ParagraphStyle.NOTE)
        title = f"The position of {site.name} is not provided"
        alt, drawing = f"Map of the county with {city}", draw_map(title, ground)
    else:
        shapes = [Outline(OutlineKind.SITE, site.name, shape)] if shape else []
        markers = [] if shape else [Marker(site.name, *sheet.point)]
        title = f"{site.name} in {city}"
        alt = f"Map with the place of {site.name} in {city}"
        drawing = draw_map(title, [*ground, *shapes], markers, focus=True)
    return Figure(drawing, alt, caption=title, width=60)


def ground_outlines(sheet: Sheet, *, only: str | None = None) -> list[Outline]:
    """The outlines of the county, which comes first, and its members (or of one of them)."""
    county = sheet.data.county.name if sheet.data.county else ""
    return [
        Outline(OutlineKind.COUNTY if name == county else OutlineKind.CITY, name, geometry)
        for name, geometry in sheet.data.outlines
        if only is None or name in (county, only)
    ]
