"""The guides as pages: `docs/…-guide.md`, so that file and page say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from fss.permissions.rules import Identity, Role

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "images"
#: What each guide is called where it is linked to; its file is `docs/NAME-guide.md`.
GUIDES = {
    "coordinator": "Guide for county staff: running the work",
    "planner": "Guide for planners",
    "city": "Guide for cities: our process",
    "steering": "Guide for the steering committee",
    "process-owner": "Guide for process owners",
}
PICTURE = re.compile(rf"(?:{'|'.join(GUIDES)})-[a-z-]+\.png")
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Guide:
    """Title and body of a guide."""

    title: str
    body: Markup


@lru_cache(maxsize=len(GUIDES))
def read_guide(name: str, pictures: str) -> Guide | None:
    """A guide of GUIDES, its pictures below the path `pictures`; None where it is not installed."""
    try:
        text = path_of(name).read_text(encoding="utf-8")
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


def guide_of(identity: Identity) -> str:
    """The guide of whoever asks for help: the one for the work of their role."""
    if identity.is_county_staff:
        return "coordinator"
    if Role.STEERING_COMMITTEE in identity.roles:
        return "steering"
    if Role.CITY_ADMINISTRATOR in identity.roles and Role.PLANNER not in identity.roles:
        return "city"
    return "planner"


def guides_for(identity: Identity) -> list[str]:
    """The guides offered to somebody, in order: how the county's office works, to its staff."""
    own = identity.is_county_staff or Role.ADMINISTRATOR in identity.roles
    return [name for name in GUIDES if own or name != "coordinator"]


def path_of(name: str) -> Path:
    """The file of a guide."""
    return DOCS / f"{name}-guide.md"


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", heading.lower().replace(" ", "-"))


def _point(token: Token, pictures: str) -> None:
    source = str(token.attrs.get("src", ""))
    if source.startswith("images/"):
        token.attrSet("src", pictures + source.removeprefix("images/"))
        token.attrSet("loading", "lazy")
