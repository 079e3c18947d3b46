"""The verbs on people's data: ask, collect, use, disclose, publish, link, verify."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from troth.client.wire import Wire, given, in_json, segment


@dataclass(frozen=True, slots=True)
class File:
    """A file to be kept: its content, what it is called, its media type."""

    content: BinaryIO = field(repr=False)
    name: str = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer (SPEC 5). `reason` None: permitted."""

    reason: str | None
    clauses: tuple[str, ...]
    duties: tuple[str, ...]
    version: str | None
    failed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def permitted(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Held:
    """One item with its value, as a permitted act gives it out. Of a file the value says what it is called."""

    item: str
    category: str
    version: str
    source: str
    at: datetime
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a permitted act brings. `values`: the newest of each category; `held`: all; `items`: what was stored."""

    answer: Answer
    entry: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    held: tuple[Held, ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)
    terms: str | None = None
    disclosure: str | None = None


class Acts(Wire):
    """Each raises Refused when the policy does not permit it, Problem for anything else that is wrong.

    `once`: an idempotency key of your own, to be used again after a crash; left out, each call is an act.
    """

    def ask(
        self,
        person: str,
        action: str,
        data: Iterable[str],
        purpose: str,
        *,
        to: str | None = None,
        other: str | None = None,
        **more: Any,
    ) -> Answer:
        """Would this be permitted now, and why? `more`: property, channel, ground, output. Nothing happens."""
        asked = _act(person, data, purpose, **more) | given(action=action, to=to, with_=other)
        return _answer(self._act("POST", "/ask", asked))

    def ask_of(self, question: Mapping[str, Any]) -> Answer:
        """The answer to a question that brings its facts (SPEC 10)."""
        return _answer(self._act("POST", "/ask", dict(question)))

    def collect(
        self,
        person: str,
        values: Mapping[str, Any],
        *,
        purpose: str | None = None,
        notice: str | None = None,
        source: str | None = None,
        given_by: str | None = None,
        property: str | None = None,  # noqa: A002
        replace: bool | None = None,
        once: str | None = None,
    ) -> Outcome:
        """Stores values; a `File` is a value too. Under a notice, without a purpose, for all that it names.

        `source`: the person, if nothing is said; a third party where `given_by` is another person, who told us.
        """
        files = {term: value for term, value in values.items() if isinstance(value, File)}
        plain = {term: value for term, value in values.items() if term not in files}
        more = {"for_": purpose, "notice": notice, "source": source, "in_": property, "replace": replace}
        asked = given(person=person, values=plain, given_by=given_by, **more)
        if not files:
            return _outcome(self._act("POST", "/collect", asked, once))
        return _outcome(self._form(asked, files, once))

    def use(self, person: str, data: Iterable[str], purpose: str, *, once: str | None = None, **more: Any) -> Outcome:
        """The values for a use; `more`: property, channel, ground, output."""
        return _outcome(self._act("POST", "/use", _act(person, data, purpose, **more), once))

    def file(self, person: str, data: Iterable[str], purpose: str, item: str, **more: Any) -> bytes:
        """The bytes of one file, for a use. `item` is that of an earlier `use`."""
        asked = _act(person, data, purpose, **more) | {"item": item}
        headers = {"accept": "application/octet-stream", "content-type": "application/json"}
        return self._sent("POST", "/use", content=in_json(asked), headers=headers).content

    def disclose(
        self, person: str, data: Iterable[str], purpose: str, to: str, *, once: str | None = None, **more: Any
    ) -> Outcome:
        """The values for a recipient on the register, with its terms."""
        return _outcome(self._act("POST", "/disclose", _act(person, data, purpose, **more) | {"to": to}, once))

    def publish(
        self, person: str, data: Iterable[str], purpose: str, to: str, *, once: str | None = None, **more: Any
    ) -> Outcome:
        """The values, to be shown to `public` or `contacts`; `more`: item, and as of `use`."""
        alone = given(to=to, item=more.pop("item", None))
        return _outcome(self._act("POST", "/publish", _act(person, data, purpose, **more) | alone, once))

    def published(self, item: str, viewer: str | None = None) -> dict[str, Any]:
        """A published item as anybody sees it, or that viewer, where they are a contact. NotFound."""
        query = {} if viewer is None else {"to": "contacts", "viewer": viewer}
        told: dict[str, Any] = self._get(f"/published/{segment(item)}", **query)
        return told

    def link(
        self, person: str, data: Iterable[str], other: str, purpose: str, *, once: str | None = None, **more: Any
    ) -> Outcome:
        """The values of both sides, to be joined."""
        return _outcome(self._act("POST", "/link", _act(person, data, purpose, **more) | {"with": other}, once))

    def verify(self, person: str, category: str, candidate: str) -> bool:
        """Whether a credential is right."""
        asked = {"person": person, "category": category, "candidate": candidate}
        return bool(self._act("POST", "/verify", asked)["right"])

    def _form(self, asked: Mapping[str, Any], files: Mapping[str, File], once: str | None) -> Any:
        parts = {term: (file.name, file.content, file.media_type) for term, file in files.items()}
        once = once or self.fresh_key()
        return self._sent("POST", "/collect", once=once, data={"request": in_json(asked).decode()}, files=parts).json()


def _act(
    person: str,
    data: Iterable[str],
    purpose: str,
    *,
    property: str | None = None,  # noqa: A002
    channel: str | None = None,
    ground: str | None = None,
    output: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    where = given(in_=property, channel=channel, ground=ground, output=output)
    return {"person": person, "data": list(data), "for": purpose, **where}


def _answer(told: Mapping[str, Any]) -> Answer:
    clauses, duties = tuple(told["clauses"]), tuple(told["duties"])
    why = {name: told.get(name, {}) for name in ("failed", "unknown", "refused")}
    return Answer(told.get("reason"), clauses, duties, told["version"], **why)


def _outcome(told: Mapping[str, Any]) -> Outcome:
    items = told.get("items", {})
    held = tuple(_held(item) for item in items) if isinstance(items, list) else ()
    return Outcome(
        _answer(told),
        told["entry"],
        told.get("values", {}),
        held,
        {} if held or isinstance(items, list) else items,
        told.get("terms"),
        told.get("disclosure"),
    )


def _held(told: Mapping[str, Any]) -> Held:
    return Held(**{**told, "at": datetime.fromisoformat(told["at"])})
