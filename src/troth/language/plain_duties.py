"""Each duty in plain words, with its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from troth.language.duties import known_duties
from troth.language.model import Duty
from troth.language.parameters import Duration
from troth.language.plain_words import data_in_words, listed, recipients_in_words, spaced

Params = Mapping[str, Any]

_UNITS = {"h": "hour", "d": "day", "w": "week", "y": "year"}


def duty_in_words(duty: Duty) -> str:
    """What we must do, in one or two sentences."""
    words = _WORDS.get(duty.name)
    # A duty with a wrong parameter has a finding; its meaning alone can still be told.
    if words is not None and _complete(duty):
        return words(duty.params)
    kind = known_duties().get(duty.name)
    return f"We see to it that {kind.meaning}." if kind else f"We keep the duty '{duty.name}'."


def _complete(duty: Duty) -> bool:
    kind = known_duties().get(duty.name)
    return kind is not None and all(duty.params.get(p.name) is not None for p in kind.params if p.required)


def _time(duration: Duration) -> str:
    number, unit = duration.written[:-1].lstrip("0") or "0", _UNITS[duration.written[-1]]
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


_STOPS = {
    "link": "a link",
    "one-click": "one click in your mail program",
    "email": "an e-mail to us",
    "phone": "a call",
    "letter": "a letter",
    "gpc": "the privacy signal of your browser",
}


def _offer_choice(p: Params) -> str:
    topic = spaced(p["topic"])
    until = "Until you say no, it counts as yes." if p["default"] else "Until you say yes, it counts as no."
    ways = f" You can say no by {listed([_STOPS[way] for way in p['stop']], 'or')}." if p["stop"] else ""
    return f"You choose yes or no to {topic}, and can change it at any time. {until}{ways}"


def _give_choice(p: Params) -> str:
    start = "When this policy changes in what we may do with your data, "
    if p["mode"] == "notice":
        return start + "we use what we already hold in the new way only after telling you."
    if p["mode"] == "opt-out" and p["window"] is not None:
        return start + f"we tell you, and you have {_time(p['window'])} to say no."
    return start + "we use what we already hold in the new way only if you say yes."


_EVENTS = {
    "material-change": "this policy changes in what we may do with your data",
    "policy-update": "the text of this policy changes",
    "corporate-change": "our company, or a part of it, is sold or joined with another",
    "breach": "your data got into wrong hands",
}


def _notify(p: Params) -> str:
    by = {"email": "e-mail", "post": "post"}
    when = " before it takes effect" if p["before"] else ""
    within = f" within {_time(p['within'])}" if p["within"] else ""
    return f"When {_EVENTS[p['on']]}, we tell you by {listed([by[w] for w in p['by']], 'and')}{when}{within}."


_RIGHTS = {
    "access": "see your data",
    "correct": "have them corrected",
    "erase": "have them erased",
    "restrict": "have us put them aside",
    "object": "object to a use",
    "port": "take them along",
    "remove": "have what we published taken down",
}
_WAYS = {
    "self-service": "on your privacy page",
    "email": "by e-mail",
    "phone": "by phone",
    "letter": "by letter",
}


def _answer(p: Params) -> str:
    rights = listed([_RIGHTS[right] for right in p["rights"]], "or")
    ways = listed([_WAYS[way] for way in p["by"]], "or")
    verify = " We first make sure that it is you." if p["verify"] else ""
    reason = " If we say no, we tell you why." if p["reason-if-refused"] else ""
    return f"You can ask {ways} to {rights}, and we answer within {_time(p['within'])}.{verify}{reason}"


_ENDS = {
    "account-closed": "your account is closed",
    "collected": "we collected them",
    "purpose-done": "what we needed them for is done",
    "known-minor": "we learn that you are under age",
    "source-ended": "our contract with the one they came from has ended",
}


def _erase(p: Params) -> str:
    after = "as soon as" if not p["after"].length else f"{_time(p['after'])} after"
    return f"We erase {data_in_words(p['data'])} {after} {_ENDS[p['when']]}."


_HOLDS = {"legal-obligation": "the law", "dispute": "a dispute", "agreement": "a contract"}


def _hold(p: Params) -> str:
    reason = listed([_HOLDS[f] for f in p["for"]], "or")
    return f"When {reason} makes us keep data longer, we keep them apart until that ends."


def _complaints(p: Params) -> str:
    further = f" If that does not settle it, you can go to {p['escalate-to']}." if p["escalate-to"] else ""
    return f"We answer complaints within {_time(p['within'])}.{further}"


_SEEN_BY = {"public": "anyone", "contacts": "only your contacts", "private": "only you"}

_WORDS: Mapping[str, Callable[[Params], str]] = MappingProxyType(
    {
        "offer-choice": _offer_choice,
        "give-choice": _give_choice,
        "notify": _notify,
        "answer": _answer,
        "erase": _erase,
        "hold": _hold,
        "encrypt-at-rest": lambda p: f"We store your data encrypted ({p['cipher']}).",
        "encrypt-in-transit": lambda p: f"Your data travel encrypted (TLS {p['tls']} or newer).",
        "protect-credentials": lambda p: f"We can check {data_in_words(p['data'])}, but never read them.",
        "separate": lambda p: f"We keep {data_in_words(p['data'])} apart from {data_in_words(p['from'])}.",
        "detect-tampering": lambda _: "If someone changes what we store behind our back, we notice.",
        "survive-loss": lambda _: "What we stored is still there after a crash or the loss of a disk.",
        "account-for-disclosures": lambda _: "You can see everyone who has received your data from us.",
        "bind-recipients": lambda _: "Whoever gets data from us must have signed to keep them safe.",
        "bind-successor": lambda _: "Whoever takes over our company must keep these promises too.",
        "declare-trackers": lambda p: (
            f"We name every cookie and tracker we use ({len(p['trackers'])}), and set no other."
        ),
        "set-visibility": lambda p: (
            f"You set who can see {data_in_words(p['data'])}. Until you do, {_SEEN_BY[p['default']]} can."
        ),
        "withdraw-publication": lambda _: "When you ask us to, we take down what we published about you.",
        "handle-complaints": _complaints,
        "take-security-reports": lambda _: "Anyone can tell us of a weak spot, and we listen.",
        "recall": lambda p: f"When the permission ends, we call your data back from {recipients_in_words(p['from'])}.",
        "suppress-leads": lambda _: "Once you say no, we do not write to addresses we got of you elsewhere either.",
        "attest": lambda p: f"Every {_time(p['every'])} our {p['owner']} answers for this: {p['what']}.",
        "comply": lambda p: f"This policy says what this law wants it to say: {p['law']}.",
    }
)
