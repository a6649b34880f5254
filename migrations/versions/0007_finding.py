"""finding: facets, full text, near, saved searches

Revision: 0007, after 0006; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FILTERS = [
    "organization_id",
    "kind",
    "availability",
    "zoning_class",
    "electric_status",
    "gas_status",
    "water_status",
    "sewer_status",
    "fiber_status",
    "rail_status",
    "acres_low",
    "acres_high",
    "sq_ft_low",
    "sq_ft_high",
    "data_class",
    "active",
    "name_key",
    "number",
]
FULL_TEXT = {
    "postgresql": (
        "ALTER TABLE site_words ADD COLUMN shared_words tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(string_to_array(shared, ' '))) STORED",
        "CREATE INDEX ix_site_words_shared_words ON site_words USING gin (shared_words)",
        "ALTER TABLE site_words ADD COLUMN all_words tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(string_to_array(btrim(shared || ' ' || inside), ' '))) STORED",
        "CREATE INDEX ix_site_words_all_words ON site_words USING gin (all_words)",
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


def upgrade():
    op.create_table(
        "facet_bits",
        sa.Column("facet", sa.String(length=60), nullable=False),
        sa.Column("choice", sa.String(length=80), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "choice", "block", name=op.f("pk_facet_bits")),
    )
    op.create_table(
        "site_words",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("shared", sa.Text(), nullable=False),
        sa.Column("inside", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_site_words")),
    )
    for statement in FULL_TEXT[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("ix_site_filters", table_name="site")
    op.drop_index("ix_site_search", table_name="site")
    op.drop_column("site", "search")
    op.drop_index("ix_site_by_screening", table_name="site")
    op.create_index("ix_site_by_sq_ft", "site", ["sq_ft_low", "name_key", "number", "active"])
    op.create_index("ix_site_place", "site", ["latitude_low", "longitude_low", "number"])
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("mail", sa.String(length=40), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("seen_fact", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_saved_search_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_search_user_id_name")),
    )


def downgrade():
    op.drop_table("saved_search")
    op.drop_index("ix_site_place", table_name="site")
    op.drop_index("ix_site_by_sq_ft", table_name="site")
    order = ["name_key", "number", "active"]
    op.create_index("ix_site_by_screening", "site", ["screening_known", *order])
    op.add_column("site", sa.Column("search", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_site_search", "site", ["search", *order])
    op.create_index("ix_site_filters", "site", FILTERS)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE site_text")
    op.drop_table("site_words")
    op.drop_table("facet_bits")
