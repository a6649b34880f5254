"""fixed times, questions of clients

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
    add_questions()


def add_questions():
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "client_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("received_at", instant, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("replied_at", instant, nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("answered_at", instant, nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["step_instance.id"], name="fk_client_question_step_id_step_instance"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name="fk_client_question_owner_id_app_user"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["app_user.id"], name="fk_client_question_created_by_app_user"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["app_user.id"], name="fk_client_question_answered_by_app_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_client_question"),
    )
    op.create_index("ix_client_question_step_id", "client_question", ["step_id"])
    op.create_index("ix_client_question_owner_id", "client_question", ["owner_id"])


def downgrade():
    op.drop_table("client_question")
    op.drop_column("clock_event", "latest_at")
    op.drop_column("clock", "counted_before")
    op.drop_column("clock", "latest_at")
    op.drop_column("step_instance", "fixed_at")
