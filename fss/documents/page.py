"""The one HTML writer: a fragment for a page, and the body that becomes the PDF.

Every text passes markupsafe's escaping; there are classes but no style attributes, so the
fragment lives under a strict content security policy. Styles: static/css/document.css.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup, escape

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
    PageBreak,
    Paragraph,
    Section,
    Text,
    Verdict,
    runs_of,
)
from fss.documents.pictures import picture_type
from fss.documents.words import anchor_of, contents_of

PictureUrl = Callable[[bytes], str]
"""Where a page finds a picture's bytes."""


_LONG_ROW = 1500


def render_fragment(
    document: Document, *, heading_offset: int = 0, picture_url: PictureUrl | None = None
) -> Markup:
    """The document as HTML inside one element.

    The title is h1 shifted by `heading_offset`. Pictures are data addresses unless `picture_url`
    says where a page that forbids those finds them.
    """
    writer = _Writer(document, heading_offset, picture_url or data_url)
    body = writer.title() + writer.blocks(document.blocks)
    return Markup('<div class="fss-document" lang="{}">{}</div>').format(document.language, body)


def data_url(image: bytes) -> str:
    """The picture itself as an address."""
    return f"data:{picture_type(image)};base64,{base64.b64encode(image).decode()}"


def _join(parts: list[Markup]) -> Markup:
    return Markup("").join(parts)


def _element(tag: str, css: str, content: str) -> Markup:
    """An element of this module's own tag and class around escaped content; none if empty."""
    if not content:
        return Markup("")
    return Markup('<{} class="{}">{}</{}>').format(tag, css, content, tag)


def _inline(text: Text) -> Markup:
    """Escaped words. Line ends stay as they are: the style sheet shows them (pre-line), which
    prints faster than a line break element for each.
    """
    if isinstance(text, str):
        return escape(text)
    parts = []
    for run in runs_of(text):
        part = escape(run.text)
        # The link goes innermost: WeasyPrint tags nothing else inside a link as the link.
        part = Markup('<a href="{}">{}</a>').format(run.link, part) if run.link else part
        part = Markup("<em>{}</em>").format(part) if run.italic else part
        part = Markup("<strong>{}</strong>").format(part) if run.bold else part
        parts.append(part)
    return _join(parts)


@dataclass
class _Writer:
    document: Document
    offset: int
    picture_url: PictureUrl
    headings: int = field(default=0)

    def title(self) -> Markup:
        return (
            Markup("")
            if self.document.has_cover
            else self._heading(0, "doc-title", self.document.title)
        )

    def blocks(self, blocks: tuple[Block, ...]) -> Markup:
        return _join([self.block(block) for block in blocks])

    def block(self, block: Block) -> Markup:
        match block:
            case Heading():
                self.headings += 1
                anchor = anchor_of(block, self.headings)
                return self._heading(block.level, f"doc-h{block.level}", block.text, anchor)
            case Paragraph():
                return _element("p", f"doc-{block.style.value}", _inline(block.text))
            case BulletList() | NumberedList():
                tag = "ol" if isinstance(block, NumberedList) else "ul"
                items = [Markup("<li>{}</li>").format(_inline(item)) for item in block.items]
                return _element(tag, "doc-list", _join(items))
            case FactTable():
                return _facts(block)
            case ComparisonTable():
                return _comparison(block)
            case Matrix():
                return _matrix(block)
            case KeyFigures():
                return _key_figures(block)
            case Figure():
                return self._figure(block)
            case PageBreak():
                return Markup('<div class="doc-page-break"></div>')
            case Contents():
                return self._contents(block)
            case Cover():
                return self._cover(block)
            case Section():
                css = "doc-section"
                css += " doc-new-page" if block.new_page else ""
                css += " doc-together" if block.keep_together else ""
                return _element("div", css, self.blocks(block.blocks))
            case Landscape():
                return _element("div", "doc-landscape", self.blocks(block.blocks))

    def _heading(self, level: int, css: str, text: str, anchor: str | None = None) -> Markup:
        tag = f"h{min(level + 1 + self.offset, 6)}"
        if anchor is None:
            return _element(tag, css, escape(text))
        return Markup('<{} class="{}" id="{}">{}</{}>').format(tag, css, anchor, text, tag)

    def _contents(self, block: Contents) -> Markup:
        entries = [
            Markup(
                '<li class="doc-entry-{}"><a href="#{}">{}</a><span class="doc-entry-page"'
                ' data-target="#{}"></span></li>'
            ).format(heading.level, anchor_of(heading, n), heading.text, anchor_of(heading, n))
            for n, heading in contents_of(self.document, block.depth)
        ]
        title = self._heading(1, "doc-contents-title", block.title)
        return _element(
            "div", "doc-contents", title + _element("ul", "doc-entries", _join(entries))
        )

    def _cover(self, block: Cover) -> Markup:
        parts = [
            self._heading(0, "doc-title", block.title),
            _element("p", "doc-subtitle", escape(block.subtitle)),
            *(_element("p", "doc-cover-line", escape(line)) for line in block.lines),
            _element("p", "doc-notice", escape(block.notice)),
        ]
        return _element("div", "doc-cover", _join(parts))

    def _figure(self, block: Figure) -> Markup:
        if isinstance(block.image, str):
            # The SVG passed the whitelist of fss.documents.pictures when the block was made.
            image = Markup(_titled(block.image, block.alt))  # noqa: S704
        else:
            url = self.picture_url(block.image)
            image = Markup('<img src="{}" alt="{}">').format(url, block.alt)
        words = _element("span", "doc-caption", escape(block.caption))
        if block.caption and block.credit:
            words += Markup(" ")
        words += _element("span", "doc-credit", escape(block.credit))
        caption = _element("figcaption", "doc-figcaption", words)
        width = f"doc-w{round(block.width / 5) * 5}"
        return _element("figure", f"doc-figure {width}", image + caption)


