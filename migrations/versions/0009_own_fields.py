"""own fields

Revision: 0009, after 0008; 2026-11-22.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(op.f("ix_site_land_id"), "site", ["land_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_site_land_id"), table_name="site")
