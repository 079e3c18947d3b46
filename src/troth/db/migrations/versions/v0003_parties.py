"""Parties: recipients, agreements, grounds, disclosures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "disclosure",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("id", KEY, nullable=False, autoincrement=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("ground", KEY),
        sa.Column("entry", sa.Text()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "id", name="pk_disclosure"),
    )
    op.create_index(op.f("ix_disclosure_person_at"), "disclosure", ["person", "at", "id"], unique=False)
    op.create_index(op.f("ix_disclosure_recipient_person"), "disclosure", ["recipient", "person"], unique=False)
    op.create_table(
        "recipient_agreement",
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(128), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "reference", name="pk_recipient_agreement"),
    )
    op.create_table(
        "recipient_agreement_end",
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(128), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "reference", "seq", name="pk_recipient_agreement_end"),
    )
    op.create_table(
        "recipient_state",
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text()),
        sa.Column("policy_link", sa.Text()),
        sa.Column("contact", sa.Text()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "seq", name="pk_recipient_state"),
    )
