"""Numbers and words of proposals and links: names of files, how long a link works. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from fss.errors import RuleError

LINK_DAYS = 30
MOST_LINK_DAYS = 180
TITLE_LENGTH = 200
LETTER_LENGTH = 20_000


def expiry(now: datetime, days: int) -> datetime:
    """When a link made `now` for `days` days ends; RuleError outside 1 to 180 days."""
    if not 1 <= days <= MOST_LINK_DAYS:
        raise RuleError(f"Enter 1 to {MOST_LINK_DAYS} days.", "days")
    return now + timedelta(days=days)


def file_stem(code_name: str, number: int) -> str:
    """`Project-Heron-proposal-1`: letters, digits and hyphens only, whatever the code name is."""
    plain = unicodedata.normalize("NFKD", code_name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "Project"
    return f"{slug}-proposal-{number}"


def csv_cell(text: str) -> str:
    """A cell that a spreadsheet shows as text and never runs as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def checked_title(title: str) -> str:
    """The title on one line; RuleError when there is none or it is too long."""
    words = " ".join(title.split())
    if not words:
        raise RuleError("Enter a title.", "title")
    if len(words) > TITLE_LENGTH:
        raise RuleError(f"Use at most {TITLE_LENGTH} characters.", "title")
    return words


def checked_letter(letter: str) -> str:
    """The letter with plain line ends; RuleError when it is longer than a letter is."""
    text = letter.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LETTER_LENGTH:
        raise RuleError(f"Use at most {LETTER_LENGTH:,} characters.", "letter")
    return text
