"""photos: drafts, who may see them, the one sent twice, undo; the county's public list of sites

Revision: 0008, after 0007; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("site_photo") as batch_op:
        batch_op.add_column(sa.Column("small_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sent_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("data_class", sa.String(length=40), server_default="public", nullable=False)
        )
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_site_photo_small_id_stored_file"), "stored_file", ["small_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            op.f("uq_site_photo_site_id_sent_sha256"), ["site_id", "sent_sha256"]
        )
    op.add_column(
        "county",
        sa.Column("publishes_sites", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade():
    op.drop_column("county", "publishes_sites")
    with op.batch_alter_table("site_photo") as batch_op:
        batch_op.drop_constraint(op.f("uq_site_photo_site_id_sent_sha256"), type_="unique")
        batch_op.drop_constraint(op.f("fk_site_photo_small_id_stored_file"), type_="foreignkey")
        batch_op.drop_column("removed_at")
        batch_op.drop_column("data_class")
        batch_op.drop_column("sent_sha256")
        batch_op.drop_column("small_id")
