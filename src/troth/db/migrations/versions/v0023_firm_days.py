"""The day of a case that no pause moves."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("person_case", sa.Column("firm", sa.BigInteger()))
