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


def keep_approved_processes():
    """Let the database refuse to change or delete what was approved; it may only be retired."""
    kept = "code number title approved_body approved_on review_due base_id created_by".split()
    kept += ["submitted_by", "submitted_at", "note", "content_hash"]
    if op.get_bind().dialect.name == "postgresql":
        same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in kept)
        op.execute(
            "CREATE FUNCTION process_template_keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            "IF OLD.status NOT IN ('approved', 'retired') THEN "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; "
            f"IF TG_OP = 'UPDATE' AND NEW.status = 'retired' AND {same} "
            "AND NEW.content::text = OLD.content::text THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION 'an approved process is never changed'; END$$"
        )
        op.execute(
            "CREATE TRIGGER process_template_kept BEFORE UPDATE OR DELETE ON process_template "
            "FOR EACH ROW EXECUTE FUNCTION process_template_keep()"
        )
        return
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*kept, "content"))
    refuse = "BEGIN SELECT RAISE(ABORT, 'an approved process is never changed'); END"
    op.execute(
        "CREATE TRIGGER process_template_kept BEFORE UPDATE ON process_template "
        "WHEN OLD.status IN ('approved', 'retired') "
        f"AND NOT (NEW.status = 'retired' AND {same}) {refuse}"
    )
    op.execute(
        "CREATE TRIGGER process_template_stays BEFORE DELETE ON process_template "
        f"WHEN OLD.status IN ('approved', 'retired') {refuse}"
    )


def free_approved_processes():
    op.execute(
        "DROP TRIGGER process_template_kept"
        + (" ON process_template" if op.get_bind().dialect.name == "postgresql" else "")
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION process_template_keep()")
    else:
        op.execute("DROP TRIGGER process_template_stays")


def upgrade():
    keep_approved_processes()
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
    free_approved_processes()
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_index("ix_task_step_id")
        batch_op.drop_constraint("fk_task_step_id_step_instance", type_="foreignkey")
        batch_op.drop_column("step_id")
    op.drop_column("process_instance", "decision")
    op.drop_index("uq_step_assignment_accountable", table_name="step_assignment")
    op.drop_index("uq_raci_variant_open", table_name="raci_variant")
    # A city had one variant of a process that was not withdrawn: the agreed one, else the proposed.
    op.execute("UPDATE raci_variant SET status = 'withdrawn' WHERE status = 'replaced'")
    op.execute(
        "UPDATE raci_variant SET status = 'withdrawn' WHERE status = 'proposed' AND EXISTS ("
        "SELECT 1 FROM raci_variant AS held WHERE held.status = 'agreed' "
        "AND held.template_id = raci_variant.template_id "
        "AND held.organization_id = raci_variant.organization_id)"
    )
    op.create_index(
        "uq_raci_variant_live",
        "raci_variant",
        ["template_id", "organization_id"],
        unique=True,
        sqlite_where=NOT_WITHDRAWN,
        postgresql_where=NOT_WITHDRAWN,
    )
    op.drop_column("raci_variant", "reason")
