"""Who told us of somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "giver",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("collection", KEY, autoincrement=False, nullable=False),
        sa.Column("giver", KEY, autoincrement=False, nullable=False),
        sa.Column("ended", sa.BigInteger()),
        sa.PrimaryKeyConstraint("person", "collection", name="pk_giver"),
        sa.ForeignKeyConstraint(
            ["person", "collection"],
            ["collection.person", "collection.id"],
            name="fk_giver_collection",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_giver_giver", "giver", ["giver"])
