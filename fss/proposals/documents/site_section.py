"""One site of a proposal: the same blocks, in the same order, for every site.

Nobody's site gets more room than another's: the fields are the same for all, what nobody knows is
printed as "Not provided", and each has one map and one photo or the words that there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from fss.documents.blocks import Block, FactRow, FactTable, Figure, Paragraph, ParagraphStyle
from fss.documents.maps import Marker, Outline, OutlineKind, map_figure
from fss.proposals.documents.gathering import Sheet
from fss.sites.documents import HEADINGS, fact_row
from fss.sites.models import Site
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import NOT_PROVIDED

NO_SOURCE = "No source"
KIND_WORDS = {PropertyKind.LAND: "Land", PropertyKind.BUILDING: "Building"}


def site_blocks(sheet: Sheet, *, fields: Collection[str]) -> tuple[Block, ...]:
    """What stands below a site's name: its row, map, photo, and the facts of `fields` by group.

    Of `fields`, those that the site's kind does not have are passed over.
    """
    return (
        identity_table(sheet.site),
        site_map(sheet),
        site_photo(sheet),
        *fact_tables(sheet, fields=fields),
    )


def identity_table(site: Site) -> FactTable:
    """What stands on the site's own row."""
    rows = (
        ("Number", site.reference),
        ("City or township", site.organization.name),
        ("Land or building", KIND_WORDS[site.kind]),
        ("Own number of the city", site.own_id or NOT_PROVIDED),
        ("Parcel numbers", site.parcels or NOT_PROVIDED),
    )
    return FactTable("The site", tuple(FactRow(label, value) for label, value in rows))


def fact_tables(sheet: Sheet, *, fields: Collection[str]) -> Iterator[FactTable]:
    """One table for each group, each value with its source, day and confidence."""
    for _, label, members in sheet.data.groups:
        rows = tuple(fact_row(one) for one in members if one.field.key in fields)
        if rows:
            # Every table has the column of evidence, whether or not anything is known.
            rows = tuple(replace(row, evidence=row.evidence or NO_SOURCE) for row in rows)
            yield FactTable(label, rows, HEADINGS)


def site_photo(sheet: Sheet) -> Figure | Paragraph:
    """The first photo, or the words that there is none."""
    if sheet.data.photo is None:
        return Paragraph(f"Photo: {NOT_PROVIDED.lower()}", ParagraphStyle.NOTE)
    photo = sheet.site.photos[0]
    credit = f"Photo: {photo.credit}" if photo.credit else ""
    return Figure(sheet.data.photo, photo.alt, credit=credit, width=60)


def site_map(sheet: Sheet) -> Figure | Paragraph:
    """The site within its city and the county; without a position, these two alone."""
    site, city = sheet.site, sheet.site.organization.name
    ground, shape = ground_outlines(sheet), sheet.data.shape
    if sheet.point is None:
        title = f"The position of {site.name} is not provided"
        if not ground:
            return Paragraph(f"Map: {NOT_PROVIDED.lower()}", ParagraphStyle.NOTE)
        return map_figure(title, ground, alt=f"Map of the county with {city}")
    shapes = [Outline(OutlineKind.SITE, site.name, shape)] if shape else []
    markers = [] if shape else [Marker(site.name, *sheet.point)]
    return map_figure(
        f"{site.name} in {city}",
        [*ground, *shapes],
        markers,
        alt=f"Map with the place of {site.name} in {city}",
        focus=True,
    )


def ground_outlines(sheet: Sheet) -> list[Outline]:
    """The outlines of the county, which comes first, and its members."""
    county = sheet.data.county.name if sheet.data.county else ""
    return [
        Outline(OutlineKind.COUNTY if name == county else OutlineKind.CITY, name, geometry)
        for name, geometry in sheet.data.outlines
    ]
