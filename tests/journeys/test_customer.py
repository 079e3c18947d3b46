"""A customer, over HTTP: signs up, chooses a newsletter, orders, gets a parcel, looks who got what, and leaves."""

from __future__ import annotations

import pytest

from tests.gate.house import DAY, FACTS, NOW, House
from tests.journeys.planted import Planted, Watch, listening
from tests.journeys.serving import watched
from troth.client import Client, File, Problem, Refused
from troth.errors import ProofInvalid
from troth.ledger import check_proof_file


def sign_up(client: Client, planted: Planted) -> str:
    person = client.person()
    done = client.collect(person, planted.sign_up, notice="sign-up", once="sign-up")
    assert client.collect(person, planted.sign_up, notice="sign-up", once="sign-up") == done
    for fact in FACTS:
        client.fact(person, fact, True, via="web")
    assert client.find("email", planted.email) == [person]
    return person


def newsletters(client: Client, planted: Planted, person: str) -> None:
    with pytest.raises(Refused) as refused:
        client.use(person, ["email"], "newsletters")
    assert (refused.value.reason, refused.value.failed) == ("unmet", {"Q15": ["choice: newsletters"]})
    assert "newsletter" in refused.value.clauses[0].sentence
    client.choose(person, "newsletters", "yes", notice="newsletter", via="web")
    assert client.use(person, ["email"], "newsletters").values == {"email": planted.email}
    client.choose(person, "newsletters", "no", via="one-click")
    with pytest.raises(Refused):
        client.use(person, ["email"], "newsletters")


def parcel(client: Client, planted: Planted, person: str) -> str:
    client.collect(person, {"order": planted.order}, notice="order")
    order = client.ground("order", people=[person], data=["data"], recipients=["courier"], reference="LM-77")
    for more in (["birth-date"], ["email"], ["order"]):
        with pytest.raises(Refused) as refused:
            client.disclose(person, ["name", "postal-address", *more], "delivery", "swiftfoot", ground=order)
        assert refused.value.refused == {more[0]: "undisclosed"}
    done = client.disclose(person, ["name", "postal-address"], "delivery", "swiftfoot", ground=order)
    assert done.values == {name: planted.sign_up[name] for name in ("name", "postal-address")}
    assert done.terms
    return done.entry


def writes(client: Client, planted: Planted, person: str) -> None:
    """A post with a picture, over a form; it comes out as it went in."""
    kept = planted.file()
    done = client.collect(person, {"post": File(kept.content, kept.name, kept.media_type)}, purpose="community")
    got = client.publish(person, ["post"], "community", "public")
    assert got.values["post"]["name"] == kept.name
    assert got.values["post"]["item"] == done.items["post"]


def account_of_it(client: Client, person: str, entry: str) -> None:
    (disclosed,) = client.disclosures(person)
    assert (disclosed["recipient"], disclosed["purpose"]) == ("swiftfoot", "delivery")
    assert disclosed["entry"] == entry
    acts = [each["act"] for each in client.entries(person)]
    assert (acts.count("disclose"), acts.count("refuse"), acts.count("choice")) == (1, 5, 2)


def checked_offline(client: Client, entry: str) -> None:
    """What anyone can check with the key alone, without asking us."""
    vkey, proof = client.ledger_key(), client.proof(entry, opened=True)
    proven = check_proof_file(proof, vkey)
    assert proven.entry is not None
    assert (proven.entry.act, proven.entry.details["recipient"]) == ("disclose", "swiftfoot")
    assert sorted(proven.entry.details["data"]) == ["name", "postal-address"]
    with pytest.raises(ProofInvalid):
        check_proof_file(proof.replace("swiftfoot", "someoneelse") if "swiftfoot" in proof else proof[:-9], vkey)


def leaves(client: Client, planted: Planted, person: str) -> None:
    gone = client.erase(person)
    assert gone["complete"]
    assert client.find("email", planted.email) == []
    for attempt in (lambda: client.use(person, ["email"], "support"), lambda: client.choose(person, "surveys", "yes")):
        with pytest.raises(Problem) as problem:
            attempt()
        assert (problem.value.status, problem.value.code) == (404, "not-found")


def test_a_customers_life(troth: House, capfd: pytest.CaptureFixture[str]) -> None:
    planted = Planted()
    watch = Watch(planted)
    with listening(watch), watched(troth, watch) as client:
        person = sign_up(client, planted)
        newsletters(client, planted, person)
        troth.set(NOW + DAY)
        writes(client, planted, person)
        entry = parcel(client, planted, person)
        account_of_it(client, person, entry)
        troth.ledger.integrate()
        checked_offline(client, entry)
        watch.store(troth)
        leaves(client, planted, person)
        troth.ledger.integrate()
        assert check_proof_file(client.proof(entry), client.ledger_key()).entry is None
        watch.store(troth)
    watch.saw("output", *capfd.readouterr())
    assert troth.ledger.verify().sound
    assert watch.here == []
    assert {"headers", "addresses", "log", "output", "POST 403", "POST 404", "GET 200"} <= watch.places
