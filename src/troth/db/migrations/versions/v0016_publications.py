"""What is published of people, and when it was taken down."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("item", KEY, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("ground", KEY),
        sa.Column("channel", sa.Text()),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "id", name="pk_publication"),
        sa.ForeignKeyConstraint(
            ["person", "item"], ["item.person", "item.id"], name="fk_publication_item", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_publication_item", "publication", ["item"])
    op.create_table(
        "publication_end",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("publication", KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "publication", name="pk_publication_end"),
        sa.ForeignKeyConstraint(
            ["person", "publication"],
            ["publication.person", "publication.id"],
            name="fk_publication_end_publication",
            ondelete="CASCADE",
        ),
    )
