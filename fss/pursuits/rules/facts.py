"""What is written down of a request, and what cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from fss.errors import RuleError
from fss.pursuits.rules.codes import code_key
from fss.pursuits.rules.labels import (
    Confidentiality,
    ProjectType,
    PropertyWanted,
    RequestSource,
)

EARLIEST = date(1900, 1, 1)
LONGEST_NAME = 80
MOST_JOBS = 1_000_000
MOST_INVESTMENT = Decimal("999999999999")
TOO_MUCH = "Enter an amount from $0 to $999,999,999,999."
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is written down of a request; the company's name is not among it.

    `received_at` and `due_at` are aware; `investment` is in dollars.
    """

    code_name: str
    source: RequestSource
    received_at: datetime
    due_at: datetime
    confidentiality: Confidentiality
    project_type: ProjectType
    property_wanted: PropertyWanted
    source_reference: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    industry: str = ""
    jobs: int | None = None
    investment: Decimal | None = None
    needed_by: date | None = None
    request_text: str = ""


def check_facts(facts: Facts, *, now: datetime) -> None:
    """Raise RuleError, naming the field, when the facts of a request cannot be."""
    if not code_key(facts.code_name):
        raise RuleError("Give the pursuit a code name.", "code_name")
    if len(facts.code_name) > LONGEST_NAME:
        raise RuleError(f"Use at most {LONGEST_NAME} characters.", "code_name")
    for name, instant in (("received_at", facts.received_at), ("due_at", facts.due_at)):
        if instant.date() < EARLIEST:
            raise RuleError("Enter a date in 1900 or later.", name)
    if facts.received_at > now + timedelta(minutes=5):
        raise RuleError("The request cannot have come in the future.", "received_at")
    if facts.due_at <= facts.received_at:
        raise RuleError("The answer is due before the request came. Check both times.", "due_at")
    if facts.contact_email and not _EMAIL.fullmatch(facts.contact_email):
        raise RuleError("Enter an e-mail address like name@example.org.", "contact_email")
    if facts.jobs is not None and not 0 <= facts.jobs <= MOST_JOBS:
        raise RuleError("Enter a number of jobs from 0 to 1,000,000.", "jobs")
    if facts.investment is not None and not 0 <= facts.investment <= MOST_INVESTMENT:
        raise RuleError(TOO_MUCH, "investment")
    if facts.needed_by is not None and facts.needed_by < EARLIEST:
        raise RuleError("Enter a date in 1900 or later.", "needed_by")


_MONEY = re.compile(
    r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(k|thousand|m|mm|million|b|billion)?", re.IGNORECASE
)
_TIMES = {"": 1, "k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9}


def parse_money(text: str) -> Decimal | None:
    """Dollars such as "$12,500,000" or "12.5 million"; None for blank.

    Raises RuleError (investment) for anything else.
    """
    if not text.strip():
        return None
    found = _MONEY.fullmatch(text.strip())
    if found is None:
        raise RuleError("Enter dollars, like 12,500,000 or 12.5 million.", "investment")
    amount = Decimal(found[1].replace(",", "") + (found[2] or ""))
    amount *= _TIMES[(found[3] or "")[:1].lower()]
    if amount > MOST_INVESTMENT:
        raise RuleError(TOO_MUCH, "investment")
    return amount.quantize(Decimal("0.01"))


def parse_count(text: str) -> int | None:
    """A whole number such as "1,200"; None for blank. Raises RuleError (jobs) for others."""
    cleaned = text.strip().replace(",", "")
    if not cleaned:
        return None
    if not (cleaned.isascii() and cleaned.isdigit() and len(cleaned) < 12):
        raise RuleError("Enter a whole number, like 120.", "jobs")
    return int(cleaned)


LABELS = {
    "code_name": "Code name",
    "source": "Source",
    "source_reference": "Their reference",
    "contact_name": "Contact",
    "contact_email": "Contact's e-mail",
    "contact_phone": "Contact's telephone",
    "received_at": "Received",
    "due_at": "Due",
    "confidentiality": "Confidentiality",
    "project_type": "Project type",
    "property_wanted": "Property wanted",
    "industry": "Industry",
    "jobs": "Jobs",
    "investment": "Investment",
    "needed_by": "Needed by",
    "request_text": "Request as received",
}


def differences(stored: Facts, given: Facts) -> list[str]:
    """Names of the facts in which the two differ, in the order of the form."""
    return [name for name in LABELS if getattr(stored, name) != getattr(given, name)]
