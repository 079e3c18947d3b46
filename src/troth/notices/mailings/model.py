"""The nouns: a mailing, what it says, and how far it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from troth.engine.consequences import topics_of
from troth.errors import Conflict, NotAllowed, RequestError
from troth.gate.words import known_terms, known_topic
from troth.language import Version
from troth.people.ref import parse_ref, ref

Kind = Literal["marketing", "service"]
Channel = Literal["email", "sms", "post"]
State = Literal["draft", "starting", "sending", "done", "stopped"]
DATA: Final[Mapping[str, str]] = {"email": "email", "sms": "phone", "post": "postal-address"}
MARKETING: Final = "marketing"  # the purpose that every kind of marketing stands under


@dataclass(frozen=True, slots=True)
class Text:
    """What a mailing says, in one language. `html`: the same once more; without it the mail is plain text."""

    subject: str
    body: str
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A mailing as the company wants it. `texts`: by language, the first for everyone whose language is not there.
    `place`: the property that it speaks for; empty: the deployment's own.

    `topic` None: the one that the policy gives the purpose; a service mailing has none.
    """

    kind: Kind
    purpose: str
    texts: Mapping[str, Text]
    topic: str | None = None
    channel: Channel = "email"
    place: str = ""

    def __post_init__(self) -> None:
        if not self.texts:
            raise RequestError("a mailing says something in one language at least")
        for text in self.texts.values():
            if "\n" in text.subject or "\r" in text.subject:
                raise RequestError("a subject is one line")
            if text.html is not None and self.channel != "email":
                raise RequestError("only mail has words in HTML")

    def written(self) -> str:
        """The texts as they are kept, in one form."""
        parts = {name: [text.subject, text.body, text.html] for name, text in self.texts.items()}
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says, hexadecimal."""
        return hashlib.sha256(self.written().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mailing. `by`: the account that made it, `roles` those that it acts in when each person is decided."""

    id: int
    plan: Plan
    topic: str | None
    state: State
    made_at: datetime
    by: str
    roles: frozenset[str] = frozenset()
    ended_at: datetime | None = None

    @property
    def ref(self) -> str:
        return mailing_ref(self.id)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many people are in which state.

    `waiting`; `handing` over just now; `listed` in an export, and not known to be out; `sent`; `refused` by the policy
    or by their choice just before sending; `no-address`; `bounced`; `failed`; `unsure`: killed in that moment,
    and not sent again.
    """

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        return sum(self.counts.get(state, 0) for state in ("waiting", "handing", "listed"))


def mailing_ref(number: int) -> str:
    return ref("m", number)


def parse_mailing_ref(text: str) -> int:
    """RequestError when it is none."""
    return parse_ref("m", text)


def read_texts(written: str) -> dict[str, Text]:
    return {name: Text(*parts) for name, parts in json.loads(written).items()}


def is_marketing(version: Version, purpose: str) -> bool:
    """Whether the policy makes messages for it marketing: it stands under marketing, or people have a choice on it.

    So nothing that people can stop is sent as service (CAN-SPAM 15 U.S.C. 7702(17); PDPO s.35A).
    """
    purposes = version.terms.purposes
    return purposes.covers(MARKETING, purpose) or bool(topics_of(purpose, purposes, version.topics))


def topic_for(version: Version, plan: Plan) -> str | None:
    """The topic by which people stop it; None for service.

    NotAllowed for marketing that is called service; RequestError for marketing that nobody could stop, or under a
    topic that the policy does not give that purpose.
    """
    known_terms([version], purposes=(plan.purpose,))
    marketing = is_marketing(version, plan.purpose)
    if plan.kind == "service":
        if marketing:
            raise NotAllowed("the policy makes this purpose marketing", help="send it as marketing, to who may get it")
        if plan.topic is not None:
            raise RequestError("topic: a service message has none; nobody can stop it")
        return None
    topics = topics_of(plan.purpose, version.terms.purposes, version.topics)
    topic = plan.topic or next(iter(sorted(topics)), None)
    if topic is None or (topics and topic not in topics):
        known = ", ".join(sorted(topics)) or "the policy gives this purpose no topic"
        raise RequestError("topic: marketing goes under a topic that people can stop", help=f"known: {known}")
    known_topic([version], topic)
    return topic


def need_state(mailing: Mailing, *states: State) -> None:
    """Conflict unless it is in one of these."""
    if mailing.state not in states:
        raise Conflict(f"the mailing is {mailing.state}", help=f"this can be done while it is {' or '.join(states)}")
