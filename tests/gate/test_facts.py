"""Step 4: the facts of the moment. What a person says is in force at the next decision; what is unknown permits not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.house import DAY, FACTS, NOW, OLD, House, small_policy
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.engine import Answer, Output
from troth.errors import Refused
from troth.gate import Act
from troth.language import Action
from troth.people import parse_person_ref


def used(troth: House, person: int, purpose: str, datum: str = "email", **more: object) -> Answer:
    """The answer of a use; nothing is raised."""
    with troth.database.write() as tx:
        act = Act(Action.USE, person, (datum,), purpose, **more)  # type: ignore[arg-type]
        return troth.gate.perform(tx, troth.caller, act).answer


def test_a_choice_is_in_force_at_the_next_decision(troth: House) -> None:
    ann = troth.member()
    for value in ("yes", "no", "yes", "no"):
        troth.set(troth.clock() + DAY)
        troth.told("choose", ann, "newsletters", value)
        assert used(troth, ann, "newsletters").permitted is (value == "yes")


def test_of_a_yes_and_a_no_at_one_instant_the_no_counts(troth: House) -> None:
    ann = troth.member()
    for value in ("no", "yes"):
        troth.told("choose", ann, "newsletters", value, at=NOW)
    assert not used(troth, ann, "newsletters").permitted


def test_without_a_word_the_duty_says_what_the_default_is(troth: House) -> None:
    ann = troth.member()
    assert used(troth, ann, "opinion-surveys").permitted
    assert used(troth, ann, "newsletters").failed == {"Q15": ("choice: newsletters",)}


def test_a_choice_for_one_channel_is_of_that_channel(troth: House) -> None:
    ann = troth.member()
    troth.told("choose", ann, "newsletters", "yes")
    troth.told("choose", ann, "newsletters", "no", channel="post")
    assert used(troth, ann, "newsletters", channel="email").permitted
    assert used(troth, ann, "newsletters").permitted
    assert not used(troth, ann, "newsletters", channel="post").permitted


def test_a_newer_word_for_all_channels_does_not_undo_one_channels_no(troth: House) -> None:
    ann = troth.member()
    troth.told("choose", ann, "newsletters", "no", channel="post")
    troth.set(NOW + DAY)
    troth.told("choose", ann, "newsletters", "yes")
    assert not used(troth, ann, "newsletters", channel="post").permitted


def test_a_browsers_signal_stops_what_it_is_for_until_a_later_yes(troth: House) -> None:
    ann = troth.someone()
    troth.told("fact", ann, "known-minor", False)
    troth.collects(ann, {"click": "lamp"}, purpose="statistics", source="device")
    assert used(troth, ann, "fitting-pages", "click").permitted
    troth.told("signal", ann)
    assert not used(troth, ann, "fitting-pages", "click").permitted
    assert used(troth, ann, "statistics", "click").permitted
    troth.set(NOW + DAY)
    troth.told("choose", ann, "fitting-pages", "yes")
    assert used(troth, ann, "fitting-pages", "click").permitted
    assert not used(troth, ann, "fitting-advertisements", "click").permitted
    troth.told("signal", ann, seen=False)
    assert used(troth, ann, "fitting-advertisements", "click").permitted


@pytest.mark.parametrize("purposes", [["newsletters"], ["marketing"], None])
@pytest.mark.parametrize("data", [["email"], ["contact"], None])
def test_a_restriction_bites_at_once_by_the_trees_until_it_is_lifted(
    troth: House, purposes: list[str] | None, data: list[str] | None
) -> None:
    ann = troth.member()
    troth.told("choose", ann, "newsletters", "yes")
    restriction = troth.told("restrict", ann, data=data, purposes=purposes)
    assert used(troth, ann, "newsletters").reason == "restricted"
    assert used(troth, ann, "newsletters", "name").permitted is (data is not None)
    assert used(troth, ann, "support").permitted is (purposes is not None)
    troth.set(NOW + DAY)
    troth.told("lift", ann, restriction)
    assert used(troth, ann, "newsletters").permitted


def test_a_restriction_gives_way_to_a_legal_claim_alone(troth: House) -> None:
    ann = troth.member()
    troth.told("restrict", ann)
    claim, order = troth.ordered(ann, "legal-claim"), troth.ordered(ann)
    assert used(troth, ann, "legal-claims", ground=claim).permitted
    assert used(troth, ann, "legal-claims", ground=order).reason == "restricted"
    assert used(troth, ann, "support", ground=claim).permitted


def test_a_restriction_stops_collecting_too(troth: House) -> None:
    ann = troth.member()
    troth.told("restrict", ann, purposes=["newsletters"])
    with pytest.raises(Refused):
        troth.collects(ann, {"email": "ann@mail.example"}, notice="newsletter")


def advised(troth: House, ann: int, *, explicit: bool, **more: object) -> int:
    scope = {"actions": ["collect", "use"], "data": ["health"], "purposes": ["product-advice"]}
    consent: int = troth.told("consent", ann, **{**scope, **more}, explicit=explicit)
    return consent


def test_an_express_consent_opens_until_it_is_withdrawn(troth: House) -> None:
    ann = troth.someone()
    consent = advised(troth, ann, explicit=True)
    troth.collects(ann, {"health": "nuts"}, notice="ask-an-adviser")
    assert used(troth, ann, "product-advice", "health").permitted
    troth.set(NOW + DAY)
    troth.told("withdraw", ann, consent)
    assert used(troth, ann, "product-advice", "health").reason == "forbidden"
    with pytest.raises(Refused):
        troth.collects(ann, {"health": "nuts"}, notice="ask-an-adviser")


@pytest.mark.parametrize(
    "consent",
    [
        {"explicit": False},
        {"explicit": True, "actions": ["use"]},
        {"explicit": True, "data": ["religion"]},
        {"explicit": True, "purposes": ["newsletters"]},
        {"explicit": True, "at": OLD, "until": NOW},
    ],
)
def test_a_consent_to_less_is_no_consent(troth: House, consent: dict[str, object]) -> None:
    ann = troth.someone()
    advised(troth, ann, **consent)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        troth.collects(ann, {"health": "nuts"}, notice="ask-an-adviser")
    assert refused.value.answer.reason == "forbidden"


def test_a_consent_covers_disclosures_to_whom_it_names(troth: House) -> None:
    ann = troth.someone()
    advised(troth, ann, explicit=True)
    troth.collects(ann, {"health": "nuts"}, notice="ask-an-adviser")
    for named, permitted in (([], False), (["courier"], False), (["adviser"], True)):
        advised(troth, ann, explicit=True, actions=["disclose"], recipients=named)
        act = Act(Action.DISCLOSE, ann, ("health",), "product-advice", to="well-and-able")
        assert troth.gate.ask(troth.caller, act).permitted is permitted


def test_a_fact_that_nobody_recorded_is_unknown_and_refuses(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"email": "ann@mail.example"}, purpose="support")
    answer = used(troth, ann, "account-management")
    assert (answer.reason, answer.unknown) == ("unmet", {"Q14-account": ("registered",)})
    troth.told("fact", ann, "registered", False)
    assert used(troth, ann, "account-management").unknown == {}
    troth.set(NOW + DAY)
    troth.told("fact", ann, "registered", True)
    assert used(troth, ann, "account-management").permitted


def test_whether_it_is_a_child_must_be_known(troth: House) -> None:
    ann = troth.someone(*FACTS)
    troth.collects(ann, {"click": "lamp"}, purpose="statistics", source="device")
    assert used(troth, ann, "fitting-advertisements", "click").unknown == {"Q28": ("not: known-minor",)}
    troth.told("fact", ann, "known-minor", True)
    assert not used(troth, ann, "fitting-advertisements", "click").permitted


def test_figures_need_their_size_and_no_names(troth: House) -> None:
    ann = troth.someone()
    troth.collects(ann, {"gender": "x"}, purpose="statistics")
    outputs = [(None, False), (Output(9, False), False), (Output(10, None), False), (Output(10, True), False)]
    for output, permitted in [*outputs, (Output(10, False), True)]:
        assert used(troth, ann, "statistics", "gender", output=output).permitted is permitted, output


def test_visibility_without_a_duty_is_unknown(troth: House) -> None:
    ann = troth.someone()
    troth.told("consent", ann, actions=["publish"], data=["testimonial"], purposes=["customers-stories"], explicit=True)
    troth.collects(ann, {"testimonial": "They glow."}, notice="your-story")
    with pytest.raises(Refused):  # a consent that names no recipient covers no audience
        troth.gate.publish(troth.caller, ann, ["testimonial"], "customers-stories", "public")


def test_visibility_is_that_of_the_duty_that_names_the_datum(tmp_path: Path) -> None:
    policy = small_policy(
        tmp_path,
        "may: publish, data: content, for: community, to: [public, contacts], when: visible",
        "may: collect, data: content, for: community",
        "must: {set-visibility: {data: [image, post], default: contacts}}",
        "must: {set-visibility: {data: [upload], default: public}}",
    )
    with Troth.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        person = troth.person()
        troth.collect(person, dict.fromkeys(("image", "post", "upload"), "x"), purpose="community")
        for datum, seen in (("image", ["contacts"]), ("post", ["contacts"]), ("upload", ["public", "contacts"])):
            for audience in ("public", "contacts"):
                act = Act(Action.PUBLISH, parse_person_ref(person), (datum,), "community", to=audience)
                assert troth.gate.ask(troth.caller, act).permitted is (audience in seen), (datum, audience)
