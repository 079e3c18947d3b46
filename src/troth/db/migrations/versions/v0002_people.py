"""People: who they are and what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ground",
        sa.Column("id", KEY, nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ground"),
    )
    op.create_table(
        "ground_end",
        sa.Column("ground", KEY, nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ground", "at", name="pk_ground_end"),
    )
    op.create_table(
        "ground_person",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("ground", KEY, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("person", "ground", name="pk_ground_person"),
    )
    op.create_index(op.f("ix_ground_person_ground"), "ground_person", ["ground", "person"], unique=False)
    op.create_table(
        "ground_use",
        sa.Column("ground", KEY, nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ground", name="pk_ground_use"),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("required", sa.Text(), nullable=False),
        sa.Column("optional", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("realm", sa.String(8), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_table(
        "person_event",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text()),
        sa.Column("value", sa.String(16)),
        sa.Column("channel", sa.Text()),
        sa.Column("policy", sa.Text()),
        sa.Column("until", sa.BigInteger()),
        sa.Column("actions", sa.Text()),
        sa.Column("data", sa.Text()),
        sa.Column("purposes", sa.Text()),
        sa.Column("recipients", sa.Text()),
        sa.Column("refers", sa.Integer()),
        sa.Column("other", KEY),
        sa.Column("recorded", sa.BigInteger()),
        sa.Column("entered_by", sa.Text()),
        sa.Column("via", sa.Text()),
        sa.Column("notice", sa.Text()),
        sa.Column("digest", sa.String(64)),
        sa.PrimaryKeyConstraint("person", "seq", name="pk_person_event"),
    )
    op.create_table(
        "store_realm",
        sa.Column("one", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("realm", sa.String(8), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_store_realm_one")),
        sa.PrimaryKeyConstraint("one", name="pk_store_realm"),
    )
