"""Audiences: who changed since, noted by the database itself."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_SQLITE = """CREATE TRIGGER {name} AFTER {act} ON {table} BEGIN INSERT INTO person_change (number, who)
VALUES ((SELECT coalesce(max(number), 0) + 1 FROM person_change), {row}.{key}); END"""
FUNCTION = """CREATE OR REPLACE FUNCTION {table}_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO person_change (number, who) SELECT DISTINCT pg_current_xact_id()::text::bigint, {key} FROM changed
ON CONFLICT DO NOTHING; RETURN NULL; END $$"""
ON_POSTGRESQL = """CREATE TRIGGER {name} AFTER {act} ON {table} REFERENCING {row} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION {table}_changed()"""
WATCHED = (("person", "id", ("UPDATE", "DELETE")), ("item", "person", ("INSERT", "DELETE")))


def upgrade() -> None:
    op.create_table(
        "person_change",
        sa.Column("number", KEY, nullable=False, autoincrement=False),
        sa.Column("who", KEY, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("number", "who", name="pk_person_change"),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, key, acts in WATCHED:
        if postgresql:
            op.execute(FUNCTION.format(table=table, key=key))
        for act in acts:
            row = "OLD" if act == "DELETE" else "NEW"
            made = ON_POSTGRESQL if postgresql else ON_SQLITE
            op.execute(made.format(name=f"{table}_changed_{act.lower()}", act=act, table=table, row=row, key=key))
