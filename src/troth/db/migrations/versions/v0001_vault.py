"""The vault: keys, acts of collection, items, look-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("id", KEY, nullable=False, autoincrement=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("notice", sa.String()),
        sa.Column("property", sa.String()),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "id", name="pk_collection"),
    )
    op.create_table(
        "index_key",
        sa.Column("number", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("master", sa.String(64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_index_key"),
    )
    op.create_table(
        "person_key",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("number", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("master", sa.String(64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "number", name="pk_person_key"),
    )
    op.create_table(
        "item",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("id", KEY, nullable=False, autoincrement=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("collection", KEY, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person", "collection"], ["collection.person", "collection.id"], name="fk_item_collection"
        ),
        sa.ForeignKeyConstraint(["person", "number"], ["person_key.person", "person_key.number"], name="fk_item_key"),
        sa.PrimaryKeyConstraint("person", "id", name="pk_item"),
    )
    op.create_table(
        "item_chunk",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("item", KEY, nullable=False, autoincrement=False),
        sa.Column("chunk", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person", "item"], ["item.person", "item.id"], name="fk_chunk_item"),
        sa.ForeignKeyConstraint(["person", "number"], ["person_key.person", "person_key.number"], name="fk_chunk_key"),
        sa.PrimaryKeyConstraint("person", "item", "chunk", name="pk_item_chunk"),
    )
    op.create_table(
        "lookup",
        sa.Column("person", KEY, nullable=False, autoincrement=False),
        sa.Column("item", KEY, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.ForeignKeyConstraint(["person", "item"], ["item.person", "item.id"], name=op.f("fk_lookup_item")),
        sa.ForeignKeyConstraint(["number"], ["index_key.number"], name=op.f("fk_lookup_number")),
        sa.PrimaryKeyConstraint("person", "item", "kind", name="pk_lookup"),
    )
    op.create_index(op.f("ix_lookup_digest"), "lookup", ["digest"], unique=False)
