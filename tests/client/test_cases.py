"""Cases by the client: opened, moved, followed; and a package is handed to nobody but the person who is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey

from tests.api.house import Served, app_of
from troth.client import Client, Problem

Sign = Callable[..., str]


@pytest.fixture(scope="session")
def signed(served: Served) -> Sign:
    return app_of(served)


@pytest.fixture
def done(served: Served, client: Client, person: str) -> str:
    """A case of access that was carried out."""
    case = client.open_case(person, "access", check="known-details").case
    served.troth.work.work()
    return case


def test_a_case_is_opened_followed_and_read(client: Client, person: str) -> None:
    case = client.open_case(person, "complaint", via="letter", text="You wrote twice.")
    assert (case.state, case.known, case.closed, case.due - case.received > timedelta(0)) == (
        "staff",
        "nobody",
        False,
        True,
    )
    assert list(client.cases_of(person)) == [case]
    assert case in client.cases(states=["staff"], kinds=["complaint"])
    whole = client.case(case.case)
    assert (whole.text, [step.step for step in whole.steps]) == ("You wrote twice.", ["received"])
    assert "twice" not in repr(whole)


def test_staff_move_a_case(client: Client, person: str) -> None:
    case = client.open_case(person, "complaint").case
    assert client.note_case(case, "ask the shop").state == "staff"
    assert client.pause_case(case, "need_details").state == "paused"
    assert client.resume_case(case).state == "staff"
    assert client.confirm_case(case, "call-back").known == "checked"
    assert client.answer_case(case, "It is mended.").closed
    other = client.open_case(person, "complaint").case
    assert client.deny_case(other, "no_match").state == "denied"
    assert client.cancel_case(client.open_case(person, "complaint").case).state == "cancelled"


def test_what_is_right_instead_goes_with_the_case(served: Served, client: Client, person: str) -> None:
    item = next(each["item"] for each in client.items(person) if each["category"] == "name")
    client.open_case(person, "correct", check="call-back", values={item: "Ada Quill-Amber"})
    served.troth.work.work()
    assert client.use(person, ["name"], "support").values == {"name": "Ada Quill-Amber"}


def test_the_same_case_opened_twice_with_a_key_is_one(client: Client, person: str) -> None:
    first, second = (client.open_case(person, "port", once=f"port-{person}") for _ in range(2))
    assert first == second


def test_who_is_there_gets_their_package(client: Client, person: str, done: str, signed: Sign) -> None:
    assert client.case(done).state == "done"
    told = json.loads(client.package(done, signed(person)))
    assert "Ada Quill" in [item.get("value") for item in told["items"]]
    assert "fetch" in [entry["act"] for entry in client.entries(person)]
    assert client.package(done, signed(person), "pdf").startswith(b"%PDF")


def test_a_key_alone_fetches_nothing(client: Client, person: str, done: str, signed: Sign) -> None:
    stranger, used = client.person(), signed(person)
    client.package(done, used)
    long_ago = signed(person, auth_time=1_000_000_000)
    wrong = ["x", used, signed(stranger), long_ago, signed(person, auth_time=None), signed(person, aud="elsewhere")]
    for token in [*wrong, signed(person, ECKey.generate_key("P-256"))]:
        with pytest.raises(Problem) as refused:
            client.package(done, token)
        assert (refused.value.status, refused.value.code) == (403, "not-allowed")


def test_what_is_not_put_together_is_not_there(client: Client, person: str, signed: Sign) -> None:
    case = client.open_case(person, "complaint").case
    with pytest.raises(Problem) as missing:
        client.package(case, signed(person))
    assert missing.value.status == 404


def test_suspicion_opens_a_case(client: Client, person: str) -> None:
    case = client.case(client.suspect(person, "it was not me"))
    assert (case.kind, case.text, case.steps[-1].code) == ("security-report", "it was not me", "urgent")
