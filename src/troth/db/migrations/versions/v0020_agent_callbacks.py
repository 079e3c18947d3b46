"""Where an agent wants to be told of what it asked, and what it was told last."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("agent_request", sa.Column("callback", sa.String(1000)))
    op.add_column("agent_request", sa.Column("told", sa.String(64)))
