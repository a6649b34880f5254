"""The proposal as blocks: the same tree for the page, the PDF and the Word document."""

from __future__ import annotations

from collections.abc import Iterator

from fss.documents.blocks import (
    Block,
    BulletList,
    Contents,
    Cover,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberedList,
    Paragraph,
    ParagraphStyle,
    Section,
)
from fss.documents.commonmark import blocks_of
from fss.documents.maps import Marker, map_figure
from fss.proposals.documents.closing import closing
from fss.proposals.documents.gathering import Material, Sheet
from fss.proposals.documents.matrix import fit_tables
from fss.proposals.documents.site_section import ground_outlines, site_blocks
from fss.pursuits.rules import Confidentiality, ProjectType
from fss.sites.rules.values import display_date, number
from fss.web.filters import plural

NOTICES = {
    Confidentiality.OPEN: "Prepared for the reader named above.",
    Confidentiality.CONFIDENTIAL: "Confidential. Please share it only with those who decide.",
    Confidentiality.UNDER_NDA: "Confidential, under a non-disclosure agreement. Share it only "
    "with those whom the agreement names.",
}
ORDER = (
    "Every listed site of every member was tried against the same requirements.",
    "Sites that meet every must come first; then those of which something must still be "
    "confirmed. What is not known counts neither for nor against a site.",
    "Among these, the weighted wants decide: a met want gives five points times its weight, one "
    "met by a dated and costed plan four. Then fewer failed wants count, then how much of the "
    "screening set is known.",
    "Ties are broken by lot. The lot knows neither the city nor the name of a site.",
)


def proposal_document(material: Material) -> Document:
    """The whole proposal."""
    pursuit, proposal = material.pursuit, material.proposal
    return Document(
        title=proposal.title,
        subject=f"{pursuit.code_name}, proposal {proposal.number}",
        created=material.at,
        author=material.office,
        running_head=f"{pursuit.code_name}, proposal {proposal.number}",
        running_foot=_foot(material),
        blocks=(
            _cover(material),
            Contents(),
            *_letter(material),
            *_summary(material),
            *_fit(material),
            *_sites(material),
            *closing(material),
        ),
    )


def _foot(material: Material) -> str:
    words = f"{material.county.office_name}, {material.county.name}, {display_date(material.today)}"
    return f"{words}. Sample county, made up" if material.county.is_sample else words


def _cover(material: Material) -> Cover:
    proposal, pursuit = material.proposal, material.pursuit
    lines = [material.office, display_date(material.today), f"Proposal {proposal.number}"]
    if proposal.prepared_for:
        lines.append(f"Prepared for {proposal.prepared_for}")
    notice = NOTICES[pursuit.confidentiality]
    if material.county.is_sample:
        notice += f" {material.county.name} is made up: its cities, sites and people do not exist."
    return Cover(proposal.title, pursuit.code_name, tuple(lines), notice)


def _letter(material: Material) -> Iterator[Block]:
    found = blocks_of(material.proposal.letter, level=2)
    if found:
        yield Section((Heading(1, "Letter", anchor="letter"), *found), new_page=True)


def _summary(material: Material) -> Iterator[Block]:
    tried, sheets = material.tried, material.sheets
    cities = len({sheet.site.organization_id for sheet in sheets})
    yield Section(
        (
            Heading(1, "Summary", anchor="summary"),
            Paragraph(
                f"This proposal offers {plural(len(sheets), 'site')} in "
                f"{plural(cities, 'city or township', 'cities and townships')} for "
                f"{material.pursuit.code_name}.",
                ParagraphStyle.LEAD,
            ),
            KeyFigures(
                (
                    KeyFigure(
                        number(tried.sites),
                        "sites tried",
                        f"in {tried.cities} of {tried.members} member cities and townships",
                    ),
                    KeyFigure(number(len(sheets)), "sites offered", _meeting_words(material)),
                    KeyFigure(display_date(material.today), "date of the facts"),
                )
            ),
            Heading(2, "What was asked"),
            BulletList(tuple(_asked(material))),
            Heading(2, "How the order came about"),
            BulletList(ORDER),
        ),
        new_page=True,
    )


def _meeting_words(material: Material) -> str:
    if len(material.criteria) < len(material.asked):
        return ""
    musts = [place for place, one in enumerate(material.criteria) if one.is_must]
    meeting = sum(
        all(sheet.findings[place].verdict.value in ("meets", "by_plan") for place in musts)
        for sheet in material.sheets
    )
    return f"{meeting} of them meet every must" if meeting != 1 else "1 of them meets every must"


def _asked(material: Material) -> Iterator[str]:
    pursuit = material.pursuit
    wanted = pursuit.property_wanted.label
    yield "Land or a building" if wanted == "Either" else wanted
    if pursuit.project_type is not ProjectType.NOT_SAID:
        yield f"Kind of project: {pursuit.project_type.label.lower()}"
    if pursuit.industry:
        yield f"Industry: {pursuit.industry}"
    if pursuit.jobs:
        yield f"Jobs: {pursuit.jobs:,}"
    if pursuit.investment:
        yield f"Investment: ${pursuit.investment:,.0f}"
    if pursuit.needed_by:
        yield f"Needed by {display_date(pursuit.needed_by)}"
    for one in material.asked:
        rank = "Must" if one.is_must else f"Want, weight {one.criterion.weight} of 5"
        yield f"{rank}: {one.field.label}, {one.words}"


def _fit(material: Material) -> Iterator[Block]:
    yield Section(
        (
            Heading(1, "How the sites fit", anchor="fit"),
            Paragraph(
                "“Meets” and “Fails” follow from the stated facts. “Meets by plan” rests on a plan "
                "with a date and a cost. “Unknown” means that nobody has stated it yet, or not "
                "exactly enough."
            ),
            *fit_tables(material),
        ),
        new_page=True,
    )


def _sites(material: Material) -> Iterator[Block]:
    facts = plural(len(material.fields), "field")
    yield Section(
        (
            Heading(1, "The sites", anchor="sites"),
            Paragraph(
                f"Each site has the same layout and the same room: {facts} in the same order, as "
                "far as they apply to land or to a building. “Not provided” means that nobody has "
                "stated it. The number in brackets names its source, listed below the facts with "
                "its date and how sure it is. The list sites.csv in the packet has all facts."
            ),
            _overview(material),
            NumberedList(tuple(f"{sheet.site.name}, {_city(sheet)}" for sheet in material.sheets)),
        ),
        new_page=True,
    )
    for sheet in material.sheets:
        yield Section(
            (
                Heading(2, f"{_name(sheet)}, {_city(sheet)}", anchor=f"site-{sheet.position}"),
                *site_blocks(sheet, fields=material.fields),
            ),
            new_page=True,
        )


def _name(sheet: Sheet) -> str:
    return f"{sheet.position}. {sheet.site.name}"


def _city(sheet: Sheet) -> str:
    return sheet.site.organization.name


def _overview(material: Material) -> Block:
    outlines = ground_outlines(material.sheets[0])
    placed = [(sheet, sheet.point) for sheet in material.sheets]
    markers = [Marker(str(sheet.position), *point) for sheet, point in placed if point]
    if not outlines and not markers:
        return Paragraph("Map: not provided", ParagraphStyle.NOTE)
    names = ", ".join(f"{_name(sheet)} in {_city(sheet)}" for sheet, point in placed if point)
    title = f"The offered sites in {material.county.name}"
    return map_figure(title, outlines, markers, alt=f"Map: {names or title}")
