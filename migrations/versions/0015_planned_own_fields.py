"""planned own fields

Revision: 0015, after 0014; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "own_field",
        sa.Column("plannable", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade():
    op.drop_column("own_field", "plannable")
