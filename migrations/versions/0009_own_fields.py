"""own fields

Revision: 0009, after 0008; 2026-11-22.
"""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
