"""A reader's story: gets the newsletter, stops it in one click, comes back, stops it by an answer, is forgotten.

Over real HTTP and a real mail server; and of their values nothing is anywhere but in the vault and in their own mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.gate.house import FACTS, House
from tests.journeys.planted import Planted, Watch, listening
from tests.notices import one_click
from tests.notices.raw import RawBox, raw_mail_server
from tests.notices.test_replies import report
from tests.web.house import Served, serving
from troth import notices, people
from troth.app import accounts
from troth.notices import Places, dns_record, make_key, signer, work

DOMAIN = "in.lantern.example"
NEWS = {"kind": "marketing", "for": "newsletters", "texts": {"en": {"subject": "Lamps", "body": "New lamps."}}}


@contextmanager
def posting(troth: House, folder: Path) -> Iterator[tuple[Served, RawBox, tuple[str, str]]]:
    """The deployment served, with a mail server, and the record of the key that signs."""
    make_key(key := folder / "mail.key")
    with raw_mail_server() as box, serving(troth) as served:
        sign = signer(key, "troth", "lantern.example")
        troth.outbox.mail = troth.mailings.mail = lambda sender: notices.mail_server(box.place, sender, sign)
        troth.mailings.places = Places(served.url + "/", DOMAIN)
        yield served, box, dns_record(key, "troth", "lantern.example")


def sent(troth: House, served: Served, watch: Watch) -> dict[str, int]:
    """A mailing made and sent over HTTP; how it came out."""
    with troth.database.write() as tx:
        _, key = accounts.make(tx, "editor", ["use"], (), troth.clock())
    with httpx.Client(base_url=served.url, headers={"authorization": f"Bearer {key}"}, timeout=60) as http:
        made = http.post("/v1/mailings", json=NEWS)
        place = f"/v1/mailings/{made.json()['mailing']}"
        started = http.post(f"{place}/send")
        work(troth.mailings)
        done = http.get(place)
        watch.saw("answers", made.content, http.get(f"{place}/preview").content, started.content, done.content)
    assert [made.status_code, started.status_code, done.json()["state"]] == [201, 200, "done"]
    return dict(done.json()["counts"])


def said(troth: House, person: int) -> list[tuple[str | None, str | None]]:
    with troth.database.read() as tx:
        events = people.events(tx, person, kinds=("choice",))
    return [(event.value, event.proof.via if event.proof else None) for event in events]


def test_a_reader_gets_it_stops_it_comes_back_and_is_forgotten(
    troth: House, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    watch = Watch(planted := Planted())
    with posting(troth, tmp_path) as (served, box, record), listening(watch):
        ann = troth.someone(*FACTS)
        troth.collects(ann, planted.sign_up, notice="sign-up")
        yes(troth, ann)
        assert sent(troth, served, watch) == {"sent": 1}
        raw, letter = box.letters[-1]
        assert (letter["To"], one_click.faults(raw, letter, record)) == (planted.email, [])
        stopped_in_one_click(troth, ann, one_click.address(letter))
        assert sent(troth, served, watch) == {}

        yes(troth, ann)
        assert sent(troth, served, watch) == {"sent": 1}
        answer = (
            f"From: {planted.email}\r\nTo: {box.letters[-1][1]['Reply-To']}\r\n\r\n{planted.words['name']}: no more"
        )
        later(troth)
        assert inlet(troth).take(answer.encode()) == "stopped"
        assert said(troth, ann)[-1] == ("no", "email")

        yes(troth, ann)
        assert sent(troth, served, watch) == {"sent": 1}
        failed = report("failed", "5.1.1", f"smtp; 550 5.1.1 {planted.email} unknown")
        assert inlet(troth).take(failed, box.senders[-1]) == "bounced"
        assert sent(troth, served, watch) == {"bounced": 1}

        watch.store(troth)
        forgotten(troth, ann, watch)
        troth.outbox.send_waiting()
        assert box.letters[-1][1]["Subject"] == "Your request is done (case k7)"
        watch.store(troth)
        watch.saw("mail", *(raw.replace(planted.email.encode(), b"") for raw, _ in box.letters))
        assert troth.ledger.verify().sound
    watch.saw("output", *capfd.readouterr())
    assert watch.here == []


def inlet(troth: House) -> notices.MailIn:
    return notices.MailIn(troth.database, troth.vault, troth.ledger, troth.tell, troth.outbox, troth.clock, DOMAIN)


def stopped_in_one_click(troth: House, ann: int, address: str) -> None:
    """As a mail program's server does it: no cookie, no page of ours before. Looking at the link changes nothing."""
    later(troth)
    with httpx.Client(timeout=60) as program:
        assert [program.request(method, address).status_code for method in ("GET", "HEAD")] == [200, 200]
        assert said(troth, ann)[-1][0] == "yes"
        headers, body = one_click.body()
        done = program.post(address, headers=headers, content=body)
    assert (done.status_code, "set-cookie" in done.headers) == (200, False)
    assert said(troth, ann)[-1] == ("no", "one-click")


def yes(troth: House, ann: int) -> None:
    later(troth)
    troth.told("choose", ann, "newsletters", "yes")


def later(troth: House) -> None:
    troth.set(troth.clock() + timedelta(minutes=1))


def forgotten(troth: House, ann: int, watch: Watch) -> None:
    """Erased, with a letter that says so; while it waits, nothing in the store can be read of whom it is for."""
    with troth.database.write() as tx:
        troth.outbox.last(tx, ann)("case-done", {"number": "k7", "kind": "erase"})
        erased = troth.tell.erase(tx, troth.caller, ann)
    assert erased.complete
    watch.saw("erasure", erased)
    watch.store(troth)
