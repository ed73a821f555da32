"""Let people set their own passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "core_invitation",
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["core_user.id"],
            name=op.f("fk_core_invitation_author_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["core_user.id"],
            name=op.f("fk_core_invitation_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_core_invitation_token_hash")),
    )
    with op.batch_alter_table("core_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_core_invitation_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index("ix_core_invitation_user", ["user_id", "created_at"], unique=False)
    # Which of the passwords of before were given by somebody, and which chosen, nobody has kept:
    # who has one may go on with it.
    with op.batch_alter_table("core_user", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("password_issued", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("core_user", schema=None) as batch_op:
        batch_op.alter_column("password_issued", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("core_user", schema=None) as batch_op:
        batch_op.drop_column("password_issued")
    with op.batch_alter_table("core_invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_core_invitation_user")
        batch_op.drop_index(batch_op.f("ix_core_invitation_author_id"))
    op.drop_table("core_invitation")
