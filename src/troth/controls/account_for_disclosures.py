"""account-for-disclosures: what is handed out is looked for in the person's list, and the list tampered with.

What keeps it: the gate, which writes list and ledger in the transaction of the act, and `troth.gate.reconcile`, which
holds the one against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from troth import people
from troth.controls.attempt import Found, all_tried, broken, kept
from troth.controls.handing_out import Handing, each
from troth.controls.intruder import store as intruder
from troth.controls.model import Asked, Control, Drilled
from troth.controls.permitted import Raw, permitted
from troth.controls.stage import Stage
from troth.errors import ProofInvalid
from troth.gate import reconcile
from troth.language import Action
from troth.ledger import check_proof_file, id_of

_MOST_PEOPLE = 200  # of those in the store, whose lists are held against the ledger
_KINDS = ("unlisted", "unrecorded", "different")


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """With a disclosure on a ground and one without, where the policy permits them. All of it is rolled back."""
    requests = _requests(asked)
    yield from all_tried(
        asked.at,
        {
            "something is handed out, and the person's list is read": each(stage, asked, requests, _listed),
            "it is handed out twice, and the list is read": each(stage, asked, requests, _twice),
            "it is refused, and the list is read": each(stage, asked, requests, _refused),
            "the entry behind a line is proven to somebody outside": each(stage, asked, requests, _proven),
            "a line is deleted by hand": each(stage, asked, requests, _tampered(_delete, "unlisted")),
            "a line is changed by hand": each(stage, asked, requests, _tampered(_change, "different")),
            "a line is put in by hand": each(stage, asked, requests, _tampered(_insert, "unrecorded")),
            "the lists that are in the store are held against the ledger": lambda: _all(stage),
        },
    )


def _requests(asked: Asked) -> list[Raw]:
    found = [request for _, request in permitted(asked.version, Action.DISCLOSE)]
    grounded = [request for request in found if request.get("ground")]
    return [*[request for request in found if not request.get("ground")][:1], *grounded[:1]]


def _listed(there: Handing) -> Found:
    done = there.disclose()
    if done is None or done.refusal is not None:
        return broken("it was refused, though the policy permits it")
    lines = there.listed()
    if len(lines) != 1:
        return broken(f"the list has {len(lines)} lines")
    wrong = _wrong(there, done.entry)
    return broken(f"the line does not tell the {wrong} rightly") if wrong else kept("recipient, fields, purpose, time")


def _wrong(there: Handing, entry: str) -> str | None:
    """What the line tells wrongly."""
    (line,), request = there.listed(), there.request
    told = {
        "recipient": (line.recipient, there.recipient),
        "fields": (sorted(line.fields), sorted(request["data"])),
        "purpose": (line.purpose, request["for"]),
        "ground": (line.ground, there.came.ground),
        "time": (line.at, there.asked.at),
        "entry": (line.entry, entry),
    }
    return next((name for name, (is_, should) in told.items() if is_ != should), None)


def _twice(there: Handing) -> Found:
    entries = {done.entry for done in (there.disclose(), there.disclose()) if done is not None}
    lines = {line.entry for line in there.listed()}
    return kept("two lines") if len(entries) == 2 and lines == entries else broken(f"the list has {len(lines)} lines")


def _refused(there: Handing) -> Found:
    there.enter(fields=("aggregate",))
    done = there.disclose()
    if done is None or done.refusal is None:
        return broken("it was not refused")
    return broken("the list tells of what did not happen") if there.listed() else kept("no line")


def _proven(there: Handing) -> Found:
    done = there.disclose()
    if done is None or not there.listed():
        return broken("nothing was handed out")
    there.stage.ledger.integrate()
    ledger = there.stage.ledger
    try:
        proven = check_proof_file(ledger.proof_file(id_of(there.listed()[0].entry or "")), ledger.vkey)
    except ProofInvalid:
        return broken("the proof does not verify")
    entry = proven.entry
    if entry is None or (entry.act, entry.details.get("recipient")) != ("disclose", there.recipient):
        return broken("the proof is of something else")
    return kept(f"verified, in a tree of {proven.inclusion.checkpoint.size} entries")


def _tampered(tamper: Callable[[Handing], None], kind: str) -> Callable[[Handing], Found]:
    def attempt(there: Handing) -> Found:
        there.disclose()
        if reconcile(there.tx, there.stage.ledger, there.person):
            return broken("list and ledger part before anything was touched")
        tamper(there)
        found = {parting.kind for parting in reconcile(there.tx, there.stage.ledger, there.person)}
        return kept(f"noticed: {kind}") if found == {kind} else broken("it was not noticed")

    return attempt


def _delete(there: Handing) -> None:
    intruder.remove(there.tx, "disclosure", person=there.person)


def _change(there: Handing) -> None:
    intruder.change(there.tx, "disclosure", {"recipient": "somebody-else"}, person=there.person)


def _insert(there: Handing) -> None:
    (row,) = intruder.rows(there.tx, "disclosure", person=there.person)
    intruder.put(there.tx, "disclosure", row | {"id": row["id"] ^ 1, "entry": f"{id_of(row['entry']) ^ 1:016x}"})


def _all(stage: Stage) -> Found:
    with stage.database.read() as tx:
        found = people.list_people(tx, limit=_MOST_PEOPLE)
        partings = [parting for person in found for parting in reconcile(tx, stage.ledger, person.id)]
    if partings:
        kinds = ", ".join(kind for kind in _KINDS if any(parting.kind == kind for parting in partings))
        return broken(f"they part in {len(partings)} places: {kinds}")
    return kept(f"{len(found)} people's lists: all is in both")


CONTROL = Control("account-for-disclosures", drills)
