"""Full-text search: the sites that have words beginning with each word asked for.

Both engines are asked for plain words (`rules.wording`): nothing that people type is syntax.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, text

from fss.db import db
from fss.sites.models import Site, SiteWords
from fss.sites.queries.remembered import remembered
from fss.sites.rules import bits
from fss.sites.rules.wording import asked_words

_MATCH = {
    "sqlite": {
        True: "SELECT rowid FROM site_text WHERE site_text MATCH :asked",
        False: "SELECT rowid FROM site_text WHERE shared MATCH :asked",
    },
    "postgresql": {
        True: "SELECT number FROM site_words WHERE all_words @@ CAST(:asked AS tsquery)",
        False: "SELECT number FROM site_words WHERE shared_words @@ CAST(:asked AS tsquery)",
    },
}


def sites_with_words(asked: str, *, inside: bool) -> int:
    """The set of sites whose words answer; `inside`: also by words for their own city only."""
    words = asked_words(asked)
    if not words:
        return 0
    return remembered().search((str(inside), *words), lambda block: _look_up(words, inside, block))


def _look_up(words: tuple[str, ...], inside: bool, block: int | None) -> int:
    """The set of those that answer, in one block of numbers or in all."""
    dialect = db.session.get_bind().dialect.name
    listed = "group_concat(rowid)" if dialect == "sqlite" else "string_agg(number::text, ',')"
    query = _MATCH[dialect][inside].replace("SELECT rowid", f"SELECT {listed}")
    query = query.replace("SELECT number", f"SELECT {listed}")
    asked = {"asked": _query(dialect, words)}
    if block is not None:
        number = "rowid" if dialect == "sqlite" else "number"
        query += f" AND {number} >= {block * bits.BLOCK} AND {number} < {(block + 1) * bits.BLOCK}"
    # One row with all numbers: a row for each would cost more than finding them.
    found = db.session.scalar(text(query), asked)
    return bits.set_of(map(int, found.split(","))) if found else 0


def has_words(asked: str, *, inside: bool = True) -> ColumnElement[bool]:
    """SQL: the site's words answer."""
    words = asked_words(asked)
    if not words:
        return false()
    dialect = db.session.get_bind().dialect.name
    found = text(_MATCH[dialect][inside]).bindparams(asked=_query(dialect, words))
    return Site.number.in_(found.columns(SiteWords.number).scalar_subquery())


def _query(dialect: str, words: tuple[str, ...]) -> str:
    # Words are letters and digits only, so that quotes are all the care there is to take.
    if dialect == "sqlite":
        return " AND ".join(f'"{word}"*' for word in words)
    return " & ".join(f"'{word}':*" for word in words)
