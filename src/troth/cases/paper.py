"""The document about a person as a page to read: PDF/A, tagged, so that it can be read aloud. Set by Typst."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from troth.cases.dossier import Access, Item, Portable
from troth.errors import Unavailable

MOST = 2000  # items that are set on paper; the rest is in the JSON document, and the page says so


def can_be_set() -> bool:
    """Whether Typst is installed (`troth[report]`)."""
    return find_spec("typst") is not None


def as_paper(document: Access | Portable) -> bytes:
    """The text goes in as data, never as markup. Unavailable where Typst is not installed."""
    if not can_be_set():
        raise Unavailable("no page to print can be set here", help="install troth[report], or fetch the JSON document")
    import typst  # here, so that a server starts without it

    with tempfile.TemporaryDirectory(prefix="troth-paper-") as folder:
        root = Path(folder)
        (root / "paper.typ").write_text((files("troth.cases") / "paper.typ").read_text(encoding="utf-8"))
        (root / "paper.json").write_text(json.dumps(_told(document), ensure_ascii=False), encoding="utf-8")
        moment = int(document.made.timestamp())
        made = typst.compile(root / "paper.typ", root=root, format="pdf", pdf_standards="a-3a", timestamp=moment)
    assert isinstance(made, bytes)
    return made


def _told(document: Access | Portable) -> dict[str, Any]:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for item in document.items[:MOST]:
        groups[item.category.replace("-", " ")].append(_line(item))
    whole = isinstance(document, Access)
    return {
        "company": document.controller.name or "",
        "contact": document.controller.email or document.controller.phone or "",
        "whole": whole,
        "made": _day(document.made),
        "reference": document.person,
        "groups": [{"title": title, "items": items} for title, items in groups.items()],
        "left": max(0, len(document.items) - MOST),
        "disclosures": list(_disclosures(document)) if isinstance(document, Access) else [],
        "more": list(_more(document)) if isinstance(document, Access) else [],
        "withheld": [f"{each.what} ({each.count}): {each.reason}" for each in document.withheld],
    }


def _line(item: Item) -> dict[str, str]:
    kept, under = item.kept, item.collected
    ends = sorted({f"{_length(rule.after.days)} after {rule.when.replace('-', ' ')}" for rule in kept.rules})
    until = _day(kept.until) if kept.until else " or ".join(ends) or "the policy names no end"
    held = f"; longer for {len(item.holds)} reason(s) of law" if item.holds else ""
    about = f"from {under.source}, since {_day(under.at)}, version {under.version}; kept until {until}{held}"
    return {"value": _value(item), "about": about}


def _value(item: Item) -> str:
    if item.withheld is not msgspec.UNSET:
        return item.withheld
    if item.file is not msgspec.UNSET:
        return f"{item.file.name} ({item.file.media_type}, {item.file.size} bytes)"
    return item.value if isinstance(item.value, str) else json.dumps(item.value, ensure_ascii=False)


def _disclosures(document: Access) -> Iterator[dict[str, str]]:
    for each in document.disclosures:
        fields, purpose = ", ".join(each.fields), each.purpose.replace("-", " ")
        yield {"to": each.name or each.recipient, "data": fields, "for": purpose, "at": _day(each.at)}


def _more(document: Access) -> Iterator[str]:
    """How much else is in the JSON document, part by part."""
    listed = ("facts", "choices", "consents", "decisions", "notifications", "restrictions", "grounds", "publications")
    for name in (*listed, "cases", "letters", "mailings", "sign_ins", "record"):
        count = len(getattr(document, name))
        if count:
            yield f"{name.replace('_', '-')}: {count}"


def _length(days: int) -> str:
    return f"{days // 365} years" if days and days % 365 == 0 else f"{days} days"


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
