"""Notices of a change: since when a version is in force, and the messages that tell of it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "version_start",
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("policy", "version", name="pk_version_start"),
    )
    op.create_table(
        "notice_message",
        sa.Column("person", KEY, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("message", sa.String(64), nullable=False),
        sa.Column("words", sa.String(64), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person", "policy", "version", name="pk_notice_message"),
    )
