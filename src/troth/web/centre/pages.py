"""The centre's pages: which address shows what, and the one page that answers in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from troth import people
from troth.cases import CASE_KINDS, CENTRE, choice_receipt, entry_of, proof_files, receipt_frame, show
from troth.db import Connection
from troth.errors import NotFound
from troth.language import Version, in_words
from troth.people import consent_receipt
from troth.vault import StoredFile
from troth.vault.givers import given_of
from troth.web.centre import (
    acting,
    asking,
    changes,
    choices,
    door,
    elsewhere,
    held,
    packages,
    received,
    restrictions,
    signal,
    told,
    visibility,
)
from troth.web.centre.desk import Centre
from troth.web.centre.guest import HOME, Guest, NotSignedIn
from troth.web.tongues import marked
from troth.web.visit import Form

SAID = frozenset(("choice", "withdrawal", "decision", "visibility", "lifting"))  # what a page says that it is saved
Show = Callable[[Centre, Guest], Response]


def answer(centre: Centre, show_it: Show, http: HttpRequest, form: Form) -> Response:
    """What a page of the centre answers; who is not signed in is sent to the first one."""
    try:
        return show_it(centre, signal.heed(centre, Guest.of(centre.troth, http, form)))
    except NotSignedIn:
        return RedirectResponse(HOME, 303)


# -- the one page --


def home(centre: Centre, guest: Guest) -> Response:
    """What we hold, who received it, choices, what to ask for, what changed. Who is not signed in gets the form."""
    if guest.session is None:
        return door.form(centre, guest)
    return _home(centre, guest)


def values(centre: Centre, guest: Guest) -> Response:
    """The same with the values, which leaves an entry. It asks for a fresh session."""
    person = guest.check()
    if not guest.is_fresh:
        return centre.page("centre/again.html", guest)
    first, troth = guest.number("from"), centre.troth
    with troth.database.write() as tx:
        lives = held.page_of(troth.lifetimes.lives(tx, person), first)
        items = [life.item.id for life in lives]
        shown = show(tx, troth.vault, troth.ledger, CENTRE, person, items, centre.version, guest.at)
        opened = {item: _loaded(value) for item, value in shown.values.items()}
    return _home(centre, guest, first=first, values=opened, entry=shown.entry)


def verify(centre: Centre, guest: Guest) -> Response:
    """The same with the list of disclosures held against the signed head."""
    verified = received.verify(centre.troth, guest.check())
    return _home(centre, guest, verified=verified)


def _home(
    centre: Centre,
    guest: Guest,
    *,
    first: int | None = None,
    values: Mapping[int, Any] | None = None,
    entry: str = "",
    verified: received.Verified | None = None,
) -> Response:
    troth, person, at, version = centre.troth, guest.person, guest.at, centre.version
    if first is None:
        first = guest.number("from") if "from" in guest.visit.query else 0
    later = guest.number("lines") if "lines" in guest.visit.query else 0
    with troth.database.read() as tx:
        lives = troth.lifetimes.lives(tx, person)
        sections: dict[str, Any] = {
            "held": held.holdings(lives, troth.engine, at, first, values, given_of(tx, person)),
            "told": told.lines(tx, person),
            "received": received.receivers(tx, person, later, verified),
            "topics": choices.topics(tx, person, version, at),
            "consents": choices.consents(tx, person, at),
            "restricted": restrictions.lines(tx, person, at),
            "visible": visibility.shown(tx, person, version, at),
            "changes": changes.changes(troth, tx, person, lives, version, at),
            "said": _said(centre, tx, guest),
            "cases": asking.lines(centre, tx, person, at),
            "sides": acting.sides(tx, guest),
        }
    asks = _asks(version) if version else []
    controller = version.controller if version else {}
    more: dict[str, Any] = {"entry": entry, "asks": asks, "controller": controller, "fresh": guest.is_fresh}
    more["kinds"] = CASE_KINDS
    return centre.page("centre/me.html", guest, **sections, **more)


def _asks(version: Version) -> list[str]:
    """What people can ask for, in words; what another duty promises just as well is not said twice."""
    duties = {each.id: each.duty.params for each in version.duties("answer") if each.duty is not None}

    def within(one: str, other: str) -> bool:
        less, more = duties[one], duties[other]
        narrower = set(less["rights"]) < set(more["rights"]) and set(less["by"] or ()) <= set(more["by"] or ())
        return narrower and bool(more["within"].length <= less["within"].length)

    told = [each for each in version.duties("answer") if not any(within(each.id, other) for other in duties)]
    return list(dict.fromkeys(in_words(each, version) for each in told))


def _said(centre: Centre, tx: Connection, guest: Guest) -> Mapping[str, Any] | None:
    """What was changed a moment ago, with its entry: nothing, if the number is none of theirs."""
    if "said" not in guest.visit.query:
        return None
    seq = guest.number("said")
    event = next(iter(people.events(tx, guest.person, after=seq - 1, limit=1)), None)
    if event is None or event.seq != seq or event.kind not in SAID:
        return None
    way = choices.way_words(event.channel) if event.channel else ""
    return {"event": event, "entry": entry_of(tx, centre.troth.ledger, guest.person, event), "way": way}


def _loaded(value: Any) -> Any:
    """What can be read after the transaction: of a file its name and size are shown."""
    if not isinstance(value, StoredFile):
        return value
    return StoredFile(value.name, value.media_type, value.size, lambda: iter(()))


# -- what a person does --


def choose(centre: Centre, guest: Guest) -> Response:
    """Turns a switch, in force at the next decision."""
    person, form = guest.check(), guest.form
    with centre.troth.database.write() as tx:
        way = form.get("way") or None
        seq = choices.turn(centre.troth, tx, person, form.get("topic"), form.get("value"), way)
    return _back(seq, "choices")


def withdraw(centre: Centre, guest: Guest) -> Response:
    """Ends a consent, as easily as it was given (GDPR Art. 7(3))."""
    person = guest.check()
    with centre.troth.database.write() as tx:
        seq = centre.troth.tell.withdraw(tx, CENTRE, person, guest.number("consent"), via="web")
    return _back(seq, "consents")


def decide(centre: Centre, guest: Guest) -> Response:
    """Yes or no to a new version."""
    person, form = guest.check(), guest.form
    with centre.troth.database.write() as tx:
        seq = changes.decide(centre.troth, tx, person, form.get("version"), form.get("answer"))
    return _back(seq, "changes")


def show_to(centre: Centre, guest: Guest) -> Response:
    """Sets who may see data of a kind; what too many see comes down at once."""
    person, form = guest.check(), guest.form
    with centre.troth.database.write() as tx:
        seq = visibility.turn(centre.troth, tx, person, form.get("term"), form.get("value"))
    return _back(seq, "visibility")


def take_down(centre: Centre, guest: Guest) -> Response:
    """Takes down what is published of them, whoever sees it."""
    person = guest.check()
    with centre.troth.database.write() as tx:
        seq = visibility.take_down(centre.troth, tx, person, guest.form.get("item"))
    return _back(seq, "visibility")


def lift(centre: Centre, guest: Guest) -> Response:
    """Ends a restriction of theirs, as easily as it was asked for."""
    person = guest.check()
    with centre.troth.database.write() as tx:
        seq = restrictions.lift(centre.troth, tx, person, guest.number("restriction"))
    return _back(seq, "restrictions")


def _back(seq: int, part: str) -> Response:
    return RedirectResponse(f"{HOME}?said={seq}#{part}", 303)


# -- what a person takes home --


def proof(centre: Centre, guest: Guest) -> Response:
    """The proof of one of their own entries."""
    person, entry = guest.person, guest.visit.path["entry"]
    with centre.troth.database.read() as tx:
        own = {line.entry for line in received.all_of(tx, person)}
    if entry not in own:
        raise NotFound(marked("you have no such entry"))
    return _proven(centre, [entry], f"proof-{entry}.zip")


def proofs(centre: Centre, guest: Guest) -> Response:
    """The proofs of everything that was passed on."""
    person = guest.person
    with centre.troth.database.read() as tx:
        entries = [line.entry for line in received.all_of(tx, person) if line.entry]
    return _proven(centre, entries, "who-received-it.zip")


def _proven(centre: Centre, entries: Sequence[str], name: str) -> Response:
    ledger = centre.troth.ledger
    ledger.integrate()  # what happened a moment ago gets its place too
    return _file(proof_files(ledger, entries, centre.sender), "application/zip", name)


def choice(centre: Centre, guest: Guest) -> Response:
    """The signed receipt of a choice."""
    person, seq = guest.person, guest.number("seq")
    with centre.troth.database.read() as tx:
        note = choice_receipt(tx, centre.troth.ledger, person, seq, centre.sender)
    return _file(note.encode(), "text/plain; charset=utf-8", f"choice-{seq}.txt")


def consent(centre: Centre, guest: Guest) -> Response:
    """The receipt of a consent (ISO/IEC TS 27560:2023)."""
    person, seq = guest.person, guest.number("seq")
    with centre.troth.database.read() as tx:
        given = next((e for e in people.events(tx, person, kinds=("consent",)) if e.seq == seq), None)
        policy = next((p for p in centre.troth.engine.policies if given and p.id == given.policy), None)
        frame = receipt_frame(policy.versions[-1] if policy else None)
        made = consent_receipt(tx, person, seq, frame, at=guest.at)
    return _file(json.dumps(made, ensure_ascii=False, indent=2).encode(), "application/json", f"consent-{seq}.json")


def _file(content: bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


FROM_ANYWHERE = frozenset((f"{HOME}/token",))  # the app's own page sends it, and it proves itself
PAGES: Sequence[tuple[str, str, Show]] = (
    ("GET", HOME, home),
    ("POST", HOME, door.ask),
    ("POST", f"{HOME}/again", door.again),
    ("GET", f"{HOME}/link/{{token}}", door.look),
    ("POST", f"{HOME}/code", door.enter_code),
    ("POST", f"{HOME}/link/{{token}}", door.enter),
    *elsewhere.PLACES,
    *acting.PLACES,
    ("POST", f"{HOME}/out", door.leave),
    ("POST", f"{HOME}/values", values),
    ("POST", f"{HOME}/verify", verify),
    ("POST", f"{HOME}/lifting", lift),
    ("GET", f"{HOME}/ask/{{kind}}", asking.form),
    ("POST", f"{HOME}/ask/{{kind}}", asking.ask),
    ("GET", f"{HOME}/case/{{case}}", asking.look),
    ("POST", f"{HOME}/case/{{case}}/cancel", asking.cancel),
    ("POST", f"{HOME}/case/{{case}}/confirm", asking.confirm),
    ("GET", f"{HOME}/package/{{case}}", packages.look),
    ("POST", f"{HOME}/package/{{case}}/read", packages.show),
    ("POST", f"{HOME}/package/{{case}}/take/{{part}}", packages.take),
    ("GET", f"{HOME}/file/{{item}}", packages.file),
    ("POST", f"{HOME}/file/{{item}}", packages.take_file),
    ("POST", f"{HOME}/choice", choose),
    ("POST", f"{HOME}/withdrawal", withdraw),
    ("POST", f"{HOME}/decision", decide),
    ("POST", f"{HOME}/visibility", show_to),
    ("POST", f"{HOME}/unpublish", take_down),
    ("GET", f"{HOME}/proof/{{entry}}", proof),
    ("GET", f"{HOME}/proofs", proofs),
    ("GET", f"{HOME}/choice/{{seq}}", choice),
    ("GET", f"{HOME}/consent/{{seq}}", consent),
)
