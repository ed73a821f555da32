"""Date the roles and departments of people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "core_department_place",
        sa.Column("department_id", KEY, nullable=False),
        sa.Column("parent_id", KEY, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_core_department_place_period")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["core_department.id"],
            name=op.f("fk_core_department_place_department_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["core_department.id"],
            name=op.f("fk_core_department_place_parent_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_department_place")),
    )
    with op.batch_alter_table("core_department_place", schema=None) as batch_op:
        batch_op.create_index(
            "ix_core_department_place_department", ["department_id", "since"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_core_department_place_parent_id"), ["parent_id"], unique=False
        )

    op.create_table(
        "core_membership",
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("role_id", KEY, nullable=True),
        sa.Column("department_id", KEY, nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint(
            "(role_id IS NULL) <> (department_id IS NULL)",
            name=op.f("ck_core_membership_one_of_two"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until > since", name=op.f("ck_core_membership_period")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["core_department.id"],
            name=op.f("fk_core_membership_department_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["core_role.id"],
            name=op.f("fk_core_membership_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["core_user.id"],
            name=op.f("fk_core_membership_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_membership")),
    )
    with op.batch_alter_table("core_membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_membership_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_core_membership_role_id"), ["role_id"], unique=False)
        batch_op.create_index("ix_core_membership_user", ["user_id", "since"], unique=False)

    _open_periods()


def _open_periods() -> None:
    # Earlier roles and departments were not kept: everybody has always had those of today.
    op.execute(
        "INSERT INTO core_membership (user_id, role_id, since) "
        "SELECT held.user_id, held.role_id, core_user.created_at "
        "FROM core_user_role AS held JOIN core_user ON core_user.id = held.user_id"
    )
    op.execute(
        "INSERT INTO core_membership (user_id, department_id, since) "
        "SELECT id, department_id, created_at FROM core_user WHERE department_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO core_department_place (department_id, parent_id, since) "
        "SELECT id, parent_id, "
        "COALESCE((SELECT MIN(created_at) FROM core_user), CURRENT_TIMESTAMP) "
        "FROM core_department WHERE parent_id IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("core_membership", schema=None) as batch_op:
        batch_op.drop_index("ix_core_membership_user")
        batch_op.drop_index(batch_op.f("ix_core_membership_role_id"))
        batch_op.drop_index(batch_op.f("ix_core_membership_department_id"))

    op.drop_table("core_membership")
    with op.batch_alter_table("core_department_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_core_department_place_parent_id"))
        batch_op.drop_index("ix_core_department_place_department")

    op.drop_table("core_department_place")
