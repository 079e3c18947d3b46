"""Who vouches for who a person is; accounts elsewhere; for whom somebody acts; what agents asked. Sessions end."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _vouchers()
    _subjects()
    _sessions()
    _agent_requests()


def _vouchers() -> None:
    op.create_table(
        "voucher",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("secret", sa.LargeBinary()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_voucher"),
    )
    op.create_table(
        "voucher_end",
        sa.Column("voucher", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("voucher", name="pk_voucher_end"),
    )
    op.create_table(
        "voucher_used",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_voucher_used"),
    )
    op.create_index("ix_voucher_used_ends_at", "voucher_used", ["ends_at"])
    op.create_table(
        "voucher_token",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("voucher", sa.String(64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_voucher_token"),
    )
    op.create_index("ix_voucher_token_voucher", "voucher_token", ["voucher"])


def _subjects() -> None:
    op.create_table(
        "sign_in_subject",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("person", "digest", name="pk_sign_in_subject"),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_subject_digest")),
    )
    there = sa.text("other IS NOT NULL")
    op.create_index("ix_person_event_other", "person_event", ["other"], sqlite_where=there, postgresql_where=there)


def _sessions() -> None:
    """Sessions live for hours: they are made anew, and who was signed in signs in again."""
    op.drop_table("person_session")
    op.create_table(
        "person_session",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("proved", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("actor", KEY),
        sa.PrimaryKeyConstraint("person", "digest", name="pk_person_session"),
        sa.UniqueConstraint("digest", name=op.f("uq_person_session_digest")),
    )
    op.create_index("ix_person_session_since", "person_session", ["since"])
    op.create_index("ix_person_session_actor", "person_session", ["actor"])


def _agent_requests() -> None:
    op.create_table(
        "agent_request",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("agent", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("theirs", sa.String(200)),
        sa.Column("exercise", sa.String(32), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("case", KEY),
        sa.Column("settled_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_agent_request"),
        sa.UniqueConstraint("digest", name=op.f("uq_agent_request_digest")),
    )
    op.create_index("ix_agent_request_settled_at", "agent_request", ["settled_at"])
    op.create_index("ix_agent_request_case", "agent_request", ["case"])
