"""Who may see what, over HTTP; and that who may not see an item learns not even that it is there."""

from __future__ import annotations

import io

import httpx
import pytest

from tests.api.house import Served
from troth.client import Client, File, Problem

ABSENT = "i0123456789abc"


@pytest.fixture
def post(client: Client, person: str) -> str:
    client.collect(person, {"post": "Tea!"}, purpose="community")
    (item,) = [each["item"] for each in client.items(person) if each["category"] == "post"]
    return str(item)


def answer(http: httpx.Client, item: str, viewer: str | None = None) -> tuple[int, dict[str, str], bytes]:
    query = {} if viewer is None else {"to": "contacts", "viewer": viewer}
    got = http.get(f"/v1/published/{item}", params=query)
    headers = {name: value for name, value in got.headers.items() if name != "date"}
    return got.status_code, headers, got.content


def test_who_may_not_see_it_gets_the_answer_of_what_does_not_exist(
    http: httpx.Client, client: Client, person: str, post: str
) -> None:
    nothing, stranger = answer(http, ABSENT), client.person()
    assert nothing[0] == 404
    assert answer(http, post) == nothing  # held, and not published
    client.publish(person, ["post"], "community", "contacts", item=post)
    assert answer(http, post) == answer(http, post, stranger) == answer(http, ABSENT, stranger) == nothing
    client.own_contact(person, stranger)
    assert client.published(post, stranger)["value"] == "Tea!"


def test_published_seen_narrowed_and_listed(client: Client, person: str, post: str) -> None:
    client.publish(person, ["post"], "community", "public")
    seen = client.published(post)
    assert (seen["value"], seen["to"], seen["category"]) == ("Tea!", "public", "post")
    client.set_visibility(person, "private", data="post", via="phone")
    with pytest.raises(Problem):
        client.published(post)
    (shown,) = client.publications(person)
    assert (shown["item"], shown["why"], shown["ended"] is not None) == (post, "unmet", True)


def test_staff_take_down_and_again_changes_nothing(client: Client, person: str, post: str) -> None:
    client.publish(person, ["post"], "community", "public")
    assert (client.unpublish(person, post, via="letter"), client.unpublish(person, post)) == (1, 0)
    (said,) = client.events(person, "visibility")
    assert (said["about"], said["value"], said["via"]) == (post, "private", "letter")
    assert said["policy"] == "lantern-market@2014-01"
    with pytest.raises(Problem):
        client.unpublish(person, ABSENT)


@pytest.mark.parametrize(
    "body", [{"value": "public"}, {"value": "all", "data": "post"}, {"value": "public", "data": "pots"}]
)
def test_what_is_said_is_one_thing_in_known_words(http: httpx.Client, person: str, body: dict[str, str]) -> None:
    assert http.post(f"/v1/people/{person}/visibility", json=body).status_code == 422


def test_a_viewer_goes_with_contacts(http: httpx.Client, person: str) -> None:
    for query in ({"to": "contacts"}, {"viewer": person}):
        assert http.get(f"/v1/published/{ABSENT}", params=query).status_code == 422


def test_a_published_file_comes_as_bytes(http: httpx.Client, client: Client, person: str) -> None:
    client.collect(person, {"post": File(io.BytesIO(b"leaf"), "tea.txt", "text/plain")}, purpose="community")
    (item,) = [each["item"] for each in client.items(person) if each["category"] == "post"]
    client.publish(person, ["post"], "community", "public")
    assert client.published(item)["value"]["name"] == "tea.txt"
    octets = {"accept": "application/octet-stream"}
    assert http.get(f"/v1/published/{item}", headers=octets).content == b"leaf"


def test_looking_needs_the_scope(served: Served) -> None:
    with served.http("use") as http:
        assert http.get(f"/v1/published/{ABSENT}").status_code == 403
