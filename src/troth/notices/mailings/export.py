"""Text messages and letters: the numbers or addresses for who sends them, decided like mail, person by person.

Each person listed has an entry of the decision in the ledger. Made again, the list is decided anew, with new entries;
once the messages are out, that is recorded, and nobody on it is listed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from troth.errors import RequestError
from troth.ledger import Entry
from troth.notices.mailings import store
from troth.notices.mailings.footer import short
from troth.notices.mailings.mailings import Mailings
from troth.notices.mailings.message import in_language
from troth.notices.mailings.model import Mailing, need_state
from troth.notices.mailings.posting import decide
from troth.people import person_ref

AT_ONCE: Final = 200
LISTED: Final = "listed"


class Row(NamedTuple):
    """A line of the list. `words`: what is said; `stop`: the line that must stand under it."""

    person: str
    address: str
    words: str
    stop: str


def export(mailings: Mailings, mailing: Mailing) -> Iterator[Row]:
    """Who may get it at this moment. RequestError for mail, which is sent from here; Conflict unless it was started."""
    if mailing.plan.channel == "email":
        raise RequestError("mail is sent, and not listed", help="lists are for sms and post")
    need_state(mailing, "starting", "sending")
    mailings.fill()
    version, after = mailings.version(mailing.plan), 0
    while True:
        rows: list[Row] = []
        with mailings.database.write() as tx:
            page = store.page(tx, mailing.id, ("waiting", LISTED), after, AT_ONCE)
            for each in page:
                found = decide(mailings, tx, mailing, version, each.person)
                now = mailings.clock()
                if found.address is None:
                    state = "refused" if found.outcome.refusal is not None else "no-address"
                    store.end_listed(tx, each, state, found.outcome.entry, now)
                    continue
                topic = mailing.topic
                token = mailings.tell.stop_link(tx, each.person, topic) if topic is not None else None
                stop = short(version.controller, mailings.places, token) if token else ""
                rows.append(
                    Row(person_ref(each.person), found.address, in_language(mailing, found.language).body, stop)
                )
                store.list_one(tx, each, found.item, found.outcome.entry)
        if not page:
            return
        after = page[-1].person
        yield from rows


def record_sent(mailings: Mailings, mailing: Mailing, actor: str) -> int:
    """The messages of the list are out; gives their number. The mailing is done."""
    need_state(mailing, "sending")
    now = mailings.clock()
    with mailings.database.write() as tx:
        out = store.send_listed(tx, mailing.id, LISTED, now)
        details = {"mailing": mailing.ref, "count": out, "by": mailing.plan.channel, "actor": actor}
        mailings.gate.ledger.append(tx, Entry("mailing-out", now, None, details))
    mailings.end()
    return out
