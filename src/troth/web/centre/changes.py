"""What changed in the policy: old and new sentences side by side, what that means, and the choice if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from troth import people
from troth.app import Troth
from troth.cases import CENTRE
from troth.db import Connection
from troth.errors import RequestError
from troth.language import Version, in_words
from troth.lifetimes import Life
from troth.notices import words_of
from troth.review import compare
from troth.web.tongues import marked

Mode = Literal["notice", "opt-out", "opt-in"]
_DUTIES = {
    "new": marked("New"),
    "stronger": marked("Better for you"),
    "weaker": marked("Weaker"),
    "vanished": marked("Gone"),
    "changed": marked("Changed"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What was said before, and what is said now in its place; either may be nothing."""

    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that is different, in words. `head` is a text of the catalogues, not yet translated."""

    head: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """From one version to the next. The same for everybody."""

    old: Version
    new: Version
    rows: tuple[Row, ...]
    meanings: tuple[Meaning, ...]
    mode: Mode | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Mine:
    """A change as it stands for a person. `concerned`: we hold something of theirs from before it.

    `asked`: there is something to choose. `answer`: what they said, since `answered`.
    """

    change: Change
    coming: bool
    concerned: bool
    told: datetime | None
    answer: str | None
    answered: datetime | None

    @property
    def asked(self) -> bool:
        return self.concerned and self.change.mode in ("opt-out", "opt-in")


def changes(
    troth: Troth, tx: Connection, person: int, lives: Sequence[Life], version: Version | None, at: datetime
) -> tuple[Mine, ...]:
    """Every change of the policy in force, the newest first."""
    if version is None:
        return ()
    policy = next(each for each in troth.engine.policies if each.id == version.policy)
    facts = people.facts(tx, person, at, policy=policy.id)
    under = {life.item.collection.version for life in lives if life.item.collection.policy == policy.id}
    found, before = list[Mine](), set[str]()
    for old, new in pairwise(policy.versions):
        before.add(old.version)
        said = [each for each in facts.decisions if each.version == new.version and each.at <= at]
        last = max(said, key=lambda each: (each.at, each.answer == "declined"), default=None)
        start = troth.engine.start_of(new)
        found.append(
            Mine(
                change_of(old, new),
                start is None or start > at,
                bool(under & before),
                facts.notified.get(new.version),
                last.answer if last else None,
                last.at if last else None,
            )
        )
    return tuple(reversed(found))


def decide(troth: Troth, tx: Connection, person: int, version: str, answer: str) -> int:
    """Yes or no to a version, from now on; the number of the event. RequestError for what is not offered."""
    current = troth.version()
    policy = next((each for each in troth.engine.policies if current and each.id == current.policy), None)
    if policy is None or policy.version(version) is None or answer not in ("agreed", "declined"):
        raise RequestError(marked("there is no such choice"), help=marked("open the page again"))
    told: Literal["agreed", "declined"] = "agreed" if answer == "agreed" else "declined"
    return troth.tell.decide(tx, CENTRE, person, policy.id, version, told, via="web")


@lru_cache(maxsize=64)
def change_of(old: Version, new: Version) -> Change:
    """Worked out once for everybody."""
    words, found = words_of(old, new), compare(old, new)
    more = [Meaning(marked("We may do more"), in_words(new.clause(each.clause), new)) for each in found.widened]
    less = [Meaning(marked("We may no longer"), in_words(old.clause(each.clause), old)) for each in found.narrowed]
    duties = [Meaning(_DUTIES[each.change], _duty(old, new, each.clause)) for each in found.duties]
    mode, days = _choice(new)
    return Change(old, new, _rows(old, new, words.old, words.new), (*more, *less, *duties), mode, days)


def _duty(old: Version, new: Version, clause: str) -> str:
    version = new if any(each.id == clause for each in new.clauses) else old
    return in_words(version.clause(clause), version)


def _rows(old: Version, new: Version, gone: Sequence[str], come: Sequence[str]) -> tuple[Row, ...]:
    """Sentences that the same rule stands in are set side by side; the others stand alone, in the text's order."""
    rows, done = list[Row](), set[str]()
    for clause in (each.id for each in new.clauses):
        said = tuple(s for s in _sentences(old, clause) if s in gone and s not in done)
        says = tuple(s for s in _sentences(new, clause) if s in come and s not in done)
        if said and says:
            rows.append(Row(said, says))
            done.update(said, says)
    rows += [Row((each,), ()) for each in gone if each not in done]
    return (*rows, *(Row((), (each,)) for each in come if each not in done))


def _sentences(version: Version, clause: str) -> list[str]:
    numbers = sorted(version.text.sentences_in(version.spans.get(clause, ())))
    return [version.text.sentences[number - 1].text for number in numbers]


def _choice(new: Version) -> tuple[Mode | None, int | None]:
    """What the version promises for data that we have from before."""
    duties = [clause.duty.params for clause in new.duties("give-choice") if clause.duty is not None]
    if not duties:
        return None, None
    modes = {params.get("mode") or "opt-in" for params in duties}
    mode: Mode = "opt-in" if "opt-in" in modes else "opt-out" if "opt-out" in modes else "notice"
    windows = [params["window"].length.days for params in duties if params.get("window") is not None]
    return mode, max(windows, default=None)
