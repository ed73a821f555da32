"""Make the tables of the core."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_channel",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_channel")),
        sa.UniqueConstraint("code", name=op.f("uq_core_channel_code")),
        sa.UniqueConstraint("name", name=op.f("uq_core_channel_name")),
    )
    op.create_table(
        "core_competitor",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_competitor")),
        sa.UniqueConstraint("name", name=op.f("uq_core_competitor_name")),
    )
    op.create_table(
        "core_customer_group",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_customer_group")),
        sa.UniqueConstraint("name", name=op.f("uq_core_customer_group_name")),
    )
    op.create_table(
        "core_delivery_term",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("price_percent", sa.BigInteger(), nullable=False),
        sa.Column("order_charge", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_delivery_term")),
        sa.UniqueConstraint("code", name=op.f("uq_core_delivery_term_code")),
        sa.UniqueConstraint("name", name=op.f("uq_core_delivery_term_name")),
    )
    op.create_table(
        "core_department",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("head_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["core_department.id"], name=op.f("fk_core_department_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_department")),
        sa.UniqueConstraint("name", name=op.f("uq_core_department_name")),
    )
    with op.batch_alter_table("core_department", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_department_head_id"), ["head_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_core_department_parent_id"), ["parent_id"], unique=False
        )

    op.create_table(
        "core_history_seal",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_history_seal")),
        sa.UniqueConstraint("day", name=op.f("uq_core_history_seal_day")),
    )
    op.create_table(
        "core_login_attempt",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_login_attempt")),
    )
    with op.batch_alter_table("core_login_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_core_login_attempt_ip_at", ["ip", "at"], unique=False)
        batch_op.create_index("ix_core_login_attempt_login_at", ["login", "at"], unique=False)

    op.create_table(
        "core_material_group",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["core_material_group.id"], name=op.f("fk_core_material_group_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_material_group")),
        sa.UniqueConstraint(
            "parent_id", "name", name=op.f("uq_core_material_group_parent_id_name")
        ),
    )
    op.create_table(
        "core_organisation",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("full_name", sa.String(length=400), nullable=False),
        sa.Column("inn", sa.String(length=12), nullable=False),
        sa.Column("kpp", sa.String(length=9), nullable=False),
        sa.Column("ogrn", sa.String(length=15), nullable=False),
        sa.Column("okpo", sa.String(length=10), nullable=False),
        sa.Column("legal_address", sa.String(length=400), nullable=False),
        sa.Column("postal_address", sa.String(length=400), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("tax_system", sa.String(length=10), nullable=False),
        sa.Column("vat_option", sa.String(length=10), nullable=False),
        sa.Column("signatory_name", sa.String(length=200), nullable=False),
        sa.Column("signatory_position", sa.String(length=200), nullable=False),
        sa.Column("signatory_basis", sa.String(length=200), nullable=False),
        sa.Column("accountant_name", sa.String(length=200), nullable=False),
        sa.Column("logo_key", sa.String(length=200), nullable=False),
        sa.Column("accent", sa.String(length=20), nullable=False),
        sa.Column("number_prefix", sa.String(length=10), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_core_organisation_name")),
    )
    op.create_table(
        "core_payment_term",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prepayment_percent", sa.BigInteger(), nullable=False),
        sa.Column(
            "deferral_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("deferral_days >= 0", name=op.f("ck_core_payment_term_deferral")),
        sa.CheckConstraint(
            "prepayment_percent BETWEEN 0 AND 100000000",
            name=op.f("ck_core_payment_term_prepayment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_payment_term")),
        sa.UniqueConstraint("name", name=op.f("uq_core_payment_term_name")),
    )
    op.create_table(
        "core_plugin_switch",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_core_plugin_switch")),
    )
    op.create_table(
        "core_rejection_reason",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_rejection_reason")),
        sa.UniqueConstraint("name", name=op.f("uq_core_rejection_reason_name")),
    )
    op.create_table(
        "core_role",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role")),
        sa.UniqueConstraint("code", name=op.f("uq_core_role_code")),
    )
    op.create_table(
        "core_search_token",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=60), nullable=False),
        sa.Column(
            "entity_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "token", "entity_id", name=op.f("pk_core_search_token")),
    )
    with op.batch_alter_table("core_search_token", schema=None) as batch_op:
        batch_op.create_index("ix_core_search_token_entity", ["kind", "entity_id"], unique=False)

    op.create_table(
        "core_unit",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("short", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_core_unit_code")),
        sa.UniqueConstraint("short", name=op.f("uq_core_unit_short")),
    )
    op.create_table(
        "core_vat_rate",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_vat_rate")),
        sa.UniqueConstraint(
            "category", "valid_from", name=op.f("uq_core_vat_rate_category_valid_from")
        ),
    )
    op.create_table(
        "core_campaign",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["core_channel.id"], name=op.f("fk_core_campaign_channel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_campaign")),
        sa.UniqueConstraint("channel_id", "name", name=op.f("uq_core_campaign_channel_id_name")),
    )
    op.create_table(
        "core_material",
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("sku_key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vat_category", sa.String(length=10), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=True),
        sa.Column("volume", sa.BigInteger(), nullable=True),
        sa.Column("is_special", sa.Boolean(), nullable=False),
        sa.Column(
            "lead_time_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("sellable", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["core_material_group.id"], name=op.f("fk_core_material_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["core_unit.id"], name=op.f("fk_core_material_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_material")),
        sa.UniqueConstraint("sku", name=op.f("uq_core_material_sku")),
    )
    with op.batch_alter_table("core_material", schema=None) as batch_op:
        batch_op.create_index(
            "ix_core_material_by_group", ["group_id", "archived", "name"], unique=False
        )
        batch_op.create_index("ix_core_material_list", ["archived", "name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_core_material_sku_key"), ["sku_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_core_material_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "core_number_counter",
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["core_organisation.id"],
            name=op.f("fk_core_number_counter_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "type", "year", name=op.f("pk_core_number_counter")
        ),
    )
    op.create_table(
        "core_price_list",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "customer_group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("vat_mode", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_group_id"],
            ["core_customer_group.id"],
            name=op.f("fk_core_price_list_customer_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_price_list")),
        sa.UniqueConstraint("name", name=op.f("uq_core_price_list_name")),
    )
    with op.batch_alter_table("core_price_list", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_price_list_customer_group_id"), ["customer_group_id"], unique=False
        )

    op.create_table(
        "core_role_grant",
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["core_role.id"],
            name=op.f("fk_core_role_grant_role_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_role_grant")),
        sa.UniqueConstraint(
            "role_id", "permission", name=op.f("uq_core_role_grant_role_id_permission")
        ),
    )
    op.create_table(
        "core_user",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("theme", sa.String(length=6), nullable=False),
        sa.Column("density", sa.String(length=11), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["core_department.id"], name=op.f("fk_core_user_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_user")),
        sa.UniqueConstraint("login", name=op.f("uq_core_user_login")),
    )
    with op.batch_alter_table("core_user", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_user_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "core_column_choice",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_name", sa.String(length=80), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["core_user.id"],
            name=op.f("fk_core_column_choice_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "list_name", name=op.f("pk_core_column_choice")),
    )
    op.create_table(
        "core_directory_change",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column(
            "entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["core_user.id"], name=op.f("fk_core_directory_change_actor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_directory_change")),
    )
    with op.batch_alter_table("core_directory_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_directory_change_actor_id"), ["actor_id"], unique=False
        )
        batch_op.create_index(
            "ix_core_directory_change_entity", ["kind", "entity_id", "id"], unique=False
        )

    op.create_table(
        "core_idempotency_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("endpoint", sa.String(length=120), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["core_user.id"], name=op.f("fk_core_idempotency_key_user_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_core_idempotency_key")),
    )
    with op.batch_alter_table("core_idempotency_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_idempotency_key_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_idempotency_key_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "core_login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["core_user.id"], name=op.f("fk_core_login_session_user_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_core_login_session")),
    )
    with op.batch_alter_table("core_login_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_login_session_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_login_session_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "core_material_alternative",
        sa.Column(
            "material_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "alternative_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["alternative_id"],
            ["core_material.id"],
            name=op.f("fk_core_material_alternative_alternative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["core_material.id"],
            name=op.f("fk_core_material_alternative_material_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_material_alternative")),
        sa.UniqueConstraint(
            "material_id",
            "alternative_id",
            name=op.f("uq_core_material_alternative_material_id_alternative_id"),
        ),
    )
    with op.batch_alter_table("core_material_alternative", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_material_alternative_alternative_id"),
            ["alternative_id"],
            unique=False,
        )

    op.create_table(
        "core_norm_setting",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_norm_setting_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_norm_setting")),
    )
    with op.batch_alter_table("core_norm_setting", schema=None) as batch_op:
        batch_op.create_index("ix_core_norm_setting_key", ["key", "valid_from", "id"], unique=False)

    op.create_table(
        "core_outbox",
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("unique_key", sa.String(length=250), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column(
            "progress_done", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "progress_total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("result_file", sa.String(length=64), nullable=True),
        sa.Column("result_name", sa.String(length=250), nullable=False),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_outbox_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_outbox")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_core_outbox_unique_key")),
    )
    with op.batch_alter_table("core_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_core_outbox_author_id_id", ["author_id", "id"], unique=False)
        batch_op.create_index(
            "ix_core_outbox_open",
            ["run_after"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        )

    op.create_table(
        "core_partner",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("full_name", sa.String(length=400), nullable=False),
        sa.Column("inn", sa.String(length=12), nullable=False),
        sa.Column("kpp", sa.String(length=9), nullable=False),
        sa.Column("ogrn", sa.String(length=15), nullable=False),
        sa.Column("okpo", sa.String(length=10), nullable=False),
        sa.Column("legal_address", sa.String(length=400), nullable=False),
        sa.Column("postal_address", sa.String(length=400), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column(
            "customer_group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "source_channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "preferred_channel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("abc_class", sa.String(length=1), nullable=False),
        sa.Column("is_vip", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "responsible_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column(
            "merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_partner_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["core_campaign.id"], name=op.f("fk_core_partner_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_group_id"],
            ["core_customer_group.id"],
            name=op.f("fk_core_partner_customer_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["core_department.id"], name=op.f("fk_core_partner_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["core_partner.id"], name=op.f("fk_core_partner_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["preferred_channel_id"],
            ["core_channel.id"],
            name=op.f("fk_core_partner_preferred_channel_id"),
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["core_user.id"], name=op.f("fk_core_partner_responsible_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_channel_id"],
            ["core_channel.id"],
            name=op.f("fk_core_partner_source_channel_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_partner")),
    )
    with op.batch_alter_table("core_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_partner_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_core_partner_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_partner_customer_group_id"), ["customer_group_id"], unique=False
        )
        batch_op.create_index(
            "ix_core_partner_department", ["department_id", "archived", "sort_name"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_core_partner_email"), ["email"], unique=False)
        batch_op.create_index("ix_core_partner_inn", ["inn"], unique=False)
        batch_op.create_index("ix_core_partner_list", ["archived", "sort_name", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_core_partner_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_core_partner_phone"), ["phone"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_core_partner_preferred_channel_id"),
            ["preferred_channel_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_core_partner_responsible", ["responsible_id", "archived", "sort_name"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_partner_source_channel_id"), ["source_channel_id"], unique=False
        )
        batch_op.create_index(
            "uq_core_partner_inn_kpp",
            ["inn", "kpp"],
            unique=True,
            sqlite_where=sa.text("inn <> '' AND merged_into_id IS NULL"),
            postgresql_where=sa.text("inn <> '' AND merged_into_id IS NULL"),
        )

    op.create_table(
        "core_price_import",
        sa.Column(
            "price_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("file_key", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("report_key", sa.String(length=200), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_price_import_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_list_id"],
            ["core_price_list.id"],
            name=op.f("fk_core_price_import_price_list_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_price_import")),
    )
    with op.batch_alter_table("core_price_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_price_import_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_price_import_price_list_id"), ["price_list_id"], unique=False
        )

    op.create_table(
        "core_price_item",
        sa.Column(
            "price_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "material_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("min_quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("min_quantity >= 0", name=op.f("ck_core_price_item_min_quantity")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_core_price_item_price")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["core_material.id"], name=op.f("fk_core_price_item_material_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_list_id"], ["core_price_list.id"], name=op.f("fk_core_price_item_price_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_price_item")),
        sa.UniqueConstraint(
            "price_list_id",
            "material_id",
            "min_quantity",
            name=op.f("uq_core_price_item_price_list_id_material_id_min_quantity"),
        ),
    )
    with op.batch_alter_table("core_price_item", schema=None) as batch_op:
        batch_op.create_index("ix_core_price_item_material", ["material_id"], unique=False)

    op.create_table(
        "core_saved_view",
        sa.Column("list_name", sa.String(length=80), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["core_user.id"],
            name=op.f("fk_core_saved_view_owner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_saved_view")),
        sa.UniqueConstraint(
            "owner_id", "list_name", "name", name=op.f("uq_core_saved_view_owner_id_list_name_name")
        ),
    )
    with op.batch_alter_table("core_saved_view", schema=None) as batch_op:
        batch_op.create_index("ix_core_saved_view_list", ["list_name", "shared"], unique=False)

    op.create_table(
        "core_user_role",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["core_role.id"],
            name=op.f("fk_core_user_role_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["core_user.id"],
            name=op.f("fk_core_user_role_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_core_user_role")),
    )
    with op.batch_alter_table("core_user_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_user_role_role_id"), ["role_id"], unique=False)

    op.create_table(
        "core_bank_account",
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("bik", sa.String(length=9), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("corr_number", sa.String(length=20), nullable=False),
        sa.Column("bank_name", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("key_overridden", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (partner_id IS NULL)",
            name=op.f("ck_core_bank_account_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["core_organisation.id"],
            name=op.f("fk_core_bank_account_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["core_partner.id"], name=op.f("fk_core_bank_account_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_bank_account")),
    )
    with op.batch_alter_table("core_bank_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_bank_account_number"), ["number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_core_bank_account_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_bank_account_partner_id"), ["partner_id"], unique=False
        )

    op.create_table(
        "core_contact",
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("messenger", sa.String(length=100), nullable=False),
        sa.Column("decision_role", sa.String(length=20), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["core_partner.id"], name=op.f("fk_core_contact_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_contact")),
    )
    with op.batch_alter_table("core_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_contact_email"), ["email"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_core_contact_partner_id"), ["partner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_core_contact_phone"), ["phone"], unique=False)

    op.create_table(
        "core_document",
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "responsible_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "number IS NULL OR sequence IS NOT NULL", name=op.f("ck_core_document_numbered")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_document_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["core_department.id"], name=op.f("fk_core_document_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["core_organisation.id"],
            name=op.f("fk_core_document_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["core_partner.id"], name=op.f("fk_core_document_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["core_user.id"], name=op.f("fk_core_document_responsible_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_document")),
        sa.UniqueConstraint(
            "organisation_id",
            "type",
            "year",
            "number",
            name=op.f("uq_core_document_organisation_id_type_year_number"),
        ),
        sa.UniqueConstraint(
            "organisation_id",
            "type",
            "year",
            "sequence",
            "revision",
            name=op.f("uq_core_document_organisation_id_type_year_sequence_revision"),
        ),
    )
    with op.batch_alter_table("core_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_document_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_core_document_department", ["department_id", "type", "state"], unique=False
        )
        batch_op.create_index(
            "ix_core_document_partner", ["partner_id", "type", "date"], unique=False
        )
        batch_op.create_index(
            "ix_core_document_responsible", ["responsible_id", "type", "state"], unique=False
        )
        batch_op.create_index("ix_core_document_type_date", ["type", "date", "id"], unique=False)
        batch_op.create_index(
            "ix_core_document_type_state", ["type", "state", "date", "id"], unique=False
        )

    op.create_table(
        "core_attachment",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_attachment_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_core_attachment_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_attachment")),
    )
    with op.batch_alter_table("core_attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_attachment_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_attachment_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "core_comment",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_comment_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_core_comment_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_comment")),
    )
    with op.batch_alter_table("core_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_core_comment_document", ["document_id", "at"], unique=False)

    op.create_table(
        "core_document_link",
        sa.Column(
            "source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["core_document.id"], name=op.f("fk_core_document_link_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["core_document.id"], name=op.f("fk_core_document_link_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_document_link")),
        sa.UniqueConstraint(
            "source_id",
            "target_id",
            "kind",
            name=op.f("uq_core_document_link_source_id_target_id_kind"),
        ),
    )
    with op.batch_alter_table("core_document_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_document_link_target_id"), ["target_id"], unique=False
        )

    op.create_table(
        "core_history",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["core_user.id"], name=op.f("fk_core_history_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_core_history_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_history")),
        sa.UniqueConstraint(
            "document_id", "position", name=op.f("uq_core_history_document_id_position")
        ),
    )
    with op.batch_alter_table("core_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_core_history_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "core_mail_thread",
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_core_mail_thread_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["core_partner.id"], name=op.f("fk_core_mail_thread_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_mail_thread")),
    )
    with op.batch_alter_table("core_mail_thread", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_mail_thread_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_mail_thread_partner_id"), ["partner_id"], unique=False
        )

    op.create_table(
        "core_mail_message",
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("message_id", sa.String(length=320), nullable=False),
        sa.Column("in_reply_to", sa.String(length=320), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("sender_email", sa.String(length=254), nullable=False),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("cc", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_core_mail_message_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["core_mail_thread.id"], name=op.f("fk_core_mail_message_thread_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_mail_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_core_mail_message_message_id")),
    )
    with op.batch_alter_table("core_mail_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_mail_message_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            "ix_core_mail_message_thread_id_id", ["thread_id", "id"], unique=False
        )

    # Departments and people point at each other: one of the two keys comes after both tables.
    with op.batch_alter_table("core_department", schema=None) as batch_op:
        batch_op.create_foreign_key("fk_core_department_head_id", "core_user", ["head_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("core_department", schema=None) as batch_op:
        batch_op.drop_constraint("fk_core_department_head_id", type_="foreignkey")
    with op.batch_alter_table("core_mail_message", schema=None) as batch_op:
        batch_op.drop_index("ix_core_mail_message_thread_id_id")
        batch_op.drop_index(batch_op.f("ix_core_mail_message_author_id"))

    op.drop_table("core_mail_message")
    with op.batch_alter_table("core_mail_thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_mail_thread_partner_id"))
        batch_op.drop_index(batch_op.f("ix_core_mail_thread_document_id"))

    op.drop_table("core_mail_thread")
    with op.batch_alter_table("core_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_history_actor_id"))

    op.drop_table("core_history")
    with op.batch_alter_table("core_document_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_document_link_target_id"))

    op.drop_table("core_document_link")
    with op.batch_alter_table("core_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_core_comment_document")
        batch_op.drop_index(batch_op.f("ix_core_comment_author_id"))

    op.drop_table("core_comment")
    with op.batch_alter_table("core_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_attachment_document_id"))
        batch_op.drop_index(batch_op.f("ix_core_attachment_author_id"))

    op.drop_table("core_attachment")
    with op.batch_alter_table("core_document", schema=None) as batch_op:
        batch_op.drop_index("ix_core_document_type_state")
        batch_op.drop_index("ix_core_document_type_date")
        batch_op.drop_index("ix_core_document_responsible")
        batch_op.drop_index("ix_core_document_partner")
        batch_op.drop_index("ix_core_document_department")
        batch_op.drop_index(batch_op.f("ix_core_document_author_id"))

    op.drop_table("core_document")
    with op.batch_alter_table("core_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_contact_phone"))
        batch_op.drop_index(batch_op.f("ix_core_contact_partner_id"))
        batch_op.drop_index(batch_op.f("ix_core_contact_email"))

    op.drop_table("core_contact")
    with op.batch_alter_table("core_bank_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_bank_account_partner_id"))
        batch_op.drop_index(batch_op.f("ix_core_bank_account_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_core_bank_account_number"))

    op.drop_table("core_bank_account")
    with op.batch_alter_table("core_user_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_user_role_role_id"))

    op.drop_table("core_user_role")
    with op.batch_alter_table("core_saved_view", schema=None) as batch_op:
        batch_op.drop_index("ix_core_saved_view_list")

    op.drop_table("core_saved_view")
    with op.batch_alter_table("core_price_item", schema=None) as batch_op:
        batch_op.drop_index("ix_core_price_item_material")

    op.drop_table("core_price_item")
    with op.batch_alter_table("core_price_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_price_import_price_list_id"))
        batch_op.drop_index(batch_op.f("ix_core_price_import_author_id"))

    op.drop_table("core_price_import")
    with op.batch_alter_table("core_partner", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_core_partner_inn_kpp",
            sqlite_where=sa.text("inn <> '' AND merged_into_id IS NULL"),
            postgresql_where=sa.text("inn <> '' AND merged_into_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_core_partner_source_channel_id"))
        batch_op.drop_index("ix_core_partner_responsible")
        batch_op.drop_index(batch_op.f("ix_core_partner_preferred_channel_id"))
        batch_op.drop_index(batch_op.f("ix_core_partner_phone"))
        batch_op.drop_index(batch_op.f("ix_core_partner_merged_into_id"))
        batch_op.drop_index("ix_core_partner_list")
        batch_op.drop_index("ix_core_partner_inn")
        batch_op.drop_index(batch_op.f("ix_core_partner_email"))
        batch_op.drop_index("ix_core_partner_department")
        batch_op.drop_index(batch_op.f("ix_core_partner_customer_group_id"))
        batch_op.drop_index(batch_op.f("ix_core_partner_campaign_id"))
        batch_op.drop_index(batch_op.f("ix_core_partner_author_id"))

    op.drop_table("core_partner")
    with op.batch_alter_table("core_outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_core_outbox_open",
            sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        )
        batch_op.drop_index("ix_core_outbox_author_id_id")

    op.drop_table("core_outbox")
    with op.batch_alter_table("core_norm_setting", schema=None) as batch_op:
        batch_op.drop_index("ix_core_norm_setting_key")

    op.drop_table("core_norm_setting")
    with op.batch_alter_table("core_material_alternative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_material_alternative_alternative_id"))

    op.drop_table("core_material_alternative")
    with op.batch_alter_table("core_login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_login_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_core_login_session_expires_at"))

    op.drop_table("core_login_session")
    with op.batch_alter_table("core_idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_idempotency_key_user_id"))
        batch_op.drop_index(batch_op.f("ix_core_idempotency_key_created_at"))

    op.drop_table("core_idempotency_key")
    with op.batch_alter_table("core_directory_change", schema=None) as batch_op:
        batch_op.drop_index("ix_core_directory_change_entity")
        batch_op.drop_index(batch_op.f("ix_core_directory_change_actor_id"))

    op.drop_table("core_directory_change")
    op.drop_table("core_column_choice")
    with op.batch_alter_table("core_user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_user_department_id"))

    op.drop_table("core_user")
    op.drop_table("core_role_grant")
    with op.batch_alter_table("core_price_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_price_list_customer_group_id"))

    op.drop_table("core_price_list")
    op.drop_table("core_number_counter")
    with op.batch_alter_table("core_material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_material_unit_id"))
        batch_op.drop_index(batch_op.f("ix_core_material_sku_key"))
        batch_op.drop_index("ix_core_material_list")
        batch_op.drop_index("ix_core_material_by_group")

    op.drop_table("core_material")
    op.drop_table("core_campaign")
    op.drop_table("core_vat_rate")
    op.drop_table("core_unit")
    with op.batch_alter_table("core_search_token", schema=None) as batch_op:
        batch_op.drop_index("ix_core_search_token_entity")

    op.drop_table("core_search_token")
    op.drop_table("core_role")
    op.drop_table("core_rejection_reason")
    op.drop_table("core_plugin_switch")
    op.drop_table("core_payment_term")
    op.drop_table("core_organisation")
    op.drop_table("core_material_group")
    with op.batch_alter_table("core_login_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_core_login_attempt_login_at")
        batch_op.drop_index("ix_core_login_attempt_ip_at")

    op.drop_table("core_login_attempt")
    op.drop_table("core_history_seal")
    with op.batch_alter_table("core_department", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_department_parent_id"))
        batch_op.drop_index(batch_op.f("ix_core_department_head_id"))

    op.drop_table("core_department")
    op.drop_table("core_delivery_term")
    op.drop_table("core_customer_group")
    op.drop_table("core_competitor")
    op.drop_table("core_channel")
