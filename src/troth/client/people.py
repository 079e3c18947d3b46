"""People: made, found, erased; what they say, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from troth.client.wire import Wire, given, segment

YesNo = Literal["yes", "no"]
Visibility = Literal["public", "contacts", "private"]
EventKind = Literal[
    "events",
    "facts",
    "choices",
    "consents",
    "restrictions",
    "decisions",
    "notifications",
    "signals",
    "own-recipients",
    "visibility",
    "contacts",
]


class People(Wire):
    """`person` is always a reference. What records something gives the number of the event."""

    def person(self, kind: Literal["individual", "organisation"] = "individual") -> str:
        """A new person; gives their reference."""
        return str(self._act("POST", "/people", {"kind": kind})["person"])

    def find(self, kind: Literal["email", "phone", "account-id"], value: str) -> list[str]:
        """The references of the people who have that email, phone or account-id."""
        return list(self._act("POST", "/people/find", {kind: value})["people"])

    def people(self) -> Iterator[str]:
        """The references of all people who are here."""
        return self._listed("/people")

    def state(self, person: str) -> dict[str, Any]:
        """What is known of a person, without any value."""
        return dict(self._get(_of(person)))

    def erase(self, person: str) -> dict[str, Any]:
        """Erases a person; gives what was there `before`, what a look `after` still found, and if it is `complete`."""
        return dict(self._act("DELETE", _of(person)))

    def fact(self, person: str, name: str, value: bool, *, at: datetime | None = None, via: str | None = None) -> int:
        """One of: registered, customer, account-open, verified, adult, known-minor."""
        return self._say(person, "facts", given(fact=name, value=value, at=at, via=via))

    def choose(self, person: str, topic: str, value: YesNo, **more: Any) -> int:
        """A choice; `more`: channel, at, via, notice."""
        return self._say(person, "choices", given(topic=topic, value=value, **more))

    def consent(
        self,
        person: str,
        *,
        actions: Iterable[str],
        data: Iterable[str],
        purposes: Iterable[str],
        recipients: Iterable[str] = (),
        explicit: bool,
        **more: Any,
    ) -> int:
        """A consent; `more`: at, until, via, notice."""
        scope = {"actions": list(actions), "data": list(data), "for": list(purposes), "to": list(recipients)}
        return self._say(person, "consents", scope | given(explicit=explicit, **more))

    def withdraw(self, person: str, consent: int, *, via: str | None = None) -> int:
        """Ends a consent."""
        return self._say(person, f"consents/{consent:d}/withdraw", given(via=via))

    def restrict(
        self,
        person: str,
        *,
        data: Iterable[str] | None = None,
        purposes: Iterable[str] | None = None,
        until: datetime | None = None,
        via: str | None = None,
    ) -> int:
        """A restriction or objection; a part left out covers all."""
        scope = {"data": data, "for": purposes}
        listed = {name: list(terms) for name, terms in scope.items() if terms is not None}
        return self._say(person, "restrictions", listed | given(until=until, via=via))

    def lift(self, person: str, restriction: int) -> int:
        """Ends a restriction."""
        return self._say(person, f"restrictions/{restriction:d}/lift", None)

    def own_recipient(self, person: str, recipient: str, *, named: bool = True) -> int:
        """The person names a kind of recipient as theirs."""
        return self._say(person, "own-recipients", {"recipient": recipient, "named": named})

    def decide(self, person: str, policy: str, version: str, answer: Literal["agreed", "declined"], **more: Any) -> int:
        """What the person decided on a new version; `more`: at, via."""
        return self._say(person, "decisions", given(policy=policy, version=version, answer=answer, **more))

    def notify(self, person: str, policy: str, version: str, *, by: str, at: datetime | None = None) -> int:
        """The person was told of a version."""
        return self._say(person, "notifications", given(policy=policy, version=version, by=by, at=at))

    def signal(self, person: str, *, seen: bool = True) -> int:
        """Global Privacy Control: the person's browser sends it, or no longer does."""
        return self._say(person, "signals", {"gpc": seen})

    def set_visibility(
        self, person: str, value: Visibility, *, data: str | None = None, item: str | None = None, **more: Any
    ) -> int:
        """Who may see data of a kind, or one item; `more`: at, via."""
        return self._say(person, "visibility", given(value=value, data=data, item=item, **more))

    def own_contact(self, person: str, contact: str, *, named: bool = True, via: str | None = None) -> int:
        """The person counts another as a contact, or no longer."""
        return self._say(person, "contacts", {"contact": contact, "named": named} | given(via=via))

    def publications(self, person: str) -> Iterator[dict[str, Any]]:
        """What is published of the person, and what was, newest first."""
        return self._listed(f"{_of(person)}/publications")

    def unpublish(self, person: str, item: str, *, via: str | None = None) -> int:
        """Takes an item down, whoever sees it; how many publications ended."""
        body = given(via=via)
        return int(self._act("POST", f"{_of(person)}/publications/{segment(item)}/withdraw", body)["ended"])

    def stop_link(self, person: str, topic: str, *, channel: str | None = None) -> str:
        """A path on the server that stops the topic for the person; for a message, and its List-Unsubscribe."""
        body = given(topic=topic, channel=channel)
        return str(self._act("POST", f"{_of(person)}/stop-links", body)["path"])

    def events(self, person: str, kind: EventKind = "events") -> Iterator[dict[str, Any]]:
        """What was recorded, oldest first: all, or of one kind."""
        return self._listed(f"{_of(person)}/{segment(kind)}")

    def items(self, person: str) -> Iterator[dict[str, Any]]:
        """What is held, without the values."""
        return self._listed(f"{_of(person)}/items")

    def entries(self, person: str) -> Iterator[dict[str, Any]]:
        """The person's entries of the ledger, newest first."""
        return self._listed(f"{_of(person)}/entries")

    def disclosures(self, person: str) -> Iterator[dict[str, Any]]:
        """Who received which of the person's data, newest first."""
        return self._listed(f"{_of(person)}/disclosures")

    def receipts(self, person: str) -> Iterator[dict[str, Any]]:
        """A receipt of each consent."""
        return self._listed(f"{_of(person)}/receipts")

    def _say(self, person: str, what: str, body: Mapping[str, Any] | None) -> int:
        return int(self._act("POST", f"{_of(person)}/{what}", body)["event"])


def _of(person: str) -> str:
    return f"/people/{segment(person)}"
