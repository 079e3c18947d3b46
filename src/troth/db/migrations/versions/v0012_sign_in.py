"""Signing in to the privacy centre: links that open a session once, and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "digest", name="pk_sign_in_link"),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_link_digest")),
    )
    op.create_index("ix_sign_in_link_ends_at", "sign_in_link", ["ends_at"])
    op.create_table(
        "person_session",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "digest", name="pk_person_session"),
        sa.UniqueConstraint("digest", name=op.f("uq_person_session_digest")),
    )
    op.create_index("ix_person_session_since", "person_session", ["since"])
