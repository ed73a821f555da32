"""Chain the seals, keep only what has moved; tell when a log-in was last seen."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # A seal of the old kind is no link of the new chain; who is logged in, logs in again.
    op.execute("DELETE FROM core_history_seal")
    op.execute("DELETE FROM core_login_session")
    with op.batch_alter_table("core_history_seal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", KEY, nullable=False))
        batch_op.add_column(sa.Column("previous_hash", sa.String(length=64), nullable=False))
        batch_op.create_unique_constraint(batch_op.f("uq_core_history_seal_number"), ["number"])
        batch_op.drop_column("heads")
    op.create_table(
        "core_history_seal_head",
        sa.Column("seal_id", KEY, nullable=False),
        sa.Column("journal", sa.String(length=80), nullable=False),
        sa.Column("chain", KEY, nullable=False),
        sa.Column("length", KEY, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["seal_id"], ["core_history_seal.id"], name=op.f("fk_core_history_seal_head_seal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_history_seal_head")),
        sa.UniqueConstraint(
            "seal_id",
            "journal",
            "chain",
            name=op.f("uq_core_history_seal_head_seal_id_journal_chain"),
        ),
    )
    with op.batch_alter_table("core_history_seal_head", schema=None) as batch_op:
        batch_op.create_index(
            "ix_core_history_seal_head_chain", ["journal", "chain", "length"], unique=False
        )
    with op.batch_alter_table("core_login_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False))
    with op.batch_alter_table("core_document", schema=None) as batch_op:
        batch_op.drop_column("registered_at")


def downgrade() -> None:
    with op.batch_alter_table("core_document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("core_login_session", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
    with op.batch_alter_table("core_history_seal_head", schema=None) as batch_op:
        batch_op.drop_index("ix_core_history_seal_head_chain")
    op.drop_table("core_history_seal_head")
    op.execute("DELETE FROM core_history_seal")
    with op.batch_alter_table("core_history_seal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heads", sa.JSON(), nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_core_history_seal_number"), type_="unique")
        batch_op.drop_column("previous_hash")
        batch_op.drop_column("number")
