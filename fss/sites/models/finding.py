"""What lists are found by: sets of sites for each choice of a facet, the words of each site.

Both repeat what stands elsewhere; `services.facets` keeps them, and makes them anew when asked.
"""

from __future__ import annotations

from sqlalchemy import DDL, Index, Integer, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from fss.db import Model


class FacetBits(Model):
    """The sites of one choice of a facet among `rules.bits.BLOCK` site numbers.

    Bit `i` says that site number `block * BLOCK + i` is in it.
    """

    __tablename__ = "facet_bits"
    # After a change the sets of one block are read; without this all of them would be.
    __table_args__ = (Index("ix_facet_bits_block", "block", "facet"),)

    facet: Mapped[str] = mapped_column(String(60), primary_key=True)
    choice: Mapped[str] = mapped_column(String(80), primary_key=True)
    block: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    bits: Mapped[bytes] = mapped_column(LargeBinary)


class SiteWords(Model):
    """The words of a site by its number: those for everybody who sees it, those for its own city.

    Words are cut by `rules.wording`, with single spaces between; engines only look them up.
    """

    __tablename__ = "site_words"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    shared: Mapped[str] = mapped_column(Text, default="")
    inside: Mapped[str] = mapped_column(Text, default="")


LEXEMES = {
    "shared_words": "array_to_tsvector(string_to_array(shared, ' '))",
    "all_words": "array_to_tsvector(string_to_array(btrim(shared || ' ' || inside), ' '))",
}
FULL_TEXT = {
    "postgresql": tuple(
        statement
        for column, made in LEXEMES.items()
        for statement in (
            f"ALTER TABLE site_words ADD COLUMN {column} tsvector "
            f"GENERATED ALWAYS AS ({made}) STORED",
            f"CREATE INDEX ix_site_words_{column} ON site_words USING gin ({column})",
        )
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE site_text USING fts5("
        "shared, inside, content='site_words', content_rowid='number', tokenize='ascii', "
        "detail='column', prefix='2 3')",
        "CREATE TRIGGER site_words_added AFTER INSERT ON site_words BEGIN "
        "INSERT INTO site_text (rowid, shared, inside) "
        "VALUES (new.number, new.shared, new.inside); END",
        "CREATE TRIGGER site_words_removed AFTER DELETE ON site_words BEGIN "
        "INSERT INTO site_text (site_text, rowid, shared, inside) "
        "VALUES ('delete', old.number, old.shared, old.inside); END",
        "CREATE TRIGGER site_words_changed AFTER UPDATE ON site_words BEGIN "
        "INSERT INTO site_text (site_text, rowid, shared, inside) "
        "VALUES ('delete', old.number, old.shared, old.inside); "
        "INSERT INTO site_text (rowid, shared, inside) "
        "VALUES (new.number, new.shared, new.inside); END",
    ),
}
"""Each engine's full-text index over `site_words`; a migration writes the same out."""

for _dialect, _statements in FULL_TEXT.items():
    for _statement in _statements:
        _ddl = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(SiteWords.__table__, "after_create", _ddl.execute_if(dialect=_dialect))
