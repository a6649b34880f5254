"""The words of a document in reading order: what both writers must say, no more and no less.

Running heads, page numbers, bullets and the shapes beside verdicts are not words. A picture
speaks through its alternative text.
"""

from __future__ import annotations

from collections.abc import Iterator

from fss.documents.blocks import (
    Block,
    BulletList,
    ComparisonTable,
    Contents,
    Cover,
    Document,
    FactTable,
    Figure,
    Heading,
    KeyFigures,
    Landscape,
    Matrix,
    NumberedList,
    Paragraph,
    Section,
    Verdict,
    walk,
    words_of,
)


def plain_text(document: Document) -> str:
    """Every piece of text on a line of its own, in reading order."""
    lines = [] if document.has_cover else [document.title]
    for block in walk(document.blocks):
        lines.extend(_lines(block, document))
    return "\n".join(line for line in lines if line)


def contents_of(document: Document, depth: int) -> list[tuple[int, Heading]]:
    """Number (from 1, among all headings) and heading, for headings down to `depth`."""
    headings = (block for block in walk(document.blocks) if isinstance(block, Heading))
    return [(n, heading) for n, heading in enumerate(headings, 1) if heading.level <= depth]


def anchor_of(heading: Heading, number: int) -> str:
    """The heading's own anchor, or one made of its number."""
    return heading.anchor or f"heading-{number}"


def _lines(block: Block, document: Document) -> Iterator[str]:
    if isinstance(block, Cover):
        yield from (block.title, block.subtitle, *block.lines, block.notice)
    elif isinstance(block, Contents):
        yield block.title
        yield from (heading.text for _, heading in contents_of(document, block.depth))
    elif isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Paragraph):
        yield words_of(block.text)
    elif isinstance(block, BulletList | NumberedList):
        yield from (words_of(item) for item in block.items)
    elif isinstance(block, Figure):
        yield from (block.alt, block.caption, block.credit)
    elif isinstance(block, KeyFigures):
        for item in block.items:
            yield from (item.value, item.label, item.note)
    elif isinstance(block, FactTable | ComparisonTable):
        yield from _table_lines(block)
    elif isinstance(block, Matrix):
        yield from (block.caption, block.corner, *block.columns)
        for row in block.rows:
            yield from (row.label, row.detail, *row.cells)
    elif not isinstance(block, Section | Landscape):
        return


def _table_lines(table: FactTable | ComparisonTable) -> Iterator[str]:
    yield table.caption
    if isinstance(table, FactTable):
        columns = 3 if table.shows_evidence else 2
        yield from table.headings[:columns]
        for row in table.rows:
            yield from (row.label, words_of(row.value), words_of(row.evidence))
        return
    yield from table.columns
    for cells in table.rows:
        for cell in cells:
            if isinstance(cell, Verdict):
                yield from (cell.word, cell.detail)
            else:
                yield words_of(cell)
