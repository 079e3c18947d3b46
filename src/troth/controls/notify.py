"""notify: people are told of a change before it takes effect (SPEC 7); the version waits until they are.

The drills make a next version, which permits more and drops a sentence, on an engine of their own over the stage's
store, and count drill people where a deployment counts everyone else. Only notices of a change of the policy are kept
so: a duty to tell of anything else has no drill here, and stays unproven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from troth.controls.letter_box import LetterBox
from troth.controls.model import Asked, Control, Drilled
from troth.controls.stage import Stage
from troth.controls.stand_in import DAY, StandIn
from troth.engine import Engine, compile_policies
from troth.gate import Caller, Telling
from troth.language import Action, Clause, Policy, Scope, Version
from troth.language.text import Span, Text
from troth.notices import (
    Announcement,
    Deliver,
    Message,
    Sender,
    announced,
    concerned,
    ends_of_waiting,
    mail_server,
    post_list,
    record_posted,
    send_all,
    words_of,
)

NEXT = "drill-next"
SAYS = b"From now on drills may use whatever there is.\n"
FROM = "drill@drill.example"
HELD = {"email": "email", "post": "postal-address"}


@dataclass(frozen=True, slots=True)
class Coming:
    """A next version about to come into force, and the people it concerns."""

    stage: Stage
    asked: Asked
    told_of: Announcement
    policy: Policy

    def someone(self, way: str, *, under: Version | None = None) -> int:
        """A person who left an address for that way."""
        version = under or self.asked.version
        raw = {"action": "use", "data": [HELD[way]], "for": "service-notice", "in": version.properties[0]}
        with self.stage.database.write() as tx:
            since = self.asked.at - 10 * DAY
            return StandIn(self.stage, version, raw, self.asked.at, version).enter(tx, since=since).person

    def in_force(self, *people: int) -> Version | None:
        """What decides now, by the engine that a deployment of these people would have."""
        return self.engine(*people).version_at(self.asked.version.properties[0], self.stage.clock())

    def engine(self, *people: int) -> Engine:
        with self.stage.database.read() as tx:
            starts = ends_of_waiting(tx, [self.told_of], self.stage.clock(), among=people, realms=("drill",))
        return compile_policies([self.policy], starts)

    def sender(self, *people: int) -> Sender:
        stage, engine = self.stage, compile_policies([self.policy])
        place = self.asked.version.properties[0]
        tell = Telling(lambda: engine, stage.vault, stage.ledger, stage.clock, place, stage.tell.ending)
        return Sender(stage.database, stage.vault, tell, stage.ledger, stage.clock, Caller("drill"), people, ("drill",))

    def told(self, deliver: Deliver, *people: int) -> int:
        """Sends to these people; how many were told."""
        done = 0
        for batch in send_all(self.sender(*people), self.told_of, deliver):
            done = batch.told
        return done


Drill = Callable[[Coming], str | None]  # what is not as promised; None when all is


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """Each with people of its own."""
    params = asked.params
    if params.get("on") not in ("material-change", "policy-update") or params.get("before") != "effective":
        return
    policy = Policy(asked.version.policy, (asked.version, _next(asked.version, asked.clause, asked.at)))
    told_of = next(announced([policy]), None)
    if told_of is None:
        yield Drilled("a change must be announced", False, "the next version would come without a word", asked.at)
        return
    coming = Coming(stage, asked, told_of, policy)
    for title, drill in _drills(params):
        stage.clock.set(asked.at)
        wrong = drill(coming)
        yield Drilled(title, wrong is None, wrong or "as promised", asked.at)


def _drills(params: Mapping[str, Any]) -> Iterator[tuple[str, Drill]]:
    yield "a version that somebody was not told of is not in force", _waits
    yield "who came under the new version need not be told", _later
    if "email" in params.get("by", ()):
        yield "the notice arrives, and names what is new and what is gone", _arrives
        yield "nobody is told twice", _once
        yield "killed before it was noted, it goes out again as the same message", _killed
        yield "a message that the server does not take has told nobody", _refused
    if "post" in params.get("by", ()):
        yield "who left no mail address is on the list for letters", _posted


def _next(version: Version, duty: Clause, at: datetime) -> Version:
    """A version that permits more and says it, and leaves out a sentence that this one keeps."""
    text = Text.read(SAYS, "drill.md")
    more = Clause("drill-more", "may", version.place, scope=Scope((Action.USE,), ("data",), ("purposes",)))
    bound = [c for c in version.clauses if c.says is None and c.id != duty.id and version.spans.get(c.id)]
    clauses = (*(c for c in version.clauses if not bound or c is not bound[-1]), more)
    spans = {more.id: (Span(0, len(text.plain), 1, 1),)}
    return replace(
        version, version=NEXT, effective=at, supersedes=version.version, text=text, clauses=clauses, spans=spans
    )


def _way(coming: Coming) -> str:
    return "email" if "email" in coming.told_of.by else "post"


def _waits(coming: Coming) -> str | None:
    """Nobody told, one of two told, both told."""
    people = [coming.someone(_way(coming)) for _ in range(2)]
    for number, person in enumerate((None, *people)):
        if person is not None:
            _note(coming, person)
        waits, now = number < len(people), coming.in_force(*people)
        if (now is not coming.told_of.new) is not waits:
            return "it was in force already" if waits else "it is not in force though all were told"
    return None


def _note(coming: Coming, person: int) -> None:
    sender, new = coming.sender(person), coming.told_of.new
    with coming.stage.database.write() as tx:
        sender.tell.notify(tx, sender.caller, person, new.policy, new.version, by=_way(coming))


def _later(coming: Coming) -> str | None:
    late, old = coming.someone(_way(coming), under=coming.told_of.new), coming.someone(_way(coming))
    with coming.stage.database.read() as tx:
        found = concerned(tx, coming.told_of, among=(late, old), realms=("drill",))
    return None if found == [old] else "not just those who hold something under the older version are to be told"


def _arrives(coming: Coming) -> str | None:
    person, words = coming.someone("email"), words_of(coming.told_of.old, coming.told_of.new)
    with LetterBox() as box, mail_server(box.place, FROM) as deliver:
        told = coming.told(deliver, person)
    if (told, len(box.letters)) != (1, 1):
        return f"{len(box.letters)} letters arrived, and {told} people count as told"
    said = " ".join(box.letters[0].get_content().split())
    missing = [s for s in (*words.new, *words.old) if " ".join(s.split()) not in said]
    if missing or not words.new or (not words.old and coming.asked.version.spans):
        return "the letter does not name what is new and what is gone"
    return None if coming.in_force(person) is coming.told_of.new else "the version is not in force though all were told"


def _once(coming: Coming) -> str | None:
    people = [coming.someone("email") for _ in range(3)]
    with LetterBox() as box, mail_server(box.place, FROM) as deliver:
        coming.told(deliver, people[0])
        for _ in range(2):
            coming.told(deliver, *people)
    return None if len(box.letters) == len(people) else f"{len(people)} people got {len(box.letters)} letters"


def _killed(coming: Coming) -> str | None:
    person, before = coming.someone("email"), None
    with LetterBox() as box, mail_server(box.place, FROM) as deliver:

        def killed(message: Message) -> None:
            deliver(message)
            raise _Killed

        try:
            coming.told(killed, person)
        except _Killed:
            before = coming.in_force(person)
        coming.told(deliver, person)
    names = [letter["Message-ID"] for letter in box.letters]
    if before is coming.told_of.new:
        return "it counted as told before that was noted"
    return None if len(names) == 2 and len(set(names)) == 1 else "the letters are not one and the same message"


class _Killed(Exception):
    """Where a drill stops the sending."""


def _refused(coming: Coming) -> str | None:
    person = coming.someone("email")
    with LetterBox(refuses=True) as box, mail_server(box.place, FROM) as deliver:
        told = coming.told(deliver, person)
    fine = told == 0 and coming.in_force(person) is not coming.told_of.new
    return None if fine else "who got no letter counts as told"


def _posted(coming: Coming) -> str | None:
    person = coming.someone("post")
    sender = coming.sender(person)
    if [listed for listed, _ in post_list(sender, coming.told_of)] != [person]:
        return "the person is not on the list"
    if coming.in_force(person) is coming.told_of.new:
        return "to be on the list counted as told"
    record_posted(sender, coming.told_of, [person])
    if [*post_list(sender, coming.told_of)]:
        return "who was told is on the list again"
    return None if coming.in_force(person) is coming.told_of.new else "the version is not in force though all were told"


CONTROL = Control("notify", drills)
