"""Make the tables of requests and offers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quotes_offer",
        sa.Column(
            "document_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("vat_mode", sa.String(length=10), nullable=False),
        sa.Column(
            "delivery_term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "payment_term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("not_an_offer", sa.Boolean(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column(
            "rejection_reason_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "competitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["competitor_id"], ["core_competitor.id"], name=op.f("fk_quotes_offer_competitor_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["core_contact.id"], name=op.f("fk_quotes_offer_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_term_id"],
            ["core_delivery_term.id"],
            name=op.f("fk_quotes_offer_delivery_term_id"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_quotes_offer_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_term_id"],
            ["core_payment_term.id"],
            name=op.f("fk_quotes_offer_payment_term_id"),
        ),
        sa.ForeignKeyConstraint(
            ["rejection_reason_id"],
            ["core_rejection_reason.id"],
            name=op.f("fk_quotes_offer_rejection_reason_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_quotes_offer")),
    )
    with op.batch_alter_table("quotes_offer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quotes_offer_competitor_id"), ["competitor_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_offer_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_offer_delivery_term_id"), ["delivery_term_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_offer_payment_term_id"), ["payment_term_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_offer_rejection_reason_id"), ["rejection_reason_id"], unique=False
        )

    op.create_table(
        "quotes_offer_line",
        sa.Column("list_price", sa.BigInteger(), nullable=True),
        sa.Column("price_source", sa.String(length=200), nullable=False),
        sa.Column("instead_of", sa.String(length=300), nullable=False),
        sa.Column("instead_reason", sa.String(length=300), nullable=False),
        sa.Column("confirmed_quantity", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sku", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("discount_percent", sa.BigInteger(), nullable=False),
        sa.Column("vat_code", sa.String(length=10), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column(
            "shipping_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "material_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_quotes_offer_line_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["core_material.id"], name=op.f("fk_quotes_offer_line_material_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["core_unit.id"], name=op.f("fk_quotes_offer_line_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_offer_line")),
    )
    with op.batch_alter_table("quotes_offer_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quotes_offer_line_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_offer_line_material_id"), ["material_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_quotes_offer_line_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "quotes_request",
        sa.Column(
            "document_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("requester", sa.String(length=200), nullable=False),
        sa.Column("requester_email", sa.String(length=254), nullable=False),
        sa.Column("requester_phone", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["core_campaign.id"], name=op.f("fk_quotes_request_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["core_channel.id"], name=op.f("fk_quotes_request_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["core_contact.id"], name=op.f("fk_quotes_request_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["core_document.id"], name=op.f("fk_quotes_request_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_quotes_request")),
    )
    with op.batch_alter_table("quotes_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quotes_request_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_request_channel_id"), ["channel_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_request_contact_id"), ["contact_id"], unique=False
        )

    op.create_table(
        "quotes_request_line",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_special", sa.Boolean(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column(
            "material_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("asked_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("match_how", sa.String(length=10), nullable=False),
        sa.Column("match_score", sa.BigInteger(), nullable=True),
        sa.Column("unmet_reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["core_material.id"], name=op.f("fk_quotes_request_line_asked_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["quotes_request.document_id"],
            name=op.f("fk_quotes_request_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["core_material.id"], name=op.f("fk_quotes_request_line_material_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["core_unit.id"], name=op.f("fk_quotes_request_line_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_request_line")),
    )
    with op.batch_alter_table("quotes_request_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quotes_request_line_asked_id"), ["asked_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_request_line_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_request_line_material_id"), ["material_id"], unique=False
        )
        batch_op.create_index(
            "ix_quotes_request_line_status", ["status", "material_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_request_line_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "quotes_sending",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "attachment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["core_attachment.id"], name=op.f("fk_quotes_sending_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["core_user.id"], name=op.f("fk_quotes_sending_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["quotes_offer.document_id"],
            name=op.f("fk_quotes_sending_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["core_mail_message.id"], name=op.f("fk_quotes_sending_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_sending")),
    )
    with op.batch_alter_table("quotes_sending", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quotes_sending_attachment_id"), ["attachment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_sending_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index("ix_quotes_sending_document", ["document_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_quotes_sending_message_id"), ["message_id"], unique=False
        )

    op.create_table(
        "quotes_public_link",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "sending_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["quotes_offer.document_id"],
            name=op.f("fk_quotes_public_link_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sending_id"], ["quotes_sending.id"], name=op.f("fk_quotes_public_link_sending_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes_public_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_quotes_public_link_token_hash")),
    )
    with op.batch_alter_table("quotes_public_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quotes_public_link_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quotes_public_link_sending_id"), ["sending_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("quotes_public_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotes_public_link_sending_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_public_link_document_id"))

    op.drop_table("quotes_public_link")
    with op.batch_alter_table("quotes_sending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotes_sending_message_id"))
        batch_op.drop_index("ix_quotes_sending_document")
        batch_op.drop_index(batch_op.f("ix_quotes_sending_author_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_sending_attachment_id"))

    op.drop_table("quotes_sending")
    with op.batch_alter_table("quotes_request_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotes_request_line_unit_id"))
        batch_op.drop_index("ix_quotes_request_line_status")
        batch_op.drop_index(batch_op.f("ix_quotes_request_line_material_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_request_line_document_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_request_line_asked_id"))

    op.drop_table("quotes_request_line")
    with op.batch_alter_table("quotes_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotes_request_contact_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_request_channel_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_request_campaign_id"))

    op.drop_table("quotes_request")
    with op.batch_alter_table("quotes_offer_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotes_offer_line_unit_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_offer_line_material_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_offer_line_document_id"))

    op.drop_table("quotes_offer_line")
    with op.batch_alter_table("quotes_offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quotes_offer_rejection_reason_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_offer_payment_term_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_offer_delivery_term_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_offer_contact_id"))
        batch_op.drop_index(batch_op.f("ix_quotes_offer_competitor_id"))

    op.drop_table("quotes_offer")
