"""The planner's guide as a page: `docs/planner-guide.md`, so that file and page say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

GUIDE = Path(__file__).parents[2] / "docs" / "planner-guide.md"
PICTURES = GUIDE.parent / "images"
PICTURE = re.compile(r"planner-[a-z-]+\.png")
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Guide:
    """Title and body of the guide."""

    title: str
    body: Markup


@lru_cache(maxsize=1)
def planner_guide(pictures: str) -> Guide | None:
    """The guide, its pictures below the path `pictures`; None where it was not installed."""
    try:
        text = GUIDE.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    title, _, rest = text.partition("\n")
    tokens = _PARSER.parse(rest)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[number + 1].content))
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "table_open":
            token.attrSet("class", "usa-table usa-table--borderless")
        for child in token.children or ():
            _point(child, pictures)
    # Our own file, its raw HTML off: nobody's words get here.
    body = Markup(_PARSER.renderer.render(tokens, _PARSER.options, {}))  # noqa: S704
    return Guide(title.removeprefix("# "), body)


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", heading.lower().replace(" ", "-"))


def _point(token: Token, pictures: str) -> None:
    source = str(token.attrs.get("src", ""))
    if source.startswith("images/"):
        token.attrSet("src", pictures + source.removeprefix("images/"))
        token.attrSet("loading", "lazy")
