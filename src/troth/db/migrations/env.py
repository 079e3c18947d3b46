"""Runs the revisions on the connection that `migrate` hands over; Alembic loads this file."""

from alembic import context

from troth.db import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by writing it anew
)
with context.begin_transaction():
    context.run_migrations()
