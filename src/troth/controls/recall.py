"""recall: data are handed out and called back, over a real line, and one looks who was told, and of what.

What keeps it: `troth.cases.ended`, which looks when something ends a permission, `troth.cases.sending.Recalls`, by
which staff call back, and `troth.cases.sending.SendingOn`, which tells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from troth import parties
from troth.cases import Recalls, SendingOn
from troth.cases.model import RecipientNotice
from troth.cases.sending import state_of
from troth.controls.attempt import Attempt, Found, all_tried, broken, kept
from troth.controls.guest import CALLER, writings_of
from troth.controls.handing_out import Handing
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import Raw, permitted
from troth.controls.receiver import Receiver, receiving
from troth.controls.rehearsal import rehearsed
from troth.controls.stage import Stage
from troth.language import Action
from troth.vault import Item

REASON = "a drill"


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody whose data a recipient of the clause's kind got, and the recipient's endpoint. `given`: their items."""

    there: Handing
    receiver: Receiver
    on: SendingOn
    recalls: Recalls
    given: Sequence[Item]

    def call_back(self, recipient: str | None = None) -> None:
        data = self.there.request["data"]
        more = {"people": [self.there.person], "reason": REASON}
        self.recalls.begin(self.there.tx, CALLER, recipient or self.there.recipient, data, **more)  # type: ignore[arg-type]

    def notices(self) -> list[RecipientNotice]:
        found = self.on.about(self.there.tx, self.there.person)
        return [each for each in found if each.kind == "recall"]

    def send(self) -> int:
        """The keeper comes by, for this person alone."""
        return self.on.send_waiting(only=[each.id for each in self.notices()])

    def words(self) -> Iterator[bytes]:
        """Every value of theirs, as it may be written."""
        for item in self.given:
            yield from writings_of(str(item.value.open()))


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """All of it is rolled back."""
    requests = _requests(asked)
    each: dict[str, Callable[[Called], Found]] = {
        "who received the data is told that they are called back": _told,
        "who did not receive them is told nothing": _others,
        "no value goes out with it": _no_value,
        "what was answered is shown": _answered,
        "who does not take it is tried again, and shown": _not_taken,
        "who is gone from the register is shown as not reachable": _gone,
        "what ends the permission calls the data back by itself": _by_itself,
    }
    yield from all_tried(asked.at, {name: _each(stage, asked, requests, attempt) for name, attempt in each.items()})


def _requests(asked: Asked) -> list[Raw]:
    """A permitted disclosure to each of the kinds that the clause names, on no ground if there is one."""
    covers, found = asked.version.terms.recipients.covers, [raw for _, raw in permitted(asked.version, Action.DISCLOSE)]
    chosen = []
    for term in asked.params["from"]:
        theirs = [raw for raw in found if covers(term, raw["to"])]
        chosen += sorted(theirs, key=lambda raw: bool(raw.get("ground")))[:1]
    return chosen


def _each(stage: Stage, asked: Asked, requests: list[Raw], attempt: Callable[[Called], Found]) -> Attempt:
    def do() -> Found:
        found = Found(False, "the policy permits no such disclosure: there was nothing to call back")
        for request in requests:
            with _called(stage, asked, request) as called:
                found = broken("nothing was handed out") if called is None else attempt(called)
            if not found.kept:
                return found
        return found

    return do


@contextmanager
def _called(stage: Stage, asked: Asked, request: Raw) -> Iterator[Called | None]:
    with (
        tempfile.TemporaryDirectory(prefix="troth-recall-") as folder,
        receiving(Path(folder)) as receiver,
        rehearsed(stage) as (there, tx),
    ):
        handing = Handing.staged(there, tx, asked, request)
        handing.enter(endpoint=receiver.url)
        done = handing.disclose()
        parts = replace(there.work.cases.parts, ledger=there.ledger)
        on = SendingOn(there.database, parts, there.gate, trust=receiver.trusted, realms=("drill",))
        given = there.vault.get(tx, handing.person)
        went = done is not None and done.refusal is None
        yield Called(handing, receiver, on, Recalls(there.database, parts), given) if went else None


def _told(called: Called) -> Found:
    entries = {line.entry for line in called.there.listed()}
    called.call_back()
    if called.send() != 1 or len(called.receiver.told) != 1:
        return broken(f"{len(called.receiver.told)} notices came in")
    (told,) = called.receiver.told
    if told["kind"] != "recall" or set(told["entries"]) != entries or not told["fields"]:
        return broken("it does not say what is called back, and of whom")
    return kept(f"told of {', '.join(told['fields'])}")


def _others(called: Called) -> Found:
    there = called.there
    other = f"{there.recipient}-2"
    entry = parties.get_recipient(there.tx, there.recipient, there.asked.at)
    if entry is None:
        return broken("the drill's recipient is not on the register")
    parties.put_recipient(
        there.tx, replace(entry, id=other), at=there.asked.at, entered=parties.Entered("drill", there.asked.at)
    )
    called.call_back(other)
    if called.notices() or called.send() or called.receiver.told:
        return broken("a recipient was told of data that it never got")
    return kept("nothing was sent")


def _no_value(called: Called) -> Found:
    called.call_back()
    called.send()
    if not called.receiver.bodies or not called.given:
        return broken("nothing came in, so that nothing was in it shows nothing")
    if any(needle in body for body in called.receiver.bodies for needle in called.words()):
        return broken("a value of theirs is in it")
    return kept("none of their values is in it")


def _answered(called: Called) -> Found:
    called.call_back()
    before = [state_of(each) for each in called.notices()]
    called.send()
    after = [state_of(each) for each in called.notices()]
    return kept("answered") if (before, after) == (["waiting"], ["answered"]) else broken(f"it is shown as {after}")


def _not_taken(called: Called) -> Found:
    called.receiver.status = 500
    called.call_back()
    for _ in range(20):
        called.send()
        following = [each.next_at for each in called.notices() if each.next_at is not None]
        if not following:
            break
        called.there.stage.clock.set(following[0])
    times, states = len(called.receiver.told), [state_of(each) for each in called.notices()]
    same = len({told["notice"] for told in called.receiver.told}) == 1
    return kept(f"tried {times} times") if states == ["failed"] and times > 1 and same else broken(f"it is {states}")


def _gone(called: Called) -> Found:
    called.there.enter(active=False)
    called.call_back()
    called.send()
    states = [state_of(each) for each in called.notices()]
    return kept("staff tell it") if states == ["unreachable"] else broken(f"it is shown as {states}")


def _by_itself(called: Called) -> Found:
    """The person restricts everything."""
    called.there.stage.tell.restrict(called.there.tx, CALLER, called.there.person)
    if [each.recipient for each in called.notices()] != [called.there.recipient]:
        return broken("the recipient is not told")
    called.there.stage.tell.restrict(called.there.tx, CALLER, called.there.person)
    return kept("told once") if len(called.notices()) == 1 else broken("it is told again and again")


CONTROL = Control("recall", drills)
