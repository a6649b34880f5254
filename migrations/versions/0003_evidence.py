"""evidence: data classes, documents of a site, rival values

Revision: 0003, after 0002; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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
]
ORDER = ["active", "name_key", "number"]


def upgrade():
    # Columns are added one by one: rebuilding `fact` would lose its append-only triggers.
    op.add_column("fact", sa.Column("data_class", sa.String(length=40), nullable=True))
    op.add_column(
        "fact", sa.Column("rival", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "fact",
        sa.Column("copy_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    )
    op.add_column(
        "site",
        sa.Column("data_class", sa.String(length=40), server_default="pursuit", nullable=False),
    )
    op.add_column("site", sa.Column("withheld", sa.Text(), server_default="", nullable=False))
    op.drop_index("ix_site_filters", table_name="site")
    op.create_index("ix_site_filters", "site", [*FILTERS, "data_class", *ORDER], unique=False)
    op.create_table(
        "site_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("data_class", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["app_user.id"], name=op.f("fk_site_document_added_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_site_document_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_site_document_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_document")),
    )
    op.create_index(op.f("ix_site_document_file_id"), "site_document", ["file_id"], unique=False)
    op.create_index(op.f("ix_site_document_site_id"), "site_document", ["site_id"], unique=False)
    op.create_table(
        "site_rival",
        sa.Column("fact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name=op.f("fk_site_rival_fact_id_fact")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_rival_site_id_site")),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_site_rival")),
    )
    op.create_index(
        "ix_site_rival_field", "site_rival", ["site_id", "field", "planned"], unique=False
    )


def downgrade():
    op.drop_table("site_rival")
    op.drop_table("site_document")
    op.drop_index("ix_site_filters", table_name="site")
    op.create_index("ix_site_filters", "site", [*FILTERS, *ORDER], unique=False)
    op.drop_column("site", "withheld")
    op.drop_column("site", "data_class")
    op.drop_column("fact", "copy_of")
    op.drop_column("fact", "rival")
    op.drop_column("fact", "data_class")
