"""exchange: undoing imports, remembered columns, choices about possible duplicates

Revision: 0005, after 0004; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "site_import", sa.Column("choices", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column("site_import", sa.Column("rejected", sa.JSON(), nullable=True))
    op.add_column("site_import", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "imported_site",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["site_import.id"], name=op.f("fk_imported_site_import_id_site_import")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_imported_site_site_id_site")
        ),
        sa.PrimaryKeyConstraint("import_id", "site_id", name=op.f("pk_imported_site")),
    )
    op.create_index("ix_imported_site_site", "imported_site", ["site_id"], unique=False)
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(length=40), nullable=False),
        sa.Column("differing", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["organization.id"],
            name=op.f("fk_import_mapping_member_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_import_mapping_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_import_mapping_owner_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "organization_id",
            "owner_id",
            "fingerprint",
            name=op.f("uq_import_mapping_organization_id_owner_id_fingerprint"),
        ),
    )
    op.create_index(
        op.f("ix_import_mapping_owner_id"), "import_mapping", ["owner_id"], unique=False
    )


def downgrade():
    op.drop_index(op.f("ix_import_mapping_owner_id"), table_name="import_mapping")
    op.drop_table("import_mapping")
    op.drop_index("ix_imported_site_site", table_name="imported_site")
    op.drop_table("imported_site")
    with op.batch_alter_table("site_import") as batch_op:
        batch_op.drop_column("undone_at")
        batch_op.drop_column("rejected")
        batch_op.drop_column("choices")
