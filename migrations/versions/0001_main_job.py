"""main job

Revision: 0001, after ; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
    op.create_table(
        "app_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=128), nullable=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email", name=op.f("uq_app_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_app_user_fs_uniquifier")),
    )
    op.create_table(
        "audit_event",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("stream", "sequence", name=op.f("uq_audit_event_stream_sequence")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_audit_event_subject", ["subject_type", "subject_id"], unique=False
        )

    op.create_table(
        "audit_head",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "county",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("office_name", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("disclaimer", sa.String(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("outline", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("outline", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("code", name=op.f("uq_organization_code")),
        sa.UniqueConstraint("name", name=op.f("uq_organization_name")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_mail_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_mail_purpose"), ["purpose"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_mail_state"), ["state"], unique=False)

    op.create_table(
        "process_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("approved_body", sa.String(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_template")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_process_template_code_number")),
    )
    op.create_table(
        "calendar",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("covers_until", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_calendar_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_calendar_organization_id")),
    )
    op.create_table(
        "holding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("held_from", sa.Date(), nullable=False),
        sa.Column("held_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_holding_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_holding_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_holding_organization_role", ["organization_id", "role"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_holding_user_id"), ["user_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_invitation_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_user_id"), ["user_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_job_owner_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)
        batch_op.create_index("ix_job_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "process_instance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["process_template.id"],
            name=op.f("fk_process_instance_template_id_process_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_instance")),
    )
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_process_instance_subject", ["subject_type", "subject_id"], unique=False
        )

    op.create_table(
        "pursuit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_name", sa.String(length=80), nullable=False),
        sa.Column("code_key", sa.String(length=80), nullable=False),
        sa.Column("tracking_code", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confidentiality", sa.String(length=40), nullable=False),
        sa.Column("project_type", sa.String(length=40), nullable=False),
        sa.Column("property_wanted", sa.String(length=40), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=True),
        sa.Column("investment", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("request_text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_pursuit_owner_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pursuit")),
        sa.UniqueConstraint("code_key", name=op.f("uq_pursuit_code_key")),
        sa.UniqueConstraint("tracking_code", name=op.f("uq_pursuit_tracking_code")),
    )
    with op.batch_alter_table("pursuit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pursuit_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_pursuit_stage"), ["stage"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("own_id", sa.String(length=80), nullable=True),
        sa.Column("parcels", sa.Text(), nullable=False),
        sa.Column("land_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("lot", sa.BigInteger(), nullable=False),
        sa.Column("screening_known", sa.Integer(), nullable=False),
        sa.Column("screening_total", sa.Integer(), nullable=False),
        sa.Column("has_plan", sa.Boolean(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("acres_low", sa.Double(), nullable=True),
        sa.Column("acres_high", sa.Double(), nullable=True),
        sa.Column("sq_ft_low", sa.Double(), nullable=True),
        sa.Column("sq_ft_high", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latitude_low", sa.Float(), nullable=True),
        sa.Column("latitude_high", sa.Float(), nullable=True),
        sa.Column("longitude_low", sa.Float(), nullable=True),
        sa.Column("longitude_high", sa.Float(), nullable=True),
        sa.Column("site_type", sa.Text(), nullable=True),
        sa.Column("in_city_limits", sa.Text(), nullable=True),
        sa.Column("owner_type", sa.Text(), nullable=True),
        sa.Column("availability", sa.Text(), nullable=True),
        sa.Column("available_from_low", sa.Float(), nullable=True),
        sa.Column("available_from_high", sa.Float(), nullable=True),
        sa.Column("min_lot_acres_low", sa.Float(), nullable=True),
        sa.Column("min_lot_acres_high", sa.Float(), nullable=True),
        sa.Column("sale_or_lease", sa.Text(), nullable=True),
        sa.Column("price_total_low", sa.Float(), nullable=True),
        sa.Column("price_total_high", sa.Float(), nullable=True),
        sa.Column("price_per_acre_low", sa.Float(), nullable=True),
        sa.Column("price_per_acre_high", sa.Float(), nullable=True),
        sa.Column("price_per_sq_ft_low", sa.Float(), nullable=True),
        sa.Column("price_per_sq_ft_high", sa.Float(), nullable=True),
        sa.Column("lease_rate_sq_ft_year_low", sa.Float(), nullable=True),
        sa.Column("lease_rate_sq_ft_year_high", sa.Float(), nullable=True),
        sa.Column("total_acres_low", sa.Float(), nullable=True),
        sa.Column("total_acres_high", sa.Float(), nullable=True),
        sa.Column("available_acres_low", sa.Float(), nullable=True),
        sa.Column("available_acres_high", sa.Float(), nullable=True),
        sa.Column("contiguous_acres_max_low", sa.Float(), nullable=True),
        sa.Column("contiguous_acres_max_high", sa.Float(), nullable=True),
        sa.Column("developable_acres_low", sa.Float(), nullable=True),
        sa.Column("developable_acres_high", sa.Float(), nullable=True),
        sa.Column("max_footprint_sq_ft_low", sa.Float(), nullable=True),
        sa.Column("max_footprint_sq_ft_high", sa.Float(), nullable=True),
        sa.Column("expansion_acres_low", sa.Float(), nullable=True),
        sa.Column("expansion_acres_high", sa.Float(), nullable=True),
        sa.Column("slope_percent_low", sa.Float(), nullable=True),
        sa.Column("slope_percent_high", sa.Float(), nullable=True),
        sa.Column("building_type", sa.Text(), nullable=True),
        sa.Column("building_sq_ft_low", sa.Float(), nullable=True),
        sa.Column("building_sq_ft_high", sa.Float(), nullable=True),
        sa.Column("available_sq_ft_low", sa.Float(), nullable=True),
        sa.Column("available_sq_ft_high", sa.Float(), nullable=True),
        sa.Column("contiguous_sq_ft_max_low", sa.Float(), nullable=True),
        sa.Column("contiguous_sq_ft_max_high", sa.Float(), nullable=True),
        sa.Column("min_divisible_sq_ft_low", sa.Float(), nullable=True),
        sa.Column("min_divisible_sq_ft_high", sa.Float(), nullable=True),
        sa.Column("office_sq_ft_low", sa.Float(), nullable=True),
        sa.Column("office_sq_ft_high", sa.Float(), nullable=True),
        sa.Column("year_built_low", sa.Float(), nullable=True),
        sa.Column("year_built_high", sa.Float(), nullable=True),
        sa.Column("expandable_to_sq_ft_low", sa.Float(), nullable=True),
        sa.Column("expandable_to_sq_ft_high", sa.Float(), nullable=True),
        sa.Column("clear_height_ft_low", sa.Float(), nullable=True),
        sa.Column("clear_height_ft_high", sa.Float(), nullable=True),
        sa.Column("floor_thickness_in_low", sa.Float(), nullable=True),
        sa.Column("floor_thickness_in_high", sa.Float(), nullable=True),
        sa.Column("floor_load_psf_low", sa.Float(), nullable=True),
        sa.Column("floor_load_psf_high", sa.Float(), nullable=True),
        sa.Column("dock_doors_low", sa.Float(), nullable=True),
        sa.Column("dock_doors_high", sa.Float(), nullable=True),
        sa.Column("drive_in_doors_low", sa.Float(), nullable=True),
        sa.Column("drive_in_doors_high", sa.Float(), nullable=True),
        sa.Column("parking_stalls_low", sa.Float(), nullable=True),
        sa.Column("parking_stalls_high", sa.Float(), nullable=True),
        sa.Column("crane_tons_low", sa.Float(), nullable=True),
        sa.Column("crane_tons_high", sa.Float(), nullable=True),
        sa.Column("sprinklers", sa.Text(), nullable=True),
        sa.Column("building_amps_low", sa.Float(), nullable=True),
        sa.Column("building_amps_high", sa.Float(), nullable=True),
        sa.Column("food_grade", sa.Text(), nullable=True),
        sa.Column("zoning_class", sa.Text(), nullable=True),
        sa.Column("zoning_code", sa.Text(), nullable=True),
        sa.Column("rezoning_needed", sa.Text(), nullable=True),
        sa.Column("annexation_needed", sa.Text(), nullable=True),
        sa.Column("max_height_ft_low", sa.Float(), nullable=True),
        sa.Column("max_height_ft_high", sa.Float(), nullable=True),
        sa.Column("outdoor_storage", sa.Text(), nullable=True),
        sa.Column("residential_distance_ft_low", sa.Float(), nullable=True),
        sa.Column("residential_distance_ft_high", sa.Float(), nullable=True),
        sa.Column("certified_site", sa.Text(), nullable=True),
        sa.Column("phase_1_esa", sa.Text(), nullable=True),
        sa.Column("geotechnical", sa.Text(), nullable=True),
        sa.Column("wetlands_delineated", sa.Text(), nullable=True),
        sa.Column("wetland_acres_low", sa.Float(), nullable=True),
        sa.Column("wetland_acres_high", sa.Float(), nullable=True),
        sa.Column("flood_zone", sa.Text(), nullable=True),
        sa.Column("electric_provider", sa.Text(), nullable=True),
        sa.Column("electric_status", sa.Text(), nullable=True),
        sa.Column("electric_capacity_mw_low", sa.Float(), nullable=True),
        sa.Column("electric_capacity_mw_high", sa.Float(), nullable=True),
        sa.Column("substation_distance_mi_low", sa.Float(), nullable=True),
        sa.Column("substation_distance_mi_high", sa.Float(), nullable=True),
        sa.Column("dual_feed", sa.Text(), nullable=True),
        sa.Column("gas_provider", sa.Text(), nullable=True),
        sa.Column("gas_status", sa.Text(), nullable=True),
        sa.Column("gas_main_in_low", sa.Float(), nullable=True),
        sa.Column("gas_main_in_high", sa.Float(), nullable=True),
        sa.Column("gas_capacity_mcf_h_low", sa.Float(), nullable=True),
        sa.Column("gas_capacity_mcf_h_high", sa.Float(), nullable=True),
        sa.Column("water_status", sa.Text(), nullable=True),
        sa.Column("water_main_in_low", sa.Float(), nullable=True),
        sa.Column("water_main_in_high", sa.Float(), nullable=True),
        sa.Column("fire_flow_gpm_low", sa.Float(), nullable=True),
        sa.Column("fire_flow_gpm_high", sa.Float(), nullable=True),
        sa.Column("water_spare_mgd_low", sa.Float(), nullable=True),
        sa.Column("water_spare_mgd_high", sa.Float(), nullable=True),
        sa.Column("sewer_status", sa.Text(), nullable=True),
        sa.Column("sewer_main_in_low", sa.Float(), nullable=True),
        sa.Column("sewer_main_in_high", sa.Float(), nullable=True),
        sa.Column("sewer_spare_mgd_low", sa.Float(), nullable=True),
        sa.Column("sewer_spare_mgd_high", sa.Float(), nullable=True),
        sa.Column("fiber_status", sa.Text(), nullable=True),
        sa.Column("bandwidth_gbps_low", sa.Float(), nullable=True),
        sa.Column("bandwidth_gbps_high", sa.Float(), nullable=True),
        sa.Column("interstate_distance_mi_low", sa.Float(), nullable=True),
        sa.Column("interstate_distance_mi_high", sa.Float(), nullable=True),
        sa.Column("four_lane_distance_mi_low", sa.Float(), nullable=True),
        sa.Column("four_lane_distance_mi_high", sa.Float(), nullable=True),
        sa.Column("road_limit_tons_low", sa.Float(), nullable=True),
        sa.Column("road_limit_tons_high", sa.Float(), nullable=True),
        sa.Column("traffic_vehicles_day_low", sa.Float(), nullable=True),
        sa.Column("traffic_vehicles_day_high", sa.Float(), nullable=True),
        sa.Column("rail_status", sa.Text(), nullable=True),
        sa.Column("airport_distance_mi_low", sa.Float(), nullable=True),
        sa.Column("airport_distance_mi_high", sa.Float(), nullable=True),
        sa.Column("port_distance_mi_low", sa.Float(), nullable=True),
        sa.Column("port_distance_mi_high", sa.Float(), nullable=True),
        sa.Column("intermodal_distance_mi_low", sa.Float(), nullable=True),
        sa.Column("intermodal_distance_mi_high", sa.Float(), nullable=True),
        sa.Column("transit_distance_mi_low", sa.Float(), nullable=True),
        sa.Column("transit_distance_mi_high", sa.Float(), nullable=True),
        sa.Column("tif_district", sa.Text(), nullable=True),
        sa.Column("opportunity_zone", sa.Text(), nullable=True),
        sa.Column("foreign_trade_zone", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["land_id"], ["site.id"], name=op.f("fk_site_land_id_site")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_site_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("number", name=op.f("uq_site_number")),
        sa.UniqueConstraint(
            "organization_id", "own_id", name=op.f("uq_site_organization_id_own_id")
        ),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            "ix_site_by_acres", ["acres_low", "name_key", "number", "active"], unique=False
        )
        batch_op.create_index("ix_site_by_name", ["name_key", "number", "active"], unique=False)
        batch_op.create_index(
            "ix_site_by_screening",
            ["screening_known", "name_key", "number", "active"],
            unique=False,
        )
        batch_op.create_index(
            "ix_site_filters",
            [
                "organization_id",
                "kind",
                "availability",
                "zoning_class",
                "electric_status",
                "gas_status",
                "water_status",
                "sewer_status",
                "fiber_status",
                "rail_status",
                "acres_low",
                "acres_high",
                "sq_ft_low",
                "sq_ft_high",
                "active",
                "name_key",
                "number",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_site_organization_name", ["organization_id", "name_key"], unique=False
        )
        batch_op.create_index(
            "ix_site_search", ["search", "name_key", "number", "active"], unique=False
        )

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_stored_file_owner_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_purpose"), ["purpose"], unique=False)

    op.create_table(
        "calendar_closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("legal_holiday", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendar.id"], name=op.f("fk_calendar_closure_calendar_id_calendar")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_closure")),
        sa.UniqueConstraint("calendar_id", "day", name=op.f("uq_calendar_closure_calendar_id_day")),
    )
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendar.id"], name=op.f("fk_calendar_version_calendar_id_calendar")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint(
            "calendar_id", "valid_from", name=op.f("uq_calendar_version_calendar_id_valid_from")
        ),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pursuit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("prepared_for", sa.String(length=200), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("site_ids", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["app_user.id"], name=op.f("fk_proposal_issued_by_app_user")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_proposal_job_id_job")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_proposal_owner_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["pursuit_id"], ["pursuit.id"], name=op.f("fk_proposal_pursuit_id_pursuit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("pursuit_id", "number", name=op.f("uq_proposal_pursuit_id_number")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_pursuit_id"), ["pursuit_id"], unique=False)

    op.create_table(
        "pursuit_criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pursuit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("comparison", sa.String(length=40), nullable=False),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("importance", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pursuit_id"], ["pursuit.id"], name=op.f("fk_pursuit_criterion_pursuit_id_pursuit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pursuit_criterion")),
    )
    with op.batch_alter_table("pursuit_criterion", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pursuit_criterion_pursuit_id"), ["pursuit_id"], unique=False
        )

    op.create_table(
        "site_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pursuit_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_site_decision_decided_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["pursuit_id"], ["pursuit.id"], name=op.f("fk_site_decision_pursuit_id_pursuit")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_site_decision_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_decision")),
        sa.UniqueConstraint(
            "pursuit_id", "site_id", name=op.f("uq_site_decision_pursuit_id_site_id")
        ),
    )
    with op.batch_alter_table("site_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_decision_pursuit_id"), ["pursuit_id"], unique=False
        )

    op.create_table(
        "site_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_site_import_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_site_import_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["app_user.id"], name=op.f("fk_site_import_owner_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_import")),
    )
    op.create_table(
        "site_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_site_photo_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_photo_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_photo")),
    )
    with op.batch_alter_table("site_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_photo_site_id"), ["site_id"], unique=False)

    op.create_table(
        "site_shape",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_site_shape_site_id_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_shape")),
    )
    op.create_table(
        "step_instance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stood_in", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_by"], ["app_user.id"], name=op.f("fk_step_instance_done_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_step_instance_instance_id_process_instance"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_step_instance_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_instance")),
    )
    with op.batch_alter_table("step_instance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_step_instance_instance_id"), ["instance_id"], unique=False
        )
        batch_op.create_index("ix_step_instance_state_due", ["state", "due_at"], unique=False)

    op.create_table(
        "fact",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("bound_low", sa.Double(), nullable=True),
        sa.Column("bound_high", sa.Double(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("qualifier", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("confidence", sa.String(length=40), nullable=False),
        sa.Column("plan_on", sa.Date(), nullable=True),
        sa.Column("plan_cost", sa.Double(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stored_file.id"], name=op.f("fk_fact_document_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["app_user.id"], name=op.f("fk_fact_entered_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["site_import.id"], name=op.f("fk_fact_import_id_site_import")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_fact_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_import_id"), ["import_id"], unique=False)
        batch_op.create_index("ix_fact_site_field", ["site_id", "field"], unique=False)

    op.create_table(
        "proposal_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_with", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_proposal_file_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_file_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_file")),
        sa.UniqueConstraint("proposal_id", "kind", name=op.f("uq_proposal_file_proposal_id_kind")),
    )
    op.create_table(
        "share_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["app_user.id"], name=op.f("fk_share_link_created_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_share_link_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_link_token_hash")),
    )
    with op.batch_alter_table("share_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_share_link_proposal_id"), ["proposal_id"], unique=False
        )

    op.create_table(
        "step_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("role_code", sa.String(length=4), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_step_assignment_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["step_instance.id"], name=op.f("fk_step_assignment_step_id_step_instance")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_step_assignment_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_assignment")),
        sa.UniqueConstraint(
            "step_id",
            "letter",
            "role_code",
            "organization_id",
            "user_id",
            name=op.f("uq_step_assignment_step_id_letter_role_code_organization_id_user_id"),
        ),
    )
    with op.batch_alter_table("step_assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_step_assignment_holder", ["role", "organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_step_assignment_step_id"), ["step_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_assignment_user_id"), ["user_id"], unique=False)

    op.create_table(
        "share_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["share_link.id"], name=op.f("fk_share_access_link_id_share_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_access")),
    )
    with op.batch_alter_table("share_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_access_link_id"), ["link_id"], unique=False)

    op.create_table(
        "site_value",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("fact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["fact_id"], ["fact.id"], name=op.f("fk_site_value_fact_id_fact")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_value_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "field", "planned", name=op.f("pk_site_value")),
    )
    for table in ("audit_event", "fact"):
        make_append_only(table)


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table in ("audit_event", "fact"):
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP FUNCTION {table}_refuse()")
    op.drop_table("site_value")
    with op.batch_alter_table("share_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_access_link_id"))

    op.drop_table("share_access")
    with op.batch_alter_table("step_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_assignment_user_id"))
        batch_op.drop_index(batch_op.f("ix_step_assignment_step_id"))
        batch_op.drop_index("ix_step_assignment_holder")

    op.drop_table("step_assignment")
    with op.batch_alter_table("share_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_link_proposal_id"))

    op.drop_table("share_link")
    op.drop_table("proposal_file")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index("ix_fact_site_field")
        batch_op.drop_index(batch_op.f("ix_fact_import_id"))

    op.drop_table("fact")
    with op.batch_alter_table("step_instance", schema=None) as batch_op:
        batch_op.drop_index("ix_step_instance_state_due")
        batch_op.drop_index(batch_op.f("ix_step_instance_instance_id"))

    op.drop_table("step_instance")
    op.drop_table("site_shape")
    with op.batch_alter_table("site_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_photo_site_id"))

    op.drop_table("site_photo")
    op.drop_table("site_import")
    with op.batch_alter_table("site_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_decision_pursuit_id"))

    op.drop_table("site_decision")
    with op.batch_alter_table("pursuit_criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pursuit_criterion_pursuit_id"))

    op.drop_table("pursuit_criterion")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_pursuit_id"))

    op.drop_table("proposal")
    op.drop_table("calendar_version")
    op.drop_table("calendar_closure")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_purpose"))
        batch_op.drop_index(batch_op.f("ix_stored_file_owner_id"))

    op.drop_table("stored_file")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index("ix_site_search")
        batch_op.drop_index("ix_site_organization_name")
        batch_op.drop_index("ix_site_filters")
        batch_op.drop_index("ix_site_by_screening")
        batch_op.drop_index("ix_site_by_name")
        batch_op.drop_index("ix_site_by_acres")

    op.drop_table("site")
    with op.batch_alter_table("pursuit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pursuit_stage"))
        batch_op.drop_index(batch_op.f("ix_pursuit_due_at"))

    op.drop_table("pursuit")
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index("ix_process_instance_subject")

    op.drop_table("process_instance")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_subject")
        batch_op.drop_index(batch_op.f("ix_job_state"))
        batch_op.drop_index(batch_op.f("ix_job_owner_id"))

    op.drop_table("job")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_user_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holding_user_id"))
        batch_op.drop_index("ix_holding_organization_role")

    op.drop_table("holding")
    op.drop_table("calendar")
    op.drop_table("process_template")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_state"))
        batch_op.drop_index(batch_op.f("ix_outbox_mail_purpose"))
        batch_op.drop_index(batch_op.f("ix_outbox_mail_created_at"))

    op.drop_table("outbox_mail")
    op.drop_table("organization")
    op.drop_table("county")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")

    op.drop_table("audit_event")
    op.drop_table("app_user")
