"""`python -m troth.language FILE` writes the JSON Schema of policy.yaml."""

from __future__ import annotations

import sys
from pathlib import Path

from troth.language.schema import write_schema

if __name__ == "__main__":
    write_schema(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference/policy.schema.json"))
