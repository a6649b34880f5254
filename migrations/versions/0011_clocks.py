"""clocks

Revision: 0011, after 0010; 2026-11-22.
"""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