def _titled(svg: str, alt: str) -> str:
    """The SVG with `alt` as its own title, which is what screen readers and the PDF read."""
    start, _, rest = svg.partition(">")
    if rest.lstrip().startswith("<title>"):
        rest = rest.partition("</title>")[2]
    return f'{start} role="img"><title>{escape(alt)}</title>{rest}'.replace(
        ' role="img" role="img"', ' role="img"'
    )


def _facts(block: FactTable) -> Markup:
    columns = 3 if block.shows_evidence else 2
    heads = [_column(heading) for heading in block.headings[:columns]]
    rows = []
    for row in block.rows:
        cells = [_row_head(escape(row.label)), Markup("<td>{}</td>").format(_inline(row.value))]
        if columns == 3:
            cells.append(_evidence(row.evidence))
        rows.append(_row(cells))
    return _table(f"doc-table doc-facts doc-facts-{columns}", block.caption, heads, rows)


def _evidence(text: Text) -> Markup:
    return Markup('<td class="doc-evidence">{}</td>').format(_inline(text))


def _comparison(block: ComparisonTable) -> Markup:
    heads = [_column(column) for column in block.columns]
    rows = []
    for row in block.rows:
        cells = []
        for number, cell in enumerate(row):
            if isinstance(cell, Verdict):
                cells.append(_verdict(cell))
            elif number == 0:
                cells.append(_row_head(_inline(cell)))
            else:
                cells.append(Markup("<td>{}</td>").format(_inline(cell)))
        rows.append(_row(cells))
    return _table("doc-table doc-comparison", block.caption, heads, rows)


def _matrix(block: Matrix) -> Markup:
    heads = [_column(column) for column in (block.corner, *block.columns)]
    rows = [
        _row(
            [
                _row_head(escape(row.label) + _element("div", "doc-detail", escape(row.detail))),
                *(Markup("<td>{}</td>").format(cell) for cell in row.cells),
            ]
        )
        for row in block.rows
    ]
    css = "doc-table doc-matrix doc-matrix-crowded" if block.is_crowded else "doc-table doc-matrix"
    return _table(css, block.caption, heads, rows)


def _verdict(cell: Verdict) -> Markup:
    word = Markup('<span class="doc-verdict doc-{}">{}</span>').format(cell.mark.value, cell.word)
    return Markup("<td>{}{}</td>").format(word, _element("div", "doc-detail", escape(cell.detail)))


def _column(heading: str) -> Markup:
    return Markup('<th scope="col">{}</th>').format(heading)


def _row_head(label: Markup) -> Markup:
    return Markup('<th scope="row">{}</th>').format(label)


def _row(cells: list[Markup]) -> Markup:
    # A row is kept on one page unless it may be longer than a page.
    if sum(map(len, cells)) > _LONG_ROW:
        return Markup('<tr class="doc-long-row">{}</tr>').format(_join(cells))
    return Markup("<tr>{}</tr>").format(_join(cells))


def _table(css: str, caption: str, heads: list[Markup], rows: list[Markup]) -> Markup:
    return Markup(
        '<table class="{}"><caption>{}</caption><thead>{}</thead><tbody>{}</tbody></table>'
    ).format(css, caption, _row(heads), _join(rows))


def _key_figures(block: KeyFigures) -> Markup:
    items = [
        Markup("<li>{}</li>").format(
            _element("p", "doc-key-value", escape(item.value))
            + _element("p", "doc-key-label", escape(item.label))
            + _element("p", "doc-key-note", escape(item.note))
        )
        for item in block.items
    ]
    return _element("ul", f"doc-key-figures doc-of-{len(items)}", _join(items))
