"""photos

Revision: 0008, after 0007; 2026-11-22.
"""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
