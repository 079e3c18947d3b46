"""Mailings and whom they go to, addresses that bounce, and the letters by which people said stop."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text()),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_mailing"),
    )
    op.create_index("ix_mailing_state", "mailing", ["state"])
    op.create_table(
        "mailing_recipient",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("mailing", KEY, autoincrement=False, nullable=False),
        sa.Column("message", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("item", KEY),
        sa.Column("entry", sa.String(16)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("person", "mailing", name="pk_mailing_recipient"),
        sa.UniqueConstraint("message", name=op.f("uq_mailing_recipient_message")),
    )
    op.create_index("ix_mailing_recipient_mailing_state", "mailing_recipient", ["mailing", "state"])
    op.create_index("ix_mailing_recipient_next_at", "mailing_recipient", ["next_at"])
    op.create_table(
        "bounce",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("item", KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("person", "item", name="pk_bounce"),
    )
    op.create_table(
        "stop_letter",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "id", name="pk_stop_letter"),
    )
    op.create_index("ix_stop_letter_until", "stop_letter", ["until"])
