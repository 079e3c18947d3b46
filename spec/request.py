"""The request: its form (SPEC 10), and its terms and those of its facts (SPEC 5)."""

from datetime import datetime
from typing import Any

from spec.condition import AUDIENCES, FACTS
from spec.policy import ACTIONS, Version
from spec.terms import builtin_terms, own_terms
from spec.times import instant


class RequestError(ValueError):
    """A request that lacks what it needs or uses an unknown word; it gets no answer (SPEC 5)."""


# A form is a type, a tuple of known words, the name of a tree (one of its terms), a list of a form, or a
# record of forms: `!` marks what is required, anything else may be left out or null; `*` is any name.
DATA, PURPOSES, RECIPIENTS = ["data"], ["purposes"], ["recipients"]
INTERVAL = {"from": datetime, "until": datetime}
GIVEN = {"explicit": bool, "given!": datetime, "withdrawn": datetime}
ASKED = {"action!": ACTIONS, "data!": DATA, "for!": "purposes", "to": "recipients", "with": "data"}
PLAIN = {"in!": str, "at!": datetime, "channel": str, "roles": [str]}
PERSON = {
    "choices": [{"topic!": str, "channel": str, "value!": ("yes", "no"), "at!": datetime}],
    "gpc": datetime,
    "consents": [{"actions!": [ACTIONS], "data!": DATA, "for!": PURPOSES, "to": RECIPIENTS, **GIVEN}],
    "restrictions": [{"data": DATA, "for": PURPOSES, **INTERVAL}],
    "own-recipients": RECIPIENTS,
    "notified": {"*": datetime},
    "decisions": [{"version!": str, "answer!": ("agreed", "declined"), "at!": datetime}],
}
SCOPE = {"person": bool, "data": DATA, "to": RECIPIENTS}
PARTS = {
    **PLAIN,
    "datum": {"version": str, "source": "sources", "notified": PURPOSES, "visibility": tuple(AUDIENCES)},
    "person": {**dict.fromkeys(FACTS, bool), **PERSON},
    "recipient": {"agreement": INTERVAL},
    "ground": {"kind!": str, **INTERVAL, "once": bool, "used": bool, "covers": SCOPE},
    "output": {"aggregated": int, "direct-identifiers": bool},
}


def read_request(request: Any) -> dict[str, Any]:
    """SPEC 5 and 10: the request with its times read. Raises RequestError for what is missing or unknown."""
    read: dict[str, Any] = read_form({**ASKED, **PARTS}, request, "request")
    needed = {"disclose": "to", "link": "with"}.get(read["action"], "data")
    if not read["data"] or not read.get(needed):
        raise RequestError(f"request.{needed}: is required to {read['action']}")
    return read


def read_form(form: Any, value: Any, place: str) -> Any:
    """A value in that form, its times read; true is no number."""
    kind: Any = type(form) if type(form) in (list, dict) else form if form in (bool, int) else str
    if type(value) is not kind or (isinstance(form, tuple) and value not in form):
        raise RequestError(f"{place}: must be {' or '.join(form) if isinstance(form, tuple) else kind.__name__}")
    if kind in (list, dict):
        return read_record(form, value, place) if kind is dict else [read_form(form[0], each, place) for each in value]
    try:
        return instant(value) if form is datetime else value
    except ValueError as error:
        raise RequestError(f"{place}: must be a time such as 2014-03-01T10:00:00Z") from error


def read_record(form: dict[str, Any], value: dict[str, Any], place: str) -> dict[str, Any]:
    """An object with these fields and no other."""
    if "*" in form:
        return {name: read_form(form["*"], each, place) for name, each in value.items()}
    fields = {name.rstrip("!"): each for name, each in form.items()}
    missing = [name for name in fields if f"{name}!" in form and value.get(name) is None]
    if missing or not value.keys() <= fields.keys():
        raise RequestError(f"{place}: {f'lacks {missing[0]}' if missing else 'has an unknown field'}")
    return {k: None if v is None else read_form(fields[k], v, f"{place}.{k}") for k, v in value.items()}


def terms_in(form: Any, value: Any) -> list[tuple[str, str]]:
    """The terms that a value in that form names, each with its tree."""
    if isinstance(form, list) and value:
        return [term for each in value for term in terms_in(form[0], each)]
    if isinstance(form, dict) and value:
        return [term for name, each in form.items() for term in terms_in(each, value.get(name.rstrip("!")))]
    return [(form, value)] if isinstance(form, str) and value is not None else []


def check_terms(form: Any, request: dict[str, Any], versions: list[Version]) -> None:
    """SPEC 5: a term that none of the versions knows is an error; built-in ones are always known."""
    known = [version.terms for version in versions] or [own_terms(builtin_terms(), {})]
    for tree, term in terms_in(form, request):
        if not any(term in terms[tree] for terms in known):
            raise RequestError(f"request: a term that is unknown in the tree of {tree}")
