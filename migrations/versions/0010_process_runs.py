"""process runs

Revision: 0010, after 0009; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def make_append_only(table):
    """Let the database refuse UPDATE and DELETE (docs/adr/0006-append-only.md)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN RAISE EXCEPTION '{table} is append-only'; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        )
        return
    for name, deed in (("no_update", "UPDATE"), ("no_delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def upgrade():
    op.create_table('service_standard',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('promise', sa.Text(), nullable=False),
    sa.Column('metric', sa.String(length=40), nullable=False),
    sa.Column('target', sa.Double(), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('warn_at', sa.JSON(), nullable=False),
    sa.Column('statutory', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('approved_by', sa.String(), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_standard')),
    sa.UniqueConstraint('code', 'number', name=op.f('uq_service_standard_code_number'))
    )
    op.create_table('calendar_feed',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('subject_type', sa.String(length=40), nullable=True),
    sa.Column('subject_id', sa.Uuid(), nullable=True),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_calendar_feed_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_user_id'), ['user_id'], unique=False)

    op.create_table('task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject_type', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('subject_title', sa.String(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.Uuid(), nullable=True),
    sa.Column('done_note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['app_user.id'], name=op.f('fk_task_created_by_app_user')),
    sa.ForeignKeyConstraint(['done_by'], ['app_user.id'], name=op.f('fk_task_done_by_app_user')),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], name=op.f('fk_task_owner_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index('ix_task_owner', ['owner_id', 'done_at', 'due_at'], unique=False)
        batch_op.create_index('ix_task_subject', ['subject_type', 'subject_id'], unique=False)

    op.create_table('raci_variant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('template_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('proposed_by', sa.Uuid(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('city_signed_by', sa.Uuid(), nullable=True),
    sa.Column('city_signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('county_signed_by', sa.Uuid(), nullable=True),
    sa.Column('county_signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['city_signed_by'], ['app_user.id'], name=op.f('fk_raci_variant_city_signed_by_app_user')),
    sa.ForeignKeyConstraint(['county_signed_by'], ['app_user.id'], name=op.f('fk_raci_variant_county_signed_by_app_user')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_raci_variant_organization_id_organization')),
    sa.ForeignKeyConstraint(['proposed_by'], ['app_user.id'], name=op.f('fk_raci_variant_proposed_by_app_user')),
    sa.ForeignKeyConstraint(['template_id'], ['process_template.id'], name=op.f('fk_raci_variant_template_id_process_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_raci_variant'))
    )
    with op.batch_alter_table('raci_variant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_raci_variant_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index('uq_raci_variant_live', ['template_id', 'organization_id'], unique=True, sqlite_where=sa.text("status <> 'withdrawn'"), postgresql_where=sa.text("status <> 'withdrawn'"))

    op.create_table('clock',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject_type', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('step_id', sa.Uuid(), nullable=True),
    sa.Column('standard_code', sa.String(length=60), nullable=False),
    sa.Column('standard_number', sa.Integer(), nullable=True),
    sa.Column('metric', sa.String(length=40), nullable=False),
    sa.Column('target', sa.Double(), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('statutory', sa.Boolean(), nullable=False),
    sa.Column('warn_at', sa.JSON(), nullable=False),
    sa.Column('calendar_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('breached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('target_seconds', sa.Integer(), nullable=True),
    sa.Column('running_seconds', sa.Integer(), nullable=True),
    sa.Column('paused_seconds', sa.Integer(), nullable=True),
    sa.Column('reopens_id', sa.Uuid(), nullable=True),
    sa.Column('trace', sa.JSON(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['calendar_id'], ['calendar.id'], name=op.f('fk_clock_calendar_id_calendar')),
    sa.ForeignKeyConstraint(['reopens_id'], ['clock.id'], name=op.f('fk_clock_reopens_id_clock')),
    sa.ForeignKeyConstraint(['step_id'], ['step_instance.id'], name=op.f('fk_clock_step_id_step_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock'))
    )
    with op.batch_alter_table('clock', schema=None) as batch_op:
        batch_op.create_index('ix_clock_next', ['state', 'next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_clock_step_id'), ['step_id'], unique=False)
        batch_op.create_index('ix_clock_subject', ['subject_type', 'subject_id'], unique=False)
        batch_op.create_index('uq_clock_open', ['subject_type', 'subject_id', 'metric'], unique=True, sqlite_where=sa.text("state IN ('running', 'paused')"), postgresql_where=sa.text("state IN ('running', 'paused')"))

    op.create_table('consultation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('step_id', sa.Uuid(), nullable=False),
    sa.Column('role_code', sa.String(length=4), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=True),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waiver', sa.Text(), nullable=False),
    sa.Column('waived_by', sa.Uuid(), nullable=True),
    sa.Column('waived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['app_user.id'], name=op.f('fk_consultation_answered_by_app_user')),
    sa.ForeignKeyConstraint(['asked_by'], ['app_user.id'], name=op.f('fk_consultation_asked_by_app_user')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_consultation_organization_id_organization')),
    sa.ForeignKeyConstraint(['step_id'], ['step_instance.id'], name=op.f('fk_consultation_step_id_step_instance')),
    sa.ForeignKeyConstraint(['waived_by'], ['app_user.id'], name=op.f('fk_consultation_waived_by_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation'))
    )
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consultation_step_id'), ['step_id'], unique=False)

    op.create_table('pain_point',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('template_code', sa.String(length=40), nullable=False),
    sa.Column('step_key', sa.String(length=20), nullable=False),
    sa.Column('step_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('resolution', sa.Text(), nullable=False),
    sa.Column('resolved_by', sa.Uuid(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['app_user.id'], name=op.f('fk_pain_point_created_by_app_user')),
    sa.ForeignKeyConstraint(['resolved_by'], ['app_user.id'], name=op.f('fk_pain_point_resolved_by_app_user')),
    sa.ForeignKeyConstraint(['step_id'], ['step_instance.id'], name=op.f('fk_pain_point_step_id_step_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pain_point'))
    )
    with op.batch_alter_table('pain_point', schema=None) as batch_op:
        batch_op.create_index('ix_pain_point_step', ['template_code', 'step_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_pain_point_step_id'), ['step_id'], unique=False)

    op.create_table('assignment_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('from_user_id', sa.Uuid(), nullable=True),
    sa.Column('to_user_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['app_user.id'], name=op.f('fk_assignment_event_actor_id_app_user')),
    sa.ForeignKeyConstraint(['assignment_id'], ['step_assignment.id'], name=op.f('fk_assignment_event_assignment_id_step_assignment')),
    sa.ForeignKeyConstraint(['from_user_id'], ['app_user.id'], name=op.f('fk_assignment_event_from_user_id_app_user')),
    sa.ForeignKeyConstraint(['to_user_id'], ['app_user.id'], name=op.f('fk_assignment_event_to_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment_event'))
    )
    with op.batch_alter_table('assignment_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignment_event_assignment_id'), ['assignment_id'], unique=False)

    op.create_table('clock_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('clock_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('requested_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['app_user.id'], name=op.f('fk_clock_event_actor_id_app_user')),
    sa.ForeignKeyConstraint(['clock_id'], ['clock.id'], name=op.f('fk_clock_event_clock_id_clock')),
    sa.ForeignKeyConstraint(['requested_by'], ['app_user.id'], name=op.f('fk_clock_event_requested_by_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_event')),
    sa.UniqueConstraint('clock_id', 'number', name=op.f('uq_clock_event_clock_id_number'))
    )
    op.create_table('step_notice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('step_id', sa.Uuid(), nullable=False),
    sa.Column('clock_id', sa.Uuid(), nullable=True),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('letter', sa.String(length=1), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mail_id', sa.Uuid(), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clock_id'], ['clock.id'], name=op.f('fk_step_notice_clock_id_clock')),
    sa.ForeignKeyConstraint(['mail_id'], ['outbox_mail.id'], name=op.f('fk_step_notice_mail_id_outbox_mail')),
    sa.ForeignKeyConstraint(['step_id'], ['step_instance.id'], name=op.f('fk_step_notice_step_id_step_instance')),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_step_notice_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step_notice')),
    sa.UniqueConstraint('clock_id', 'level', 'user_id', name=op.f('uq_step_notice_clock_id_level_user_id'))
    )
    with op.batch_alter_table('step_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_step_notice_step_id'), ['step_id'], unique=False)
        batch_op.create_index('ix_step_notice_waiting', ['user_id', 'mail_id'], unique=False)

    with op.batch_alter_table('calendar_closure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hours', sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table('county', schema=None) as batch_op:
        batch_op.add_column(sa.Column('country', sa.String(length=2), server_default='US', nullable=False))
        batch_op.add_column(sa.Column('subdivision', sa.String(length=10), server_default='MN', nullable=False))

    with op.batch_alter_table('holding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('deputy_id', sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f('ix_holding_deputy_id'), ['deputy_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_holding_deputy_id_app_user'), 'app_user', ['deputy_id'], ['id'])

    with op.batch_alter_table('process_instance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('express', sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table('process_template', schema=None) as batch_op:
        batch_op.add_column(sa.Column('review_due', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('base_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('created_by', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('submitted_by', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), server_default='', nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_process_template_created_by_app_user'), 'app_user', ['created_by'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_process_template_base_id_process_template'), 'process_template', ['base_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_process_template_submitted_by_app_user'), 'app_user', ['submitted_by'], ['id'])

    with op.batch_alter_table('step_assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('delegate_id', sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f('ix_step_assignment_delegate_id'), ['delegate_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_step_assignment_delegate_id_app_user'), 'app_user', ['delegate_id'], ['id'])

    with op.batch_alter_table('step_instance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('begun_by', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('declared', sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_step_instance_begun_by_app_user'), 'app_user', ['begun_by'], ['id'])
    make_append_only("clock_event")
    make_append_only("assignment_event")


def downgrade():
    with op.batch_alter_table('step_instance', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_step_instance_begun_by_app_user'), type_='foreignkey')
        batch_op.drop_column('declared')
        batch_op.drop_column('begun_by')
        batch_op.drop_column('begun_at')

    with op.batch_alter_table('step_assignment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_step_assignment_delegate_id_app_user'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_step_assignment_delegate_id'))
        batch_op.drop_column('delegate_id')

    with op.batch_alter_table('process_template', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_process_template_submitted_by_app_user'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_process_template_base_id_process_template'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_process_template_created_by_app_user'), type_='foreignkey')
        batch_op.drop_column('note')
        batch_op.drop_column('submitted_at')
        batch_op.drop_column('submitted_by')
        batch_op.drop_column('created_by')
        batch_op.drop_column('base_id')
        batch_op.drop_column('review_due')

    with op.batch_alter_table('process_instance', schema=None) as batch_op:
        batch_op.drop_column('express')

    with op.batch_alter_table('holding', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_holding_deputy_id_app_user'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_holding_deputy_id'))
        batch_op.drop_column('deputy_id')

    with op.batch_alter_table('county', schema=None) as batch_op:
        batch_op.drop_column('subdivision')
        batch_op.drop_column('country')

    with op.batch_alter_table('calendar_closure', schema=None) as batch_op:
        batch_op.drop_column('hours')

    with op.batch_alter_table('step_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_step_notice_waiting')
        batch_op.drop_index(batch_op.f('ix_step_notice_step_id'))

    op.drop_table('step_notice')
    op.drop_table('clock_event')
    with op.batch_alter_table('assignment_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignment_event_assignment_id'))

    op.drop_table('assignment_event')
    with op.batch_alter_table('pain_point', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pain_point_step_id'))
        batch_op.drop_index('ix_pain_point_step')

    op.drop_table('pain_point')
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consultation_step_id'))

    op.drop_table('consultation')
    with op.batch_alter_table('clock', schema=None) as batch_op:
        batch_op.drop_index('uq_clock_open', sqlite_where=sa.text("state IN ('running', 'paused')"), postgresql_where=sa.text("state IN ('running', 'paused')"))
        batch_op.drop_index('ix_clock_subject')
        batch_op.drop_index(batch_op.f('ix_clock_step_id'))
        batch_op.drop_index('ix_clock_next')

    op.drop_table('clock')
    with op.batch_alter_table('raci_variant', schema=None) as batch_op:
        batch_op.drop_index('uq_raci_variant_live', sqlite_where=sa.text("status <> 'withdrawn'"), postgresql_where=sa.text("status <> 'withdrawn'"))
        batch_op.drop_index(batch_op.f('ix_raci_variant_organization_id'))

    op.drop_table('raci_variant')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_subject')
        batch_op.drop_index('ix_task_owner')

    op.drop_table('task')
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_feed_user_id'))

    op.drop_table('calendar_feed')
    op.drop_table('service_standard')
    if op.get_bind().dialect.name == "postgresql":
        for table in ("clock_event", "assignment_event"):
            op.execute(f"DROP FUNCTION {table}_refuse()")
