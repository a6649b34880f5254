"""Reads prices as brokers write them: two prices at once, "negotiable", "call for pricing"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fss.sites.rules.amounts import Statement, UnreadableError, clean, read_statement, trimmed
from fss.sites.rules.fields import Field
from fss.sites.rules.outcomes import Context
from fss.sites.rules.units import UNITS, can_convert, convert
from fss.sites.rules.values import Qualifier

AGREE_WITHIN = 0.02
"""Two prices for the same land may differ by rounding, 2 percent at each end."""

_SALE = frozenset({"usd", "usd_acre", "usd_sq_ft"})
_LEASE = re.compile(r"\b(?:triple net|nnn|leases?|leased|rent|ground rent)\b", re.IGNORECASE)
_REASON = r"\s*[;,]?\s*(?:depend(?:ing|s|ent)|based)\s+(?:up)?on\s+[^;$\d()]*"
_NEGOTIABLE = re.compile(
    rf"[;,.]?\s*\(?\s*(?:but\s+|price\s+)?\bnegotiable\b"
    rf"(?:\s+per\s+(?:plot|lot|site|parcel|project))?(?:{_REASON})?\)?",
    re.IGNORECASE,
)
_DEPENDS = re.compile(rf"{_REASON}$", re.IGNORECASE)
_LAND_STATE = re.compile(r"\s+(?:un)?improved$", re.IGNORECASE)
_ON_REQUEST = re.compile(
    r"(?:price )?(?:up)?on request|call(?: for (?:price|pricing|details|quote))?"
    r"|contact (?:owner|broker|us|city)(?: for (?:price|pricing))?|inquire|ask",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Price:
    """A price in the field's unit, with what was read into the words."""

    low: float | None
    high: float | None
    qualifier: Qualifier
    notes: tuple[str, ...] = ()
    converted: bool = False


def read_price(field: Field, words: str, context: Context) -> Price:
    """Read a price. Raises UnreadableError when it would have to be guessed."""
    text = trimmed(clean(words))
    if _ON_REQUEST.fullmatch(text):
        return Price(None, None, Qualifier.ON_REQUEST)
    if field.unit in _SALE and _LEASE.search(text):
        raise UnreadableError("This speaks of a lease, and the column holds a sale price.")
    text, negotiable = _NEGOTIABLE.subn("", text, count=1)
    if negotiable and not text.strip(" .;,()"):
        return Price(None, None, Qualifier.NEGOTIABLE)
    price = _reconcile(field, _parts(field, text), context)
    if _DEPENDS.search(text):
        price = replace(price, notes=(*price.notes, "The words say what the price depends on."))
    return replace(price, qualifier=Qualifier.NEGOTIABLE) if negotiable else price


def _parts(field: Field, text: str) -> list[Statement]:
    parts = []
    for part in text.split(";"):
        part = trimmed(part)
        if part.startswith("(") and part.endswith(")"):
            part = part[1:-1]
        part = _LAND_STATE.sub("", _DEPENDS.sub("", part))
        if part:
            parts.append(read_statement(field, part))
    if not parts:
        raise UnreadableError("No price could be read.")
    return parts


def _reconcile(field: Field, parts: list[Statement], context: Context) -> Price:
    """One price out of one or several statements of it; they must not contradict each other."""
    own = [part for part in parts if part.unit is not None and part.unit.key == field.unit]
    other = [
        part
        for part in parts
        if part.unit is not None and part not in own and can_convert(part.unit.key, field.unit)
    ]
    bare = [part for part in parts if part.unit is None]
    foreign = [part for part in parts if part not in own and part not in other and part.unit]
    if not own and not other:
        if len(parts) > 1 or foreign:
            raise UnreadableError(_expected(field))
        return _bare_price(field, bare[0], context)
    candidates = [_converted(field, part) for part in (*own, *other)]
    chosen = candidates[0]
    for candidate in (*candidates[1:], *(_plain(part) for part in bare)):
        if not _agree(chosen, candidate):
            raise UnreadableError("Two prices are stated and they do not agree.")
    notes = list(chosen.notes)
    if own and other:
        notes.append("The two prices stated agree.")
    if bare:
        notes.append("A second price without a unit agrees with the first.")
    if foreign:
        notes.append("A price for something else is also stated and was not used.")
    return Price(chosen.low, chosen.high, chosen.qualifier, tuple(notes), chosen.converted)


def _bare_price(field: Field, part: Statement, context: Context) -> Price:
    if context.unit and can_convert(context.unit, field.unit):
        return _converted(
            field, Statement(part.low, part.high, part.qualifier, UNITS[context.unit])
        )
    if not context.bare_numbers:
        raise UnreadableError(_expected(field))
    return _plain(part)


def _plain(part: Statement) -> Price:
    return Price(part.low, part.high, part.qualifier)


def _converted(field: Field, part: Statement) -> Price:
    assert part.unit is not None
    if part.unit.key == field.unit:
        return _plain(part)
    low, high = (
        None if end is None else convert(end, source=part.unit.key, target=field.unit)
        for end in (part.low, part.high)
    )
    note = f"Converted from a price {part.unit.many}."
    return Price(low, high, part.qualifier, (note,), True)


def _agree(one: Price, two: Price) -> bool:
    return all(
        (a is None) == (b is None)
        and (a is None or b is None or abs(a - b) <= AGREE_WITHIN * max(abs(a), abs(b)))
        for a, b in ((one.low, two.low), (one.high, two.high))
    )


def _expected(field: Field) -> str:
    per = UNITS[field.unit].many or "in total"
    return f"It is not clear that the price is {per}."
