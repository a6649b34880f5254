"""What may stand in a document as text: what people write, nothing that commands a machine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fss.errors import RuleError

# C0 and C1 controls except tab and newline, marks that turn the direction of the text around
# (they can make a reader see other words than were written), byte-order marks, lone surrogates
# and noncharacters, none of which XML or a font can show.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff\ufdd0-\ufdef"
    "\U0001fffe\U0001ffff\U000e0000-\U000e0fff\U000ffffe-\U0010ffff]"
)
_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|tel:\+?[0-9])[^\s<>\"\\^`{|}]*")
_ANCHOR = re.compile(r"[a-z][a-z0-9-]{0,36}")


def clean(text: str) -> str:
    """Text without characters that cannot be shown; line ends are `\\n`, other spaces one blank."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _UNPRINTABLE.sub("", text.replace("\u2029", "\n"))
    return "\n".join(re.sub(r"\s+", " ", line) for line in text.split("\n")).strip("\n")


def clean_line(text: str) -> str:
    """Like `clean`, on one line and without blanks at its ends."""
    return " ".join(clean(text).split())


def keep(block: object, name: str, value: object) -> None:
    """Set an attribute of a frozen block while it is made."""
    object.__setattr__(block, name, value)


def clean_lines(block: object, *names: str) -> None:
    """Clean one-line texts of a frozen block while it is made."""
    for name in names:
        keep(block, name, clean_line(getattr(block, name)))


def shortened(text: str, length: int) -> str:
    """The text, cut at `length` characters with an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one look. `link` is https, http, mailto, tel or `#anchor`."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))
        if self.link is not None and not is_safe_link(self.link):
            raise RuleError("A link must start with https://, http://, mailto: or tel:.", "link")


Text = str | tuple[Run, ...]
"""Words in one look, or runs of several."""


def is_safe_link(link: str) -> bool:
    """Whether a reader may be sent there from a document."""
    if link.startswith("#"):
        return bool(_ANCHOR.fullmatch(link[1:]))
    return bool(_LINK.fullmatch(link)) and len(link) <= 2000


def check_anchor(anchor: str) -> str:
    """The anchor; RuleError unless it is a short lower-case name that both formats accept."""
    if not _ANCHOR.fullmatch(anchor) or anchor.startswith("heading-"):
        raise RuleError(
            "An anchor is a lower-case name of letters, digits and hyphens, and not “heading-…”.",
            "anchor",
        )
    return anchor


def clean_text(text: Text | Iterable[Run]) -> Text:
    """Cleaned words; a single plain run becomes its words, so that equal texts are equal."""
    if isinstance(text, str):
        return clean(text).strip()
    runs = tuple(run for run in text if run.text)
    if len(runs) == 1 and runs[0] == Run(runs[0].text):
        return runs[0].text.strip()
    return runs or ""


def runs_of(text: Text) -> tuple[Run, ...]:
    """The runs of a text, for writers."""
    if isinstance(text, str):
        return (Run(text),) if text else ()
    return text


def words_of(text: Text) -> str:
    """The text without its look."""
    return text if isinstance(text, str) else "".join(run.text for run in text)
