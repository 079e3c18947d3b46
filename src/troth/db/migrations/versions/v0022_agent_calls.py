"""When an agent that could not be told is tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("agent_request", sa.Column("call_at", sa.BigInteger()))
