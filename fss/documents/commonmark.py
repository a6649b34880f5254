"""Text that people write (CommonMark, raw HTML off) as blocks. A brace or a tag stays a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from fss.documents.blocks import Block, BulletList, Heading, NumberedList, Paragraph, ParagraphStyle
from fss.documents.text import Run, Text, clean_text, is_safe_link, words_of

_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def blocks_of(text: str, *, level: int = 2) -> tuple[Block, ...]:
    """The blocks of a text. All its headings are of `level`, so that none is skipped.

    Lists inside lists become items of the outer one; quotations become notes; rules vanish.
    """
    return tuple(_blocks(_PARSER.parse(text), level))


def _blocks(tokens: Sequence[Token], level: int) -> Iterator[Block]:
    items: list[Text] = []
    lists: list[str] = []
    heading = quoted = False
    for token in tokens:
        match token.type:
            case "heading_open" | "heading_close":
                heading = token.type == "heading_open"
            case "blockquote_open" | "blockquote_close":
                quoted = token.type == "blockquote_open"
            case "bullet_list_open" | "ordered_list_open":
                lists.append(token.type)
            case "bullet_list_close" | "ordered_list_close":
                kind = lists.pop()
                if not lists and items:
                    yield _list(kind, items)
                    items = []
            case "inline" | "fence" | "code_block":
                words = _runs(token.children or []) if token.type == "inline" else token.content
                found = clean_text(words)
                if not words_of(found).strip():
                    continue
                if lists:
                    items.append(found)
                elif heading:
                    yield Heading(level, words_of(found))
                else:
                    style = ParagraphStyle.NOTE if quoted else ParagraphStyle.BODY
                    yield Paragraph(found, style)


def _list(kind: str, items: list[Text]) -> Block:
    made = tuple(items)
    return NumberedList(made) if kind == "ordered_list_open" else BulletList(made)


def _runs(tokens: Sequence[Token]) -> tuple[Run, ...]:
    runs: list[Run] = []
    bold = italic = 0
    link: str | None = None
    for token in tokens:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "link_open":
                address = str(token.attrs.get("href", ""))
                link = address if is_safe_link(address) and address[0] != "#" else None
            case "link_close":
                link = None
            case "softbreak":
                runs.append(Run(" ", bool(bold), bool(italic), link))
            case "hardbreak":
                runs.append(Run("\n", bool(bold), bool(italic), link))
            case _:
                runs.append(Run(token.content, bool(bold), bool(italic), link))
    return tuple(runs)
