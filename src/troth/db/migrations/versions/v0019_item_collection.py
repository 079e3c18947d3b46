"""Items by their act of collection: when one goes, the database looks whether an item is left of it."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index("ix_item_collection", "item", ["person", "collection"])
