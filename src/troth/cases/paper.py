"""The document about a person as a page to read: PDF/A, tagged, so that it can be read aloud. Set by Typst."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

MOST = 2000  # items that are set on paper; the rest is in the JSON document, and the page says so


def as_paper(document: Mapping[str, Any], at: datetime) -> bytes | None:
    """None where Typst is not installed (`troth[report]`). The text goes in as data, never as markup."""
    try:
        import typst
    except ImportError:
        return None
    with tempfile.TemporaryDirectory(prefix="troth-paper-") as folder:
        root = Path(folder)
        (root / "paper.typ").write_text((files("troth.cases") / "paper.typ").read_text(encoding="utf-8"))
        (root / "paper.json").write_text(json.dumps(_told(document), ensure_ascii=False), encoding="utf-8")
        made = typst.compile(
            root / "paper.typ", root=root, format="pdf", pdf_standards="a-3a", timestamp=int(at.timestamp())
        )
    assert isinstance(made, bytes)
    return made


def _told(document: Mapping[str, Any]) -> dict[str, Any]:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for item in document["items"][:MOST]:
        groups[item["category"].replace("-", " ")].append(_line(item))
    return {
        "company": document["controller"].get("name", ""),
        "made": document["made"],
        "reference": document["person"]["reference"],
        "groups": [{"title": title, "items": items} for title, items in groups.items()],
        "left": max(0, len(document["items"]) - MOST),
        "disclosures": [
            {
                "to": each["name"] or each["recipient"],
                "data": ", ".join(each["data"]),
                "for": each["purpose"],
                "at": each["at"],
            }
            for each in document.get("disclosures", ())
        ],
        "withheld": [f"{each['what']} ({each['rows']}): {each['why']}" for each in document.get("withheld", ())],
    }


def _line(item: Mapping[str, Any]) -> dict[str, str]:
    value = item.get("withheld") or item.get("value")
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    kept = item["kept-until"]
    until = kept["at"][:10] if kept else "no end has begun"
    return {"value": shown, "about": f"from {item['source']}, since {item['collected'][:10]}, kept until: {until}"}
