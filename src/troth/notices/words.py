"""What a notice of a change says: the sentences that are new, those they take the place of, and how to say no."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from troth.language import Version
from troth.review import compare
from troth.review.diff import Diff

CHANGES: Final = "me#changes"  # the privacy centre's section with old and new side by side, and the choice
# In each of our languages: a notice is the same for everybody, whatever they read.
_CHOOSE: Final = (
    "To say yes or no in our privacy centre, and to see old and new side by side:",
    "如要在我們的私隱中心表示同意或拒絕，並對照新舊內容：",
)
_SEE: Final = (
    "To see old and new side by side in our privacy centre:",
    "如要在我們的私隱中心對照新舊內容：",
)


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in plain text. `new` and `old` are the sentences it names."""

    subject: str
    body: str
    new: tuple[str, ...] = ()
    old: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says, hexadecimal."""
        return hashlib.sha256(f"{self.subject}\n{self.body}".encode()).hexdigest()


def words_of(old: Version, new: Version, place: str | None = None) -> Words:
    """The same for everybody: it names no person. `place`: where people reach the pages, ending in a slash."""
    changes = compare(old, new)
    touched = _touched(changes)
    gone = touched | {c.id for c in old.clauses} - {c.id for c in new.clauses} | _changed(old, new)
    added = touched | {c.id for c in new.clauses} - {c.id for c in old.clauses} | _changed(old, new)
    now_said, said = _sentences(new, added, old), _sentences(old, gone, new)
    name = new.controller.get("name", new.policy)
    day = f"{new.effective.day} {new.effective:%B %Y}"
    parts = [
        f"{name} has a new version of its privacy policy, {new.version}. It takes effect on {day}.",
        _listed("What is new:", now_said),
        _listed("What it replaces:", said),
        _choice(new),
        _centre(new, place),
        _where(new),
    ]
    body = "\n\n".join(part for part in parts if part) + "\n"
    return Words(f"Our privacy policy changes on {day}", body, now_said, said)


def _touched(changes: Diff) -> set[str]:
    widened = {w.clause for w in (*changes.widened, *changes.narrowed)}
    return widened | {duty.clause for duty in changes.duties}


def _changed(old: Version, new: Version) -> set[str]:
    """Clauses of both whose rule is another."""
    before = {c.id: (c.modality, c.scope, c.conditions, c.duty) for c in old.clauses if c.says is None}
    after = {c.id: (c.modality, c.scope, c.conditions, c.duty) for c in new.clauses if c.says is None}
    return {clause for clause in before.keys() & after.keys() if before[clause] != after[clause]}


def _sentences(version: Version, clauses: Iterable[str], other: Version) -> tuple[str, ...]:
    """The sentences of those clauses, in the text's order, that the other text has not."""
    spans = [span for clause in clauses for span in version.spans.get(clause, ())]
    theirs = {sentence.text for sentence in other.text.sentences}
    mine = (version.text.sentences[number - 1] for number in sorted(version.text.sentences_in(spans)))
    return tuple(s.text for s in mine if s.text not in theirs and s.kind != "heading")


def _listed(title: str, sentences: tuple[str, ...]) -> str:
    return "\n".join([title, *(f"  “{sentence}”" for sentence in sentences)]) if sentences else ""


def _choice(new: Version) -> str:
    duties = [c.duty.params for c in new.duties("give-choice") if c.duty is not None]
    modes = _modes(new)
    if modes == {"notice"}:
        return "What you gave us before is used by the new version once you have had this message."
    if modes == {"opt-out"}:
        window = max((p["window"] for p in duties if p.get("window")), key=lambda w: w.length, default=None)
        time = f"{window.length.days} days after this message" if window is not None else "after this message"
        return f"What you gave us before is put to no new use until {time}, and not at all if you say no."
    return "What you gave us before is put to no new use unless you say yes."


def _modes(new: Version) -> set[str]:
    return {c.duty.params.get("mode") or "opt-in" for c in new.duties("give-choice") if c.duty is not None}


def _centre(new: Version, place: str | None) -> str:
    """The link to the privacy centre; none where the deployment does not know its own address."""
    if not place:
        return ""
    lines = _CHOOSE if _modes(new) - {"notice"} else _SEE
    return "\n".join([*lines, f"  {place}{CHANGES}"])


def _where(new: Version) -> str:
    ways = [new.controller[part] for part in ("email", "phone", "address") if new.controller.get(part)]
    return "\n".join(["To say no, or to ask:", *(f"  {way}" for way in ways)]) if ways else ""
