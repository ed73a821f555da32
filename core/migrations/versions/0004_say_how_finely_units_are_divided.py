"""Say how finely units are divided."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = (
    "796 778 839 642 616 625 657 698 704 715 728 736 812 840 868 872 "
    "own.coil own.drum own.box own.bag own.spool own.canister own.can own.bucket own.tube "
    "own.pallet"
).split()
"""What is counted, not measured; of the rest a company says it itself."""
PACKS = {"797": 2, "798": 3}
"""A hundred and a thousand pieces."""


def upgrade() -> None:
    with op.batch_alter_table("core_unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decimals", NUMBER, nullable=False, server_default="6"))
    with op.batch_alter_table("core_unit", schema=None) as batch_op:
        batch_op.alter_column("decimals", server_default=None)
    unit = sa.table("core_unit", sa.column("code", sa.String), sa.column("decimals", NUMBER))
    for places, codes in ((0, COUNTED), *((places, [code]) for code, places in PACKS.items())):
        op.execute(unit.update().where(unit.c.code.in_(codes)).values(decimals=places))


def downgrade() -> None:
    with op.batch_alter_table("core_unit", schema=None) as batch_op:
        batch_op.drop_column("decimals")
