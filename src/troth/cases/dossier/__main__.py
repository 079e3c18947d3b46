"""`python -m troth.cases.dossier FILE` writes the JSON Schema of what a person gets."""

from __future__ import annotations

import sys
from pathlib import Path

from troth.cases.dossier.schema import write_schema

if __name__ == "__main__":
    write_schema(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference/access.schema.json"))
