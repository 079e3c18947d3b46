"""A small policy that calls data back, protects minors, and remembers who said no."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.gate.house import NOW, small_policy
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.cases.model import RecipientNotice
from troth.gate import Intake
from troth.parties import Agreement, Entered, Recipient, add_agreement, put_recipient

OFFER = "must: {offer-choice: {topic: direct-marketing, default: yes, stop: [link]}}"
CONSENTED = "may: disclose, data: [contact, identity], to: social-network, for: direct-marketing, when: consent"
SERVED = "may: disclose, data: [contact, identity], to: courier, for: delivery"
LAWFUL = (
    "may: disclose, data: [contact, identity], to: law-enforcement, for: legal-compliance, when: {ground: legal-order}"
)
RECALL = "must: {recall: {from: [social-network]}}"
MINORS = (
    "never: disclose, data: data, "
    "unless: {any: [{not: known-minor}, {ground: emergency}, {ground: legal-order}, {ground: legal-claim}]}"
)
ERASED = "must: {erase: {data: [contact], when: known-minor, after: 7d}}"
COLLECT = "may: collect, data: [contact, identity], for: direct-marketing"
USED = "may: use, data: [email, phone], for: direct-marketing, when: {choice: direct-marketing}"
SUPPRESS = "must: suppress-leads"


@contextmanager
def small(folder: Path, *clauses: str) -> Iterator[Troth]:
    """A deployment of a policy of these clauses, with a recipient of each kind on the register."""
    with Troth.create(folder / "store", [small_policy(folder, *clauses)], clock=DemoClock(NOW)) as made:
        entered = Entered("a-lead", NOW - timedelta(days=30))
        with made.database.write() as tx:
            for name, kind in (("ads", "social-network"), ("post", "courier"), ("police", "law-enforcement")):
                since = NOW - timedelta(days=30)
                put_recipient(tx, Recipient(name, name, kind, ("data",), ("purposes",)), at=since, entered=entered)
                add_agreement(tx, name, Agreement("a-1", since, None, "0" * 64), entered=entered)
        yield made


def told(troth: Troth, verb: str, *args: Any, **more: Any) -> Any:
    with troth.database.write() as tx:
        return getattr(troth.tell, verb)(tx, troth.caller, *args, **more)


def someone(troth: Troth, email: str = "kim@mail.example", *, source: str = "person") -> int:
    person: int = told(troth, "person").id
    told(troth, "fact", person, "known-minor", False, at=NOW - timedelta(days=1))
    troth.gate.collect(troth.caller, _intake(person, email, source))
    return person


def _intake(person: int, email: str, source: str) -> Intake:
    return Intake(person, {"email": email, "name": "Kim Reed"}, purpose="direct-marketing", source=source)


def called_back(troth: Troth, person: int) -> dict[str, list[str]]:
    """The recipients that data are called back from, and which."""
    with troth.database.read() as tx:
        found: list[RecipientNotice] = troth.sending_on.about(tx, person)
    return {each.recipient: sorted(each.fields) for each in found if each.kind == "recall"}
