"""The fit of the sites: criteria in rows, sites in columns, never wider than a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fss.documents.blocks import Block, Cell, ComparisonTable, Mark, Paragraph
from fss.documents.blocks import Verdict as Judged
from fss.matching.queries import Asked
from fss.matching.rules import VERDICT_LABELS, Verdict
from fss.proposals.documents.gathering import Finding, Material, Sheet

MOST_ABREAST = 4
MARKS = {
    Verdict.MEETS: Mark.MEETS,
    Verdict.BY_PLAN: Mark.PLAN,
    Verdict.UNKNOWN: Mark.UNKNOWN,
    Verdict.FAILS: Mark.FAILS,
}


def fit_tables(material: Material) -> Iterator[Block]:
    """One table for every few sites, as even as can be; words where nothing was asked."""
    if not material.criteria:
        yield Paragraph("No requirements were recorded, so there is nothing to compare.")
        return
    parts = list(_parts(material.sheets))
    for part in parts:
        first, last = part[0].position, part[-1].position
        caption = "Requirements and sites"
        if len(parts) > 1:
            caption += f" {first} to {last}" if first != last else f": site {first}"
        yield ComparisonTable(
            caption,
            ("Requirement", *(f"{one.position}. {one.site.name}" for one in part)),
            (
                ("City or township", *(one.site.organization.name for one in part)),
                *(_row(place, one, part) for place, one in enumerate(material.criteria)),
            ),
        )


def _parts(sheets: Sequence[Sheet]) -> Iterator[Sequence[Sheet]]:
    """Groups of at most MOST_ABREAST whose sizes differ by one at most."""
    count = -(-len(sheets) // MOST_ABREAST)
    small, more = divmod(len(sheets), count)
    start = 0
    for number in range(count):
        end = start + small + (number < more)
        yield sheets[start:end]
        start = end


def _row(place: int, one: Asked, part: Sequence[Sheet]) -> tuple[Cell, ...]:
    rank = "must" if one.is_must else f"want, weight {one.criterion.weight}"
    return (
        f"{one.field.label}\n{one.words} ({rank})",
        *(_cell(sheet.findings[place]) for sheet in part),
    )


def _cell(finding: Finding) -> Cell:
    return Judged(VERDICT_LABELS[finding.verdict], MARKS[finding.verdict], finding.words)
