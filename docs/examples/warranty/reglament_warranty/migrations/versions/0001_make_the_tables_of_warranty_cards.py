"""Make the tables of warranty cards."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "warranty_card",
        sa.Column(
            "document_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("months", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("complaint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_warranty_card_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_warranty_card")),
    )
    with op.batch_alter_table("warranty_card", schema=None) as batch_op:
        batch_op.create_index("ix_warranty_card_valid_until", ["valid_until"], unique=False)

    op.create_table(
        "warranty_card_item",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "material_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("serial", sa.String(length=100), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["warranty_card.document_id"],
            name=op.f("fk_warranty_card_item_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["core_material.id"], name=op.f("fk_warranty_card_item_material_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warranty_card_item")),
    )
    with op.batch_alter_table("warranty_card_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_warranty_card_item_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_warranty_card_item_material_id"), ["material_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_warranty_card_item_serial"), ["serial"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("warranty_card_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_warranty_card_item_serial"))
        batch_op.drop_index(batch_op.f("ix_warranty_card_item_material_id"))
        batch_op.drop_index(batch_op.f("ix_warranty_card_item_document_id"))

    op.drop_table("warranty_card_item")
    with op.batch_alter_table("warranty_card", schema=None) as batch_op:
        batch_op.drop_index("ix_warranty_card_valid_until")

    op.drop_table("warranty_card")
