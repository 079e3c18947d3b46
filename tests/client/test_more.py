"""Mailings, recalls, who acts for whom, visibility, and many questions at once, by the client."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.api.house import Served
from troth.cases import vouching
from troth.client import Answer, Client, NoAnswer, Problem, Text

NEWS = {"en": Text("Lamps", "New lamps.")}
FACTS = {"in": "lantern.example", "at": "2014-03-01T10:00:00Z", "person": {"choices": []}}


def test_a_mailing_is_made_looked_at_and_stopped(client: Client) -> None:
    mailing = client.make_mailing("marketing", "newsletters", NEWS)
    assert (mailing.state, mailing.for_, mailing.topic, mailing.languages) == (
        "draft",
        "newsletters",
        "newsletters",
        ("en",),
    )
    assert client.mailing(mailing.mailing) == mailing
    assert mailing in client.mailings()
    seen = client.preview(mailing.mailing)
    assert seen.count + sum(seen.reasons.values()) == seen.among
    with pytest.raises(Problem, match="no mail can be sent"):
        client.send(mailing.mailing)
    assert client.stop(mailing.mailing).state == "stopped"


@pytest.fixture
def received(client: Client, person: str) -> str:
    """A person whose name went to the courier."""
    ground = client.ground("order", people=[person], data=["data"], recipients=["recipients"], reference=f"O-{person}")
    client.disclose(person, ["name"], "delivery", "swiftfoot", ground=ground)
    return person


def test_data_are_called_back_and_the_recipient_told(client: Client, received: str) -> None:
    recall = client.recall("swiftfoot", ["data"], people=[received], reason="a breach")
    assert (recall.people, client.get_recall(recall.recall)) == (1, recall)
    (notice,) = client.recipient_notices_of(received)
    assert (notice.kind, notice.state, notice.recipient) == ("recall", "waiting", "swiftfoot")
    assert notice in client.recipient_notices(states=["waiting"])
    assert client.notify_again(notice.notice).state == "waiting"
    assert client.notice_answered(notice.notice).state == "answered"
    assert client.recipient_notice(notice.notice).answered is not None


def test_data_are_called_back_from_all_of_a_kind(client: Client, received: str) -> None:
    made = client.recall_from("recipients", ["data"], people=[received], reason="a breach")
    assert {each.recipient: each.people for each in made}["swiftfoot"] == 1


def test_who_may_act_for_a_person(served: Served, client: Client) -> None:
    child, firm, ann = client.person(), client.person("organisation"), client.person()
    guardian = client.let_act(child, "guardian", ann, until=datetime(2020, 1, 1, tzinfo=UTC))
    assert client.acting_for(child) == [guardian]
    assert client.let_act(firm, "contact", ann).who == ann
    troth, key = served.troth, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    with troth.database.write() as tx:
        vouching.enter_agent(tx, troth.ledger, troth.caller, "AGENT_C", "Agent C", key, "SHOP", at=troth.clock())
    mandate = client.mandate(ann, "AGENT_C", ["access"], until=datetime(2015, 1, 1, tzinfo=UTC))
    assert (mandate.rights, mandate.who) == (("access",), None)
    client.end_acting(child, guardian.event)
    assert client.acting_for(child) == []


def test_an_account_elsewhere_needs_a_provider(client: Client, person: str) -> None:
    with pytest.raises(Problem, match="provider"):
        client.bind_subject(person, "248289761001")
    client.unbind_subject(person)


def test_a_stop_link_is_a_path(client: Client, person: str) -> None:
    assert client.stop_link(person, "newsletters", channel="email").startswith("/stop/")


def test_many_questions_are_answered_in_their_order(client: Client, person: str) -> None:
    of = {"action": "use", "data": ["email"], "person": person}
    live = client.ask_all([of | {"for": "support"}, of | {"for": "no-such"}])
    assert [isinstance(each, Answer) and each.permitted for each in live] == [True, False]
    cell = {"action": "use", "data": "email"}
    told = client.ask_over(FACTS, [cell | {"for": "newsletters"}, cell | {"for": "no-such"}])
    assert isinstance(told[0], Answer)
    assert isinstance(told[1], NoAnswer)
    assert (told[0].reason, told[1].error) == ("unmet", "request-invalid")


def test_who_may_be_reached_is_counted_and_told(client: Client, person: str) -> None:
    before = client.reach(["email"], "newsletters")
    client.choose(person, "newsletters", "yes")
    assert client.reach(["email"], "newsletters").count == before.count + 1
    assert person in list(client.reached(["email"], "newsletters", channel="email"))
    with pytest.raises(Problem, match="no such term"):
        list(client.reached(["email"], "no-such"))


def test_what_drills_found_is_listed(client: Client) -> None:
    assert list(client.proven("lantern-market")) == []
