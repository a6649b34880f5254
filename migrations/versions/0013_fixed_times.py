"""fixed times

Revision: 0013, after 0012; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("step_instance", sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("clock", sa.Column("latest_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "clock",
        sa.Column("counted_before", sa.String(length=20), server_default="", nullable=False),
    )
    op.add_column("clock_event", sa.Column("latest_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("clock_event", "latest_at")
    op.drop_column("clock", "counted_before")
    op.drop_column("clock", "latest_at")
    op.drop_column("step_instance", "fixed_at")
