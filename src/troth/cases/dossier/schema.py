"""The JSON Schema of the documents, made from the classes that they are written by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from troth.cases.dossier.model import Access, Portable

ID = "https://json-schema.org/draft/2020-12/schema"


def access_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of `troth-access/1` and `troth-portable/1`."""
    (whole, part), components = msgspec.json.schema_components((Access, Portable), ref_template="#/$defs/{name}")
    return {
        "$schema": ID,
        "title": "What a person gets: troth-access/1, troth-portable/1",
        "oneOf": [whole, part],
        "$defs": components,
    }


def write_schema(file: Path) -> None:
    text = json.dumps(access_schema(), indent=1, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
