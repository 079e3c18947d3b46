"""Mailings: made, looked at, sent, stopped. Whom one goes to is decided person by person, when it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from troth.client.wire import Wire, given, made, segment


@dataclass(frozen=True, slots=True)
class Text:
    """What is said, in one language. `html`: the same once more, for mail."""

    subject: str
    body: str
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mailing, and how far it is. `counts`: how many people are in which state, once it was started."""

    mailing: str
    kind: str
    for_: str
    topic: str | None
    channel: str
    in_: str | None
    languages: tuple[str, ...]
    digest: str
    state: str
    made: datetime
    ended: datetime | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person would get; and how many people, as things stand, and how many each clause stops."""

    subject: str
    body: str = field(repr=False)
    html: str | None = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    count: int
    among: int
    stopped: Mapping[str, int]
    permitted: Mapping[str, int]
    reasons: Mapping[str, int]


class Mailings(Wire):
    """`mailing` is the number of a mailing, such as `m0123456789abc`."""

    def make_mailing(
        self,
        kind: Literal["marketing", "service"],
        purpose: str,
        texts: Mapping[str, Text],
        *,
        topic: str | None = None,
        channel: Literal["email", "sms", "post"] = "email",
        property: str | None = None,  # noqa: A002
        once: str | None = None,
    ) -> Mailing:
        """Makes it; nothing is sent yet. `texts`: by language, the first for everyone whose language is not there."""
        said = {
            language: given(subject=text.subject, body=text.body, html=text.html) for language, text in texts.items()
        }
        body = given(kind=kind, for_=purpose, topic=topic, channel=channel, in_=property, texts=said)
        return made(Mailing, self._act("POST", "/mailings", body, once))

    def mailing(self, mailing: str) -> Mailing:
        """A mailing as it stands."""
        return made(Mailing, self._get(_of(mailing)))

    def mailings(self) -> Iterator[Mailing]:
        """All of them, newest first."""
        return (made(Mailing, each) for each in self._listed("/mailings"))

    def preview(self, mailing: str, language: str = "en") -> Preview:
        """What a person would get, and how many would."""
        return made(Preview, self._get(f"{_of(mailing)}/preview", language=language))

    def send(self, mailing: str) -> Mailing:
        """Has it sent, from now on by itself."""
        return self._move_mailing(mailing, "send")

    def stop(self, mailing: str) -> Mailing:
        """Who has not got it yet gets it no more."""
        return self._move_mailing(mailing, "stop")

    def _move_mailing(self, mailing: str, step: str) -> Mailing:
        told: Any = self._act("POST", f"{_of(mailing)}/{step}")
        return made(Mailing, told)


def _of(mailing: str) -> str:
    return f"/mailings/{segment(mailing)}"
