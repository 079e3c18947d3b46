"""The client: the verbs of the in-process API, refusals as errors, and tries that are safe to repeat."""

from __future__ import annotations

import ast
import inspect
import io
from pathlib import Path

import httpx
import pytest

import troth.client
from tests.api.house import Served
from troth.app import Troth
from troth.client import Client, File, Problem, Refused, Unreachable

SOURCE = Path(troth.client.__file__).parent


def test_it_collects_and_uses(client: Client) -> None:
    person = client.person()
    stored = client.collect(person, {"email": "ada@quill.example"}, purpose="support", notice="joining")
    used = client.use(person, ["email"], purpose="support")
    assert (used.values, used.held[0].item) == ({"email": "ada@quill.example"}, stored.items["email"])
    assert (used.answer.permitted, used.answer.clauses, used.answer.version) == (True, ("Q14",), "2014-01")
    assert client.find("email", "ada@quill.example") == [person]
    client.erase(person)


def test_a_refusal_is_raised_with_its_clause(client: Client, person: str) -> None:
    with pytest.raises(Refused) as refused:
        client.use(person, ["email"], purpose="newsletters")
    error = refused.value
    assert (error.reason, error.failed, error.status) == ("unmet", {"Q15": ["choice: newsletters"]}, 403)
    assert error.clauses[0].sentence.startswith("Our newsletter goes")
    assert len(error.entry) == 16


def test_what_is_wrong_is_raised_with_what_to_do(client: Client, person: str) -> None:
    with pytest.raises(Problem) as wrong:
        client.use(person, ["no-such-term"], purpose="support")
    assert (wrong.value.status, wrong.value.code, isinstance(wrong.value, Refused)) == (422, "request-invalid", False)


def test_the_verbs_are_those_in_process() -> None:
    for verb in ("person", "find", "ask", "collect", "use", "disclose", "publish", "link", "verify", "choose"):
        ours, theirs = (_positional(getattr(owner, verb)) for owner in (Client, Troth))
        assert ours == theirs, verb


def _positional(verb: object) -> list[str]:
    kinds = inspect.signature(verb).parameters.values()  # type: ignore[arg-type]
    return [each.name for each in kinds if each.kind is each.POSITIONAL_OR_KEYWORD]


def test_it_imports_nothing_else_of_troth() -> None:
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("troth"):
                assert (node.module or "").startswith("troth.client")


def test_a_file_goes_in_and_comes_out(client: Client) -> None:
    person = client.person()
    stored = client.collect(
        person, {"enquiry": File(io.BytesIO(b"why?"), "why.txt", "text/plain")}, purpose="enquiry-answering"
    )
    shown = client.use(person, ["enquiry"], "enquiry-answering").values["enquiry"]
    assert (shown["name"], shown["media-type"], shown["size"]) == ("why.txt", "text/plain", 4)
    assert client.file(person, ["enquiry"], "enquiry-answering", stored.items["enquiry"]) == b"why?"


def test_the_other_verbs(client: Client, person: str) -> None:
    ground = client.ground("order", people=[person], data=["name"], recipients=["courier"], reference="O-9")
    sent = client.disclose(person, ["name"], "delivery", "swiftfoot", ground=ground)
    assert (sent.values["name"], sent.disclosure is not None, "delivery" in (sent.terms or "")) == (
        "Ada Quill",
        True,
        True,
    )
    assert client.ask(person, "use", ["email"], "newsletters").reason == "unmet"
    assert client.ask_of(
        {"action": "use", "data": ["email"], "for": "sale", "in": "lantern.example", "at": "2014-03-01"}
    ).reason
    assert client.verify(person, "member-pin", "0000") is False
    with pytest.raises(Refused):
        client.publish(person, ["name"], "customers-stories", "public")
    with pytest.raises(Refused):
        client.link(person, ["name"], "ip-address", "statistics")


def test_an_own_key_makes_a_call_one_act(client: Client, person: str) -> None:
    first, second = (
        client.collect(person, {"order": {"n": 1}}, purpose="billing", once=f"o-{person}") for _ in range(2)
    )
    assert first.items == second.items


class Stumbling(httpx.BaseTransport):
    """Lets each request through, and loses the first answers to it."""

    def __init__(self, lost: int, status: int | None = None) -> None:
        self._inner, self._lost, self._status, self.keys = httpx.HTTPTransport(), lost, status, list[str]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers["idempotency-key"])
        answer = self._inner.handle_request(request)
        if len(self.keys) > self._lost:
            return answer
        answer.read()
        answer.close()
        if self._status:
            return httpx.Response(self._status, json={"code": "could-not-tell"})
        raise httpx.ReadError("the line is cut")

    def close(self) -> None:
        self._inner.close()


@pytest.mark.parametrize("status", [None, 503])
def test_an_act_whose_answer_was_lost_is_tried_again_and_happens_once(
    served: Served, client: Client, person: str, status: int | None
) -> None:
    waits: list[float] = []
    stumbling = Stumbling(2, status)
    with served.client(transport=stumbling, sleep=waits.append) as trying:
        trying.collect(person, {"order": {"number": 2}}, purpose="billing")
    assert (len(stumbling.keys), len(set(stumbling.keys)), waits) == (3, 1, [0.2, 0.4])
    assert [each["category"] for each in client.items(person)].count("order") == 1


def test_a_form_is_tried_again_whole(served: Served, client: Client, person: str) -> None:
    file = File(io.BytesIO(b"a" * 100_000), "long.bin")
    with served.client(transport=Stumbling(1), sleep=lambda _: None) as trying:
        stored = trying.collect(person, {"enquiry": file}, purpose="enquiry-answering")
    assert client.file(person, ["enquiry"], "enquiry-answering", stored.items["enquiry"]) == b"a" * 100_000


def test_without_an_answer_it_says_so(served: Served) -> None:
    with served.client(transport=Stumbling(9), sleep=lambda _: None) as trying, pytest.raises(Unreachable):
        trying.person()


def test_lists_go_on_over_pages(client: Client, person: str) -> None:
    for _ in range(120):
        client.signal(person)
    assert len(list(client.events(person, "signals"))) == 120


@pytest.mark.parametrize("url", ["http://shop.example", "ftp://127.0.0.1", "shop.example"])
def test_a_key_never_goes_over_an_open_line(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Client(url, "troth_x")


def test_it_shows_neither_key_nor_values(client: Client, person: str, served: Served) -> None:
    shown = repr(client) + repr(client.use(person, ["email"], "support"))
    assert "quill" not in shown
    assert served.key() not in shown
