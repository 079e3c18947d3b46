"""For those who change a table: `python -m troth.db.migrations "why"` drafts the next revision.

It compares the tables that the code declares with those that the revisions make. Read the draft, see that rows
survive it, set `HEAD`, and run tests/db.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

from alembic import command

import troth
from troth.db.database import Database
from troth.db.migrations import HEAD, configuration, migrate


def main(message: str) -> None:
    for module in pkgutil.walk_packages(troth.__path__, "troth."):
        if module.name.endswith(".store"):
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'draft.sqlite'}")
        with database.write() as tx:
            migrate(tx)
            command.revision(configuration(tx), message, autogenerate=True, rev_id=f"{int(HEAD) + 1:04}")
        database.close()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "a change of the schema")
