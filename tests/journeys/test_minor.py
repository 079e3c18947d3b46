"""It comes out that somebody is a child: nobody gets anything of theirs any more but who saves or judges them.

Who has it already is called on to give it back, and what we hold goes.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.small import Small, enter
from tests.journeys.story import Story, story
from tests.journeys.window import window
from troth.client import Outcome, Refused

Capture = pytest.CaptureFixture[str]
CLAUSES = (
    "may: [collect, use], data: [contact, identity], for: account-management",
    "may: disclose, data: [contact, identity], to: social-network, for: direct-marketing, when: consent",
    "may: disclose, data: [contact, identity], to: courier, for: delivery",
    "may: disclose, data: [contact, identity], to: emergency-service, for: safety, when: {ground: emergency}",
    "may: disclose, data: [contact, identity], to: authority, for: legal-process, when: {ground: legal-order}",
    "never: disclose, data: data, unless: {any: [{not: known-minor}, {ground: emergency}, {ground: legal-order}]}",
    "must: {recall: {from: [social-network, courier]}}",
    "must: {erase: {data: [contact, identity], when: known-minor, after: 7d}}",
    "must: {answer: {rights: [access, erase], by: [self-service], within: 30d, verify: true}}",
)
SHARED = {"plaza": ("social-network", "direct-marketing"), "swiftfoot": ("courier", "delivery")}
LAWFUL = {
    "rescue": ("emergency-service", "safety", "emergency"),
    "police": ("law-enforcement", "legal-process", "legal-order"),
    "city-court": ("court", "legal-process", "legal-order"),
}


def joins(kim: Story) -> None:
    """As if they were of age; and they agree to a good deal."""
    kim.person = kim.client.person()
    kim.client.collect(kim.person, kim.planted.sign_up, purpose="account-management")
    kim.client.fact(kim.person, "known-minor", False)
    scope = {"data": ["data"], "purposes": ["direct-marketing"], "recipients": ["recipients"]}
    kim.client.consent(kim.person, actions=["disclose"], explicit=True, **scope)


def share(kim: Story, to: str) -> Outcome:
    return kim.client.disclose(kim.person, ["name", "email"], SHARED[to][1], to)


def must(kim: Story, to: str) -> Outcome:
    """What somebody gets whom the law or an emergency gives a right to it."""
    kind, purpose, why = LAWFUL[to]
    ground = kim.client.ground(why, people=[kim.person], data=["data"], recipients=[kind], reference=f"{to}-1")
    return kim.client.disclose(kim.person, ["name", "email"], purpose, to, ground=ground)


def called_back(kim: Story) -> dict[str, set[str]]:
    """From whom what is called back."""
    items = kim.api.get("/v1/recipient-notices", params={"of": kim.person}).json()["items"]
    return {each["recipient"]: set(each["fields"]) for each in items if each["kind"] == "recall"}


def test_who_turns_out_to_be_a_child_is_protected_at_once(small: Small, capfd: Capture, browser: Browser) -> None:
    with story(small(*CLAUSES), capfd, "c4", "c6", "c7", "c8") as kim:
        enter(kim, {name: told[0] for name, told in (SHARED | LAWFUL).items()})
        joins(kim)
        assert all(share(kim, name).values for name in SHARED)
        assert must(kim, "police").values
        kim.passes(1)
        kim.client.fact(kim.person, "known-minor", True)
        for name in SHARED:
            with pytest.raises(Refused) as refused:
                share(kim, name)
            assert (refused.value.reason, [each.id for each in refused.value.clauses]) == ("forbidden", ["c6"])
        assert all(must(kim, name).values["email"] == kim.planted.email for name in LAWFUL)
        assert called_back(kim) == {name: {"name", "email"} for name in SHARED}
        for name in SHARED:
            letter = kim.box.wait_for(f"privacy@{name}.example")
            kim.watch.saw("letter to a recipient", letter.as_bytes())
        with window(kim, browser) as own:
            own.signs_in()
            own.reads("We keep it until 9 March 2014")
        kim.passes(8)
        kim.troth.lifetimes.sweep_all(kim.troth.database)
        assert list(kim.client.items(kim.person)) == []
