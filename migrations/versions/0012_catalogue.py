"""catalogue

Revision: 0012, after 0011; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


NOT_WITHDRAWN = sa.text("status <> 'withdrawn'")
OPEN_OR_AGREED = sa.text("status IN ('proposed', 'agreed')")
ACCOUNTABLE = sa.text("letter = 'A'")


def upgrade():
    op.add_column("raci_variant", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.drop_index("uq_raci_variant_live", table_name="raci_variant")
    op.create_index(
        "uq_raci_variant_open",
        "raci_variant",
        ["template_id", "organization_id", "status"],
        unique=True,
        sqlite_where=OPEN_OR_AGREED,
        postgresql_where=OPEN_OR_AGREED,
    )
    op.create_index(
        "uq_step_assignment_accountable",
        "step_assignment",
        ["step_id"],
        unique=True,
        sqlite_where=ACCOUNTABLE,
        postgresql_where=ACCOUNTABLE,
    )
    op.add_column("process_instance", sa.Column("decision", sa.JSON(), nullable=True))
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("step_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            "fk_task_step_id_step_instance", "step_instance", ["step_id"], ["id"]
        )
        batch_op.create_index("ix_task_step_id", ["step_id"])


def downgrade():
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_index("ix_task_step_id")
        batch_op.drop_constraint("fk_task_step_id_step_instance", type_="foreignkey")
        batch_op.drop_column("step_id")
    op.drop_column("process_instance", "decision")
    op.drop_index("uq_step_assignment_accountable", table_name="step_assignment")
    op.drop_index("uq_raci_variant_open", table_name="raci_variant")
    op.create_index(
        "uq_raci_variant_live",
        "raci_variant",
        ["template_id", "organization_id"],
        unique=True,
        sqlite_where=NOT_WITHDRAWN,
        postgresql_where=NOT_WITHDRAWN,
    )
    op.drop_column("raci_variant", "reason")
