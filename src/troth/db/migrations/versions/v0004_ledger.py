"""The ledger: entries, tree, checkpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ledger_bundle",
        sa.Column("number", KEY, nullable=False, autoincrement=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_bundle"),
    )
    op.create_index(op.f("ix_ledger_bundle_last_id"), "ledger_bundle", ["last_id", "first_id"], unique=False)
    op.create_table(
        "ledger_checkpoint",
        sa.Column("size", KEY, nullable=False, autoincrement=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_ledger_checkpoint"),
    )
    op.create_table(
        "ledger_clause",
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("bundle", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("clause", "bundle", name="pk_ledger_clause"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_entry",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "id", name="pk_ledger_entry"),
    )
    op.create_table(
        "ledger_pending",
        sa.Column("id", KEY, nullable=False, autoincrement=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_pending"),
    )
    op.create_table(
        "ledger_tile",
        sa.Column("level", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name="pk_ledger_tile"),
    )
