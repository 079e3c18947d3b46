"""What opens beside the text when a sentence is chosen: its clause, in plain words, and what was done by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.app import Troth
from troth.cases.lists import Tally, Wanted, count_open
from troth.language import Clause, Version, condition_in_words, in_words, meanings
from troth.ledger import Recorded, id_text
from troth.web.marks import Marked, Sheet, Sign
from troth.web.reach import Reach
from troth.web.standing import Tried

LATEST = 8


@dataclass(frozen=True, slots=True)
class Done:
    """A ledger entry without anything that tells about a person. `act` is empty when the person is erased."""

    id: str
    at: datetime | None = None
    act: str = ""
    data: tuple[str, ...] = ()
    purpose: str = ""
    reason: str = ""  # why it was refused; empty when it was permitted

    @classmethod
    def of(cls, recorded: Recorded) -> Done:
        entry = recorded.entry
        if entry is None:
            return cls(id_text(recorded.id))
        told = entry.details
        act = str(told.get("action", entry.act))
        refused = str(told.get("reason", "refused")) if entry.act == "refuse" else ""
        data = tuple(str(term) for term in told.get("data", ()))
        return cls(id_text(recorded.id), entry.at, act, data, str(told.get("purpose", "")), refused)


@dataclass(frozen=True, slots=True)
class Panel:
    """`marked` is the sentence it opens at, None for a clause without one; `clause` None for a loose sentence."""

    marked: Marked | None
    clause: Clause | None
    rule: str
    conditions: tuple[str, ...]
    meanings: tuple[tuple[str, str], ...]
    chosen: frozenset[int]  # the sentences to show as chosen
    level: int  # of its heading in the page
    done: tuple[Done, ...] | None  # None: the visitor may not see the ledger
    tried: Tried | None = None  # None: never drilled, or the visitor may not see it
    reach: tuple[Reach, ...] = ()  # how many people it permits or stops; empty where that is not known or not shown
    cases: Tally | None = None  # those open that it promises an answer to; None: it promises none, or it is not shown

    @property
    def sign(self) -> Sign:
        if self.clause is None:
            return "loose"
        return "said" if self.clause.modality == "says" else self.clause.modality

    @property
    def others(self) -> tuple[Clause, ...]:
        """The other clauses of the same sentence."""
        clauses = self.marked.clauses if self.marked else ()
        return tuple(clause for clause in clauses if clause is not self.clause)

    @property
    def at(self) -> int | None:
        return self.marked.sentence.number if self.marked else None


def of_clause(
    version: Version,
    page: Sheet,
    clause: Clause,
    at: int | None,
    done: tuple[Done, ...] | None,
    tried: Tried | None = None,
    reach: tuple[Reach, ...] = (),
    cases: Tally | None = None,
) -> Panel:
    """The panel of a clause, opened at one of its sentences (the first, when `at` is none of them)."""
    numbers = page.by_clause[clause.id]
    number = at if at in numbers else next(iter(numbers), None)
    return Panel(
        page.sentence(number) if number is not None else None,
        clause,
        in_words(clause, version),
        tuple(condition_in_words(condition, version) for condition in clause.conditions),
        meanings(clause, version),
        frozenset(numbers),
        _level(page, number),
        done,
        tried,
        reach,
        cases,
    )


def of_loose(page: Sheet, marked: Marked) -> Panel:
    """The panel of a sentence that no clause keeps."""
    number = marked.sentence.number
    return Panel(marked, None, "", (), (), frozenset((number,)), _level(page, number), None)


def latest(troth: Troth, version: Version, clause: Clause) -> tuple[Done, ...]:
    """The last entries that name the clause. SealBroken when one was altered."""
    with troth.database.read() as tx:
        return tuple(Done.of(each) for each in troth.ledger.recent(tx, version.policy, clause.id, limit=LATEST))


ANSWERS = frozenset(("answer", "handle-complaints", "take-security-reports"))  # duties that cases are opened for


def touching(troth: Troth, version: Version, clause: Clause) -> Tally | None:
    """How many cases are open, and late, that the clause promises an answer to; None: it promises none."""
    if clause.duty is None or clause.duty.name not in ANSWERS:
        return None
    with troth.database.read() as tx:
        return count_open(tx, Wanted(clause=(version.policy, clause.id)), troth.clock())


def _level(page: Sheet, number: int | None) -> int:
    """One below the heading it stands under, so that headings stay in order."""
    return next((min(part.level + 1, 6) for part in page.parts if part.holds(number)), 2)
