"""layers

Revision: 0006, after 0005; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def make_append_only(table):
    """Let the database refuse UPDATE and DELETE (docs/adr/0006-append-only.md)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN RAISE EXCEPTION '{table} is append-only'; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        )
        return
    for name, deed in (("no_update", "UPDATE"), ("no_delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def upgrade():
    op.create_table(
        "map_layer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("surety", sa.String(length=40), nullable=False),
        sa.Column("name_property", sa.String(length=100), nullable=False),
        sa.Column("sort_property", sa.String(length=100), nullable=False),
        sa.Column("count_property", sa.String(length=100), nullable=False),
        sa.Column("year_property", sa.String(length=100), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("shapes", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("repaired", sa.Integer(), nullable=False),
        sa.Column("tolerance", sa.Float(), nullable=False),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_map_layer_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["loaded_by"], ["app_user.id"], name=op.f("fk_map_layer_loaded_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["map_layer.id"], name=op.f("fk_map_layer_replaced_by_id_map_layer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_layer")),
    )
    op.create_index("ix_map_layer_kind", "map_layer", ["kind", "ended_at"])
    op.create_table(
        "map_feature",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("layer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Double(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["layer_id"],
            ["map_layer.id"],
            name=op.f("fk_map_feature_layer_id_map_layer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_feature")),
    )
    op.create_index(op.f("ix_map_feature_layer_id"), "map_feature", ["layer_id"])
    op.create_table(
        "site_boundary",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("confidence", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_site_boundary_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["app_user.id"], name=op.f("fk_site_boundary_entered_by_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_boundary")),
    )
    op.create_index("ix_site_boundary_site", "site_boundary", ["site_id", "id"])
    make_append_only("site_boundary")
    with op.batch_alter_table("site_shape", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "boundary_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_site_shape_boundary_id_site_boundary"),
            "site_boundary",
            ["boundary_id"],
            ["id"],
        )


def downgrade():
    with op.batch_alter_table("site_shape", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_site_shape_boundary_id_site_boundary"), type_="foreignkey"
        )
        batch_op.drop_column("boundary_id")
    op.drop_table("site_boundary")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION site_boundary_refuse()")
    op.drop_table("map_feature")
    op.drop_table("map_layer")
