"""What is published is kept, seen by whom it is for, decided anew at each view, and taken down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.house import DAY, NOW, House, small_policy
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.errors import NotFound, NotShown, Refused, RequestError
from troth.gate import Act, Caller, Intake, publications
from troth.language import Action
from troth.people import contacts_of, parse_person_ref

ME = Caller("a-app")


def posted(troth: House, words: str = "Tea!") -> tuple[int, int]:
    ann = troth.someone("registered", "account-open", "adult")
    return ann, troth.collects(ann, {"post": words}, purpose="community").items["post"]


def publish(troth: House, ann: int, item: int, to: str = "public") -> None:
    troth.gate.publish(ME, ann, ["post"], "community", to, item=item)


def sees(troth: House, item: int, viewer: int | None = None) -> object:
    try:
        return troth.gate.view(ME, item, viewer).held.value
    except NotFound as error:
        return error.message


NOTHING = "nothing is published under that id"


def test_what_is_published_is_seen_and_each_view_leaves_an_entry(troth: House) -> None:
    ann, item = posted(troth)
    assert sees(troth, item) == NOTHING
    publish(troth, ann, item)
    assert sees(troth, item) == "Tea!"
    assert [entry.act for entry in troth.entries(ann)][-2:] == ["publish", "view"]


def test_contacts_are_whom_the_person_named_and_it_goes_one_way(troth: House) -> None:
    (ann, item), bob, eve = posted(troth), troth.someone(), troth.someone()
    troth.told("set_visibility", ann, "contacts", data="post", via="web")
    publish(troth, ann, item, "contacts")
    troth.told("own_contact", ann, bob)
    troth.told("own_contact", eve, ann)
    assert [sees(troth, item, who) for who in (bob, eve, None, 12345)] == ["Tea!", NOTHING, NOTHING, NOTHING]
    troth.told("own_contact", ann, bob, named=False)
    assert sees(troth, item, bob) == NOTHING


def test_an_erased_contact_sees_nothing_and_nobody_is_their_own(troth: House) -> None:
    (ann, item), bob = posted(troth), troth.someone()
    publish(troth, ann, item, "contacts")
    troth.told("own_contact", ann, bob)
    troth.told("erase", bob)
    assert sees(troth, item, bob) == NOTHING
    with troth.database.read() as tx:
        assert contacts_of(tx, ann, NOW) == {bob}
    with pytest.raises(RequestError):
        troth.told("own_contact", ann, ann)


def test_narrowing_takes_down_at_once_and_widening_puts_nothing_up(troth: House) -> None:
    ann, item = posted(troth)
    publish(troth, ann, item)
    publish(troth, ann, item, "contacts")
    troth.told("set_visibility", ann, "contacts", data="post")
    assert sees(troth, item) == NOTHING
    troth.told("set_visibility", ann, "public", data="post")
    assert sees(troth, item) == NOTHING
    with troth.database.read() as tx:
        assert [p.audience for p in publications.standing(tx, ann)] == ["contacts"]


def test_one_item_is_set_and_published_alone(troth: House) -> None:
    ann, item = posted(troth)
    other = troth.collects(ann, {"post": "Rain"}, purpose="community").items["post"]
    troth.told("set_visibility", ann, "private", item=other)
    with pytest.raises(Refused):
        troth.gate.publish(ME, ann, ["post"], "community", "public")
    publish(troth, ann, item)
    assert (sees(troth, item), sees(troth, other)) == ("Tea!", NOTHING)
    with pytest.raises(NotFound):
        troth.told("set_visibility", troth.someone(), "private", item=item)


def test_what_was_taken_down_stays_down_until_its_person_shows_it_again(troth: House) -> None:
    ann, story = troth.someone(), {"testimonial": "They glow."}
    item = troth.collects(ann, story, notice="your-story").items["testimonial"]
    scope = {"actions": ["publish"], "data": ["testimonial"], "purposes": ["customers-stories"]}
    troth.told("consent", ann, **scope, recipients=["public"], explicit=True)
    act = Act(Action.PUBLISH, ann, ("testimonial",), "customers-stories", to="public")
    with troth.database.write() as tx:
        troth.gate.perform(tx, ME, act).unwrap()
    assert sees(troth, item) == "They glow."
    assert (troth.told("unpublish", ann, item, via="letter"), troth.told("unpublish", ann, item)) == (1, 0)
    assert sees(troth, item) == NOTHING
    with troth.database.write() as tx:
        assert isinstance(troth.gate.perform(tx, ME, act).refusal, NotShown)
    troth.set(NOW + DAY)
    troth.told("set_visibility", ann, "public", item=item)
    with troth.database.write() as tx:
        troth.gate.perform(tx, ME, act).unwrap()
    assert sees(troth, item) == "They glow."


def test_a_withdrawn_consent_takes_it_down_and_the_list_says_why(troth: House) -> None:
    ann = troth.someone()
    item = troth.collects(ann, {"testimonial": "They glow."}, notice="your-story").items["testimonial"]
    scope = {"actions": ["publish"], "data": ["testimonial"], "purposes": ["customers-stories"]}
    given = troth.told("consent", ann, **scope, recipients=["public"], explicit=True)
    troth.gate.publish(ME, ann, ["testimonial"], "customers-stories", "public")
    troth.told("withdraw", ann, given)
    with troth.database.read() as tx:
        (shown,) = publications.listed(tx, ann)
    assert (shown.why, shown.ended, sees(troth, item)) == ("unmet", NOW, NOTHING)


def test_a_publication_goes_with_its_item_and_its_person(troth: House) -> None:
    (ann, item), (bob, other) = posted(troth), posted(troth)
    for person, each in ((ann, item), (bob, other)):
        publish(troth, person, each)
        troth.set(NOW)
        troth.told("unpublish", person, each)
        troth.set(NOW + DAY)
        troth.told("set_visibility", person, "public", item=each)
        publish(troth, person, each)
    with troth.database.write() as tx:
        troth.vault.delete_item(tx, ann, item)
    assert troth.told("erase", bob).complete
    with troth.database.read() as tx:
        assert publications.listed(tx, ann) == publications.listed(tx, bob) == []
    assert sees(troth, item) == sees(troth, other) == NOTHING


def test_published_twice_it_is_listed_once(troth: House) -> None:
    ann, item = posted(troth)
    publish(troth, ann, item)
    publish(troth, ann, item)
    with troth.database.read() as tx:
        assert len(publications.listed(tx, ann)) == 1


MAY = "may: publish, data: post, for: community, to: [public, contacts], when: visible"
TAKE = "may: collect, data: post, for: community"


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("private", "public", False),
        ("public", "private", False),
        ("public", "public", True),
        (None, "public", False),
        ("public", None, False),
    ],
)
def test_a_new_default_never_shows_an_older_item_to_more(
    tmp_path: Path, before: str | None, after: str | None, seen: bool
) -> None:
    duties = [f"must: {{set-visibility: {{data: [post], default: {each}}}}}" for each in (before, after) if each]
    small_policy(tmp_path, MAY, TAKE, *duties[: 1 if before else 0])
    made = small_policy(tmp_path, MAY, TAKE, *duties[-1 if after else 2 :], version="2", effective="2014-04-01")
    with Troth.create(tmp_path / "store", [made], clock=DemoClock(NOW)) as troth:
        person = parse_person_ref(troth.person())
        troth.gate.collect(ME, Intake(person, {"post": "Tea!"}, "community"))
        troth.clock.set(NOW + 60 * DAY)  # type: ignore[attr-defined]
        answer = troth.gate.ask(ME, Act(Action.PUBLISH, person, ("post",), "community", to="public"))
        assert answer.permitted is seen


def test_a_version_that_forbids_it_takes_it_down(tmp_path: Path) -> None:
    show = "must: {set-visibility: {data: [post], default: public}}"
    small_policy(tmp_path, MAY, TAKE, show)
    made = small_policy(tmp_path, MAY, TAKE, show, "never: publish, data: post", version="2", effective="2014-04-01")
    with Troth.create(tmp_path / "store", [made], clock=DemoClock(NOW)) as troth:
        person = parse_person_ref(troth.person())
        item = troth.gate.collect(ME, Intake(person, {"post": "Tea!"}, "community")).items["post"]
        troth.gate.publish(ME, person, ["post"], "community", "public")
        assert troth.gate.view(ME, item).held.value == "Tea!"
        troth.clock.set(NOW + 60 * DAY)  # type: ignore[attr-defined]
        with pytest.raises(NotFound):
            troth.gate.view(ME, item)
        assert (troth.tell.review_all(troth.database), troth.tell.review_all(troth.database)) == (1, 0)
        with troth.database.read() as tx:
            assert publications.listed(tx, person)[0].why == "forbidden"
