"""blocks

Revision: 0014, after 0013; 2026-11-22.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_facet_bits_block", "facet_bits", ["block", "facet"])


def downgrade():
    op.drop_index("ix_facet_bits_block", table_name="facet_bits")
