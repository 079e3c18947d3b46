"""Beginning a policy from its text alone: every sentence is listed, to be filled in.

The draft is valid at once. Each sentence is bound by a clause that promises nothing yet, `says: about`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from troth.errors import AnchorError, Conflict, TextError
from troth.language.anchoring import Anchors
from troth.language.document import MOST_BYTES
from troth.language.folder import FILE
from troth.language.text import Sentence, Text

# In force from the start, until the right day is filled in: a draft permits nothing.
_LONG_AGO = date(2000, 1, 1)

_HEAD = """\
# What {name} promises, sentence by sentence, as rules.
#
# Each sentence stands below as `says: about`, which promises nothing. Where one does promise something,
# write what it means in place of that line:
#   may: collect            with data:, for:, and to: for a disclosure
#   never: disclose         with what is never done, and unless: for exceptions
#   must: encrypt-at-rest   a standing duty
# `troth check` tells what is still missing.
policy: {policy}
version: {version}
effective: {effective}  # the day it takes effect
text: {name}
properties: [{properties}]  # the sites and apps it applies to
clauses:
"""


def new_policy_folder(
    text: Path,
    into: Path,
    effective: date | None = None,
    *,
    policy: str | None = None,
    version: str = "1",
    properties: Sequence[str] = (),
) -> Path:
    """Makes the folder `into` with a copy of the text and a draft policy.yaml; returns the draft's path.

    `policy` is its id, that of the folder when left out; the draft is in force from long ago without `effective`.
    Raises Conflict when a policy is there already, TextError when the text cannot be read or is too long.
    """
    draft_file, copy = into / FILE, into / text.name
    if draft_file.exists() or (copy.exists() and not copy.samefile(text)):
        raise Conflict(f"{into} already holds a policy", help="name another folder")
    try:
        source = text.read_bytes()
    except OSError as error:
        raise TextError(f"{text} cannot be read: {error.strerror}", help="name the text of a policy") from error
    written = draft(Text.read(source, text.name), policy or into.resolve().name, effective, version, properties)
    into.mkdir(parents=True, exist_ok=True)
    if not copy.exists():
        copy.write_bytes(source)
    draft_file.write_text(written, encoding="utf-8")
    return draft_file


def draft(
    text: Text, policy: str, effective: date | None = None, version: str = "1", properties: Sequence[str] = ()
) -> str:
    """A policy file that binds every sentence of the text and promises nothing yet.

    Raises TextError when the file would be longer than one can be.
    """
    head = _HEAD.format(
        name=_quoted(text.name),
        policy=_quoted(policy),
        version=_quoted(version),
        effective=(effective or _LONG_AGO).isoformat(),
        properties=", ".join(_quoted(name) for name in properties or (f"{_slug(policy)}.example",)),
    )
    clauses = "".join(_clauses(text)) or "  []\n"
    written = head + clauses
    if len(written.encode()) > MOST_BYTES:
        raise TextError(f"{text.name} has too many sentences for one policy", help="is it the right file?")
    return written


def _clauses(text: Text) -> Iterator[str]:
    anchors = Anchors(text)
    section = ""
    for sentence in text.sentences:
        if sentence.section != section:
            section = sentence.section
            yield f"\n# {_one_line(section)}\n" if section else "\n"
        yield _clause(sentence, anchors)


def _clause(sentence: Sentence, anchors: Anchors) -> str:
    try:
        anchor = anchors.of(sentence)
    except AnchorError as error:
        return f"# line {sentence.line}: {_one_line(error.message)}\n"
    at = _quoted(anchor.text)
    if anchor.after is not None:
        at = f"{{after: {_quoted(anchor.after)}, text: {at}}}"
    says = "title" if sentence.kind == "heading" else "about  # fill in: may / never / must"
    return f"- id: S{sentence.number:03}\n  at: {at}\n  says: {says}\n"


def _quoted(words: str) -> str:
    """A double-quoted YAML word: JSON's, with what YAML does not allow written as escapes."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m.group()):04x}", json.dumps(words, ensure_ascii=False))


_UNSAFE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def _one_line(words: str) -> str:
    return "".join(c if c.isprintable() else " " for c in " ".join(words.split()))


def _slug(words: str) -> str:
    return re.sub("[^a-z0-9]+", "-", words.casefold()).strip("-") or "your"
