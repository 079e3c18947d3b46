"""What drills found, and whose turn it is to drill."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "proof_run",
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("control", sa.Text(), nullable=True),
        sa.Column("drills", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("policy", "version", "at", "clause", name="pk_proof_run"),
    )
    op.create_table(
        "proof_turn",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("one = 1", name=op.f("ck_proof_turn_one")),
        sa.PrimaryKeyConstraint("one", name="pk_proof_turn"),
    )
