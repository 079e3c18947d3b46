"""Small policies to read in tests."""

from __future__ import annotations

from typing import Any

from troth.errors import TextError
from troth.language import DUTIES, Clause, Finding, Version, from_documents
from troth.language.read import Reading, read_version

TEXT = "# Lantern\n\nWe collect your name. We never sell it. Couriers get your address.\n"

HEAD = """\
policy: lantern
version: 2014-01
effective: 2014-01-15
text: policy.md
properties: [lantern.example]
"""


def open_text(name: str) -> bytes:
    if name != "policy.md":
        raise TextError(f"there is no text {name}")
    return TEXT.encode()


def reading(source: str | bytes) -> Reading:
    """What comes of a policy file with this content."""
    raw = source.encode() if isinstance(source, str) else source
    return read_version(raw, "policy.yaml", open_text, DUTIES)


def clauses(*lines: str) -> Reading:
    """What comes of a file with these clauses, each in flow style without its braces."""
    return reading(HEAD + "clauses:\n" + "".join(f"- {{{line}}}\n" for line in lines))


def only(read: Reading) -> Finding:
    """The one finding."""
    (finding,) = read.findings
    return finding


def codes(read: Reading) -> list[str]:
    return [finding.code for finding in read.findings]


def document(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A policy as a document already parsed."""
    head = {"policy": "lantern", "version": "1", "effective": "2014-01-15", "properties": ["lantern.example"]}
    return head | more | {"clauses": list(given)}


def version_of(*given: dict[str, Any], **more: Any) -> Version:
    return from_documents([document(*given, **more)])[0].versions[0]


def clause_of(**given: Any) -> Clause:
    return version_of({"id": "C"} | given).clauses[0]
