"""upkeep

Revision: 0004, after 0003; 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Which fields are checked after 90 and 365 days, as of this revision; all others after 180.
AVAILABILITY = """
owner owner_type control availability available_from divisible min_lot_acres sale_or_lease
price_total price_per_acre price_per_sq_ft price_terms lease_rate_sq_ft_year lease_type
land_lease_rate_acre_year operating_costs_sq_ft_year available_acres contiguous_acres_max
available_sq_ft contiguous_sq_ft_max min_divisible_sq_ft contact_name contact_phone
contact_email listing_broker
"""
BUILDING = """
building_type building_sq_ft manufacturing_sq_ft warehouse_sq_ft office_sq_ft year_built
year_renovated expandable_to_sq_ft condition floors clear_height_ft column_spacing
floor_thickness_in floor_load_psf dock_doors drive_in_doors rail_doors parking_stalls
trailer_stalls crane_tons sprinklers building_amps building_volts hvac food_grade clean_room
"""
UTILITY = """
electric_provider electric_status electric_capacity_mw electric_voltage_kv
substation_distance_mi transmission_kv dual_feed electric_rate_kwh gas_provider gas_status
gas_main_in gas_pressure_psi gas_capacity_mcf_h water_provider water_status water_main_in
water_pressure_psi fire_flow_gpm water_plant_mgd water_spare_mgd water_rate_kgal sewer_provider
sewer_status sewer_main_in sewer_type sewer_plant_mgd sewer_spare_mgd fiber_status
fiber_providers bandwidth_gbps diverse_routes
"""


def fill_check_dates():
    """The next check of values stated before: their day and the limit of their kind."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for days, condition in (
        (90, f"IN {words(AVAILABILITY + BUILDING)}"),
        (365, f"IN {words(UTILITY)}"),
        (180, f"NOT IN {words(AVAILABILITY + BUILDING + UTILITY)}"),
    ):
        later = f"fact.as_of + {days}" if postgresql else f"date(fact.as_of, '+{days} days')"
        op.execute(
            f"UPDATE site_value SET check_on = (SELECT {later} FROM fact "
            f"WHERE fact.id = site_value.fact_id AND NOT fact.retracted) WHERE field {condition}"
        )


def words(fields):
    return "(" + ", ".join(f"'{field}'" for field in fields.split()) + ")"


def upgrade():
    op.add_column("site_value", sa.Column("check_on", sa.Date(), nullable=True))
    op.add_column("site_value", sa.Column("check_fact_id", sa.BigInteger(), nullable=True))
    fill_check_dates()
    op.create_index(
        "ix_site_value_check", "site_value", ["site_id", "check_on", "planned", "field"]
    )
    op.create_table(
        "check_limit",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_check_limit")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_notice_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_user", "notice", ["user_id", "mailed_at"])
    op.create_table(
        "mail_opt_out",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_mail_opt_out_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_mail_opt_out")),
    )
    op.create_table(
        "confirm_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_confirm_link_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirm_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_confirm_link_token_hash")),
    )
    op.create_index(op.f("ix_confirm_link_user_id"), "confirm_link", ["user_id"])
    op.create_table(
        "confirm_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["confirm_link.id"], name=op.f("fk_confirm_item_link_id_confirm_link")
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["fact.id"], name=op.f("fk_confirm_item_fact_id_fact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirm_item")),
    )
    op.create_index("ix_confirm_item_link", "confirm_item", ["link_id", "position"])
    op.create_table(
        "site_reminder",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_site_reminder_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_reminder")),
    )
    op.create_table(
        "missing_fact",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("pursuits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["site.id"],
            name=op.f("fk_missing_fact_site_id_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "field", name=op.f("pk_missing_fact")),
    )


def downgrade():
    for table in ("missing_fact", "site_reminder", "confirm_item", "confirm_link"):
        op.drop_table(table)
    for table in ("mail_opt_out", "notice", "check_limit"):
        op.drop_table(table)
    op.drop_index("ix_site_value_check", table_name="site_value")
    op.drop_column("site_value", "check_fact_id")
    op.drop_column("site_value", "check_on")
