"""dictionary

Revision: 0002, after 0001; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


INTERVALS = ("acres_outside_flood", "labor_force_30_min", "transmission_distance_mi")


def upgrade():
    for name in INTERVALS:
        op.add_column("site", sa.Column(f"{name}_low", sa.Float(), nullable=True))
        op.add_column("site", sa.Column(f"{name}_high", sa.Float(), nullable=True))
    op.add_column("site", sa.Column("readiness", sa.Integer(), nullable=True))


def downgrade():
    op.drop_column("site", "readiness")
    for name in reversed(INTERVALS):
        op.drop_column("site", f"{name}_high")
        op.drop_column("site", f"{name}_low")
