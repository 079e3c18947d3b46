"""The duties of SPEC 7 and their parameters, as one table; other packages add theirs as entry points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from troth.language.parameters import (
    Duration,
    Length,
    Number,
    OneOf,
    ParamKind,
    Phrase,
    Records,
    SomeOf,
    TermsOf,
    YesNo,
)

# Entry points of this group give a DutyKind each.
GROUP = "troth.duties"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `decides`: answers depend on it, so a wrong one leaves the policy without a meaning."""

    name: str
    kind: ParamKind
    meaning: str
    required: bool = False
    default: Any = None
    decides: bool = False
    needed_with: tuple[str, str] | None = None  # another parameter and its value that make this one necessary


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A duty that a `must` may name."""

    name: str
    meaning: str
    params: tuple[Param, ...] = ()


_CHANGES = ("material-change", "policy-update", "corporate-change", "breach")
_RIGHTS = ("access", "correct", "erase", "restrict", "object", "port", "remove")
_ENDS = ("account-closed", "collected", "purpose-done", "known-minor", "source-ended")
_TRACKER: Mapping[str, ParamKind] = MappingProxyType(
    {
        "kind": OneOf(("cookie", "local-storage", "session-storage", "pixel", "script", "device-id")),
        "host": Phrase(),
        "data": TermsOf("data"),
        "purpose": TermsOf("purposes"),
        "recipient": TermsOf("recipients"),
        "topic": Phrase(),
        "lasts": Length(),
    }
)

_TABLE = (
    DutyKind(
        "offer-choice",
        "people can say yes or no to a topic, and change it as easily",
        (
            Param("topic", Phrase(), "what the choice is about", required=True, decides=True),
            Param(
                "default",
                YesNo(),
                "what holds while the person has said nothing",
                default=False,
                decides=True,
            ),
            Param(
                "stop",
                SomeOf(("link", "one-click", "email", "phone", "letter", "gpc")),
                "the ways to say no that are kept open; `gpc` is the browser's Global Privacy Control",
                default=(),
                decides=True,
            ),
        ),
    ),
    DutyKind(
        "give-choice",
        "people decide before their old data are used in a new way",
        (
            Param("on", OneOf(("material-change",)), "what asks for it", default="material-change", decides=True),
            Param(
                "mode",
                OneOf(("opt-in", "opt-out", "notice")),
                "what lets the new use happen: a yes; no objection in time; having been told",
                default="opt-in",
                decides=True,
            ),
            Param(
                "window",
                Length(),
                "with `opt-out`: how long people have to object",
                decides=True,
                needed_with=("mode", "opt-out"),
            ),
        ),
    ),
    DutyKind(
        "notify",
        "people are told",
        (
            Param("on", OneOf(_CHANGES), "what they are told of", required=True),
            Param("by", SomeOf(("email", "post")), "the ways they are told", default=("email",)),
            Param("before", OneOf(("effective",)), "they are told before the change takes effect"),
            Param("within", Length(), "they are told within this time after it became known"),
        ),
    ),
    DutyKind(
        "answer",
        "what people ask for themselves is answered in time",
        (
            Param("rights", SomeOf(_RIGHTS), "what they may ask for", required=True),
            Param(
                "by",
                SomeOf(("self-service", "email", "phone", "letter")),
                "the ways to ask",
                default=("self-service",),
            ),
            Param("within", Length(), "the time to answer", default=Duration.parse("30d")),
            Param("verify", YesNo(), "the asker is identified first", default=True),
            Param("reason-if-refused", YesNo(), "a refusal says why", default=True),
        ),
    ),
    DutyKind(
        "erase",
        "data are erased when their time is over",
        (
            Param("data", TermsOf("data"), "which data", required=True),
            Param("when", OneOf(_ENDS), "what starts the clock", required=True),
            Param("after", Length(), "how long after that", default=Duration.parse("0d")),
        ),
    ),
    DutyKind(
        "hold",
        "data that must be kept are kept, apart, until the reason ends",
        (Param("for", SomeOf(("legal-obligation", "dispute", "agreement")), "what may hold", required=True),),
    ),
    DutyKind(
        "encrypt-at-rest",
        "data are encrypted where they are stored",
        (Param("cipher", OneOf(("AES-256",)), "with what", default="AES-256"),),
    ),
    DutyKind(
        "encrypt-in-transit",
        "data are encrypted on their way",
        (
            Param("tls", OneOf(("1.2", "1.3")), "the oldest TLS version spoken", default="1.2"),
            Param("rsa", Number(1024), "the least bits of an RSA key", default=2048),
        ),
    ),
    DutyKind(
        "protect-credentials",
        "passwords and the like can be checked, and never read",
        (Param("data", TermsOf("data"), "which data", default=("credential",)),),
    ),
    DutyKind(
        "separate",
        "some data are kept apart from others",
        (
            Param("data", TermsOf("data"), "which data", required=True),
            Param("from", TermsOf("data"), "apart from which", required=True),
        ),
    ),
    DutyKind("detect-tampering", "a change by hand in the store is noticed"),
    DutyKind("survive-loss", "what was stored is still there after a crash or the loss of a disk"),
    DutyKind("account-for-disclosures", "every person can see who received their data"),
    DutyKind("bind-recipients", "whoever receives data is bound by an agreement to keep them safe"),
    DutyKind("bind-successor", "whoever takes over the company is bound by this policy"),
    DutyKind(
        "declare-trackers",
        "every cookie and tracker is declared, and no other is set",
        (Param("trackers", Records(_TRACKER), "the trackers", required=True),),
    ),
    DutyKind(
        "set-visibility",
        "people set who sees their data",
        (
            Param("data", TermsOf("data"), "which data", required=True),
            Param("default", OneOf(("public", "contacts", "private")), "until they do", default="private"),
        ),
    ),
    DutyKind("withdraw-publication", "what was published is taken down when the person asks"),
    DutyKind(
        "handle-complaints",
        "complaints are answered, and go further when they are not settled",
        (
            Param("within", Length(), "the time to answer", default=Duration.parse("30d")),
            Param("escalate-to", Phrase(), "where a complaint goes next"),
        ),
    ),
    DutyKind("take-security-reports", "anyone can report a weakness, and is heard"),
    DutyKind(
        "recall",
        "data handed out are called back when the permission ends",
        (Param("from", TermsOf("recipients"), "from whom", required=True),),
    ),
    DutyKind("suppress-leads", "a person who said no is not contacted again through bought or given addresses"),
    DutyKind(
        "attest",
        "someone answers for what no machine can see, again and again",
        (
            Param("what", Phrase(), "what is answered for", required=True),
            Param("owner", Phrase(), "who answers for it", required=True),
            Param("every", Length(), "how often", required=True),
        ),
    ),
    DutyKind(
        "comply",
        "the text holds what a law wants it to say",
        (Param("law", Phrase(), "which law", required=True),),
    ),
)

DUTIES: Mapping[str, DutyKind] = MappingProxyType({kind.name: kind for kind in _TABLE})


@cache
def known_duties() -> Mapping[str, DutyKind]:
    """The built-in duties and those that installed packages add; a built-in one cannot be replaced."""
    added: dict[str, DutyKind] = {}
    for point in entry_points(group=GROUP):
        kind = point.load()
        if isinstance(kind, DutyKind):
            added[kind.name] = kind
    return MappingProxyType(added | dict(DUTIES))
