"""A person with a browser and a mailbox: asks for a link, signs in, looks, stops a topic, checks who got what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.gate.house import FACTS, NOW, House
from tests.journeys.planted import Planted, Watch, listening
from tests.web.centre.seat import Seat
from tests.web.house import serving
from tests.web.mailing import Mailbox, mail_server
from tests.web.page import words
from troth.app import accounts
from troth.app.demo.clock import DemoClock
from troth.client import Client, Refused
from troth.ledger import check_proof_file
from troth.ledger.checkpoint import open_note

SHOWING = "/me/values"  # what shows values to whom they belong to


@contextmanager
def opened(house: tuple[Path, dict[str, str]], box: Mailbox) -> Iterator[House]:
    folder, settings = house
    with House.open(folder, clock=DemoClock(NOW), smtp=box.place, **settings) as troth:
        assert isinstance(troth, House)
        yield troth


def hears(watch: Watch) -> Callable[[httpx.Response], None]:
    """What the server answers holds no value, but where the person asked to see them."""

    def hook(answer: httpx.Response) -> None:
        answer.read()
        watch.saw("addresses", str(answer.request.url))
        watch.saw("headers", repr(answer.headers.raw), repr(answer.request.headers.get("cookie")))
        if answer.request.url.path != SHOWING:
            watch.saw(f"page {answer.status_code}", answer.content)

    return hook


def key(troth: House) -> str:
    scopes = [scope for scope in accounts.SCOPES if scope != "staff"]
    with troth.database.write() as tx:
        return accounts.make(tx, "shop", scopes, (), troth.clock())[1]


def buys(client: Client, planted: Planted) -> str:
    """What came before: a sign-up, an order, a parcel."""
    person = client.person()
    client.collect(person, planted.sign_up, notice="sign-up")
    for fact in (*FACTS, "customer"):
        client.fact(person, fact, True)
    client.collect(person, {"member-pin": planted.pin}, notice="choose-pin")
    client.collect(person, {"order": planted.order}, purpose="billing")
    order = client.ground("order", people=[person], data=["data"], recipients=["courier"], reference="LM-77")
    client.disclose(person, ["name", "postal-address"], "delivery", "swiftfoot", ground=order)
    return person


def signs_in(seat: Seat, box: Mailbox, planted: Planted, watch: Watch) -> None:
    strange = seat.ask("somebody.else@mail.example")
    known = seat.ask(planted.email)
    assert (known.status_code, known.text) == (strange.status_code, strange.text)
    letter = box.wait_for(planted.email)
    watch.saw("letter", letter["Subject"], letter["Message-ID"], letter.get_content())
    link = box.link(planted.email)
    assert "Show my data" in seat.page(link).text
    assert seat.post(link, data={}, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 303
    assert seat.get(link).status_code == 200  # looked at again it is the same page; it opens nothing any more
    assert len(box.letters) == 1


def looks(seat: Seat, planted: Planted) -> None:
    page = seat.values()
    held = words(page.id("held"))
    assert all(value in held for value in planted.sign_up.values())
    assert planted.words["json"] in held
    assert planted.pin not in page.response.text
    assert "Kept so that nobody can read it" in held


def stops_offers(seat: Seat, client: Client, troth: House, person: str) -> None:
    assert client.use(person, ["email"], "own-offers").values
    page = seat.done("/me/choice", topic="own-offers", value="no")
    with pytest.raises(Refused) as refused:
        client.use(person, ["email"], "own-offers")
    assert refused.value.failed == {"Q15-offers": ["choice: own-offers"]}
    receipt = seat.get(next(link for link in page.links if link.startswith("/me/choice/"))).text
    assert "choice: no" in open_note(receipt, troth.ledger.vkey)


def checks_who_got_it(seat: Seat, client: Client, troth: House, person: str) -> None:
    page = words(seat.shown("/me/verify").id("received"))
    assert "The list is whole." in page
    assert "Swiftfoot Parcels (couriers) got your" in page
    (line,) = client.disclosures(person)
    proof = client.proof(line["entry"], opened=True)
    proven = check_proof_file(proof, troth.ledger.vkey)
    assert proven.entry is not None
    assert proven.entry.details["recipient"] == "swiftfoot"
    assert seat.get("/me/proofs").status_code == 200


def acts_of(client: Client, person: str) -> list[str]:
    return [entry["act"] for entry in client.entries(person)]


def test_a_person_looks_after_their_own_data(
    house: tuple[Path, dict[str, str]], capfd: pytest.CaptureFixture[str]
) -> None:
    planted = Planted()
    watch = Watch(planted)
    with mail_server() as box, opened(house, box) as troth, listening(watch), serving(troth) as served:
        with (
            Client(served.url, key(troth)) as client,
            Seat(served.url, event_hooks={"response": [hears(watch)]}) as seat,
        ):
            person = buys(client, planted)
            signs_in(seat, box, planted, watch)
            looks(seat, planted)
            stops_offers(seat, client, troth, person)
            checks_who_got_it(seat, client, troth, person)
            acts = acts_of(client, person)
            assert [acts.count(act) for act in ("sign-in-link", "sign-in", "access", "choice")] == [1, 1, 1, 1]
            watch.store(troth)
            client.erase(person)
            assert seat.page("/me").has("f-address")
        watch.store(troth)
        assert troth.ledger.verify().sound
    watch.saw("output", *capfd.readouterr())
    assert watch.here == []
    assert {"addresses", "headers", "letter", "log", "output", "page 200", "page 303"} <= watch.places
