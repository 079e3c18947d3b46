"""Cases: what people ask for, its steps, what was put together for them, and what recipients are told."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "person_case",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text()),
        sa.Column("version", sa.Text()),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("act_at", sa.BigInteger()),
        sa.Column("since", sa.BigInteger()),
        sa.Column("asked", sa.LargeBinary()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "id", name="pk_person_case"),
    )
    op.create_index("ix_person_case_id", "person_case", ["id"], unique=True)
    op.create_index("ix_person_case_act_at", "person_case", ["act_at"])
    op.create_index("ix_person_case_due", "person_case", ["state", "due"])
    op.create_table(
        "person_case_step",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("case", KEY, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("level", sa.Integer()),
        sa.Column("until", sa.BigInteger()),
        sa.Column("entry", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("person", "case", "seq", name="pk_person_case_step"),
    )
    op.create_table(
        "case_package",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("case", KEY, autoincrement=False, nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", sa.BigInteger()),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "case", "part", name="pk_case_package"),
    )
    op.create_index("ix_case_package_ends_at", "case_package", ["ends_at"])
    op.create_table(
        "recipient_notice",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("case", KEY),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("by", sa.String(16)),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("person", "id", name="pk_recipient_notice"),
    )
    op.create_index("ix_recipient_notice_id", "recipient_notice", ["id"], unique=True)
    op.create_index("ix_recipient_notice_next_at", "recipient_notice", ["next_at"])
