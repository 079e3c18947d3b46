"""A person goes through everything in process, and nothing of their values is outside the vault, before or after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.gate.house import FACTS, House
from tests.journeys.planted import Planted, Watch, listening
from troth.errors import TrothError
from troth.gate import Act, Caller, Intake, Outcome
from troth.language import Action
from troth.people import events, person_ref
from troth.vault import New

Attempt = Callable[[], object]


def lived(troth: House, planted: Planted, watch: Watch) -> int:
    """Joins, orders, writes, is served: each permitted act, with all that comes back but the values themselves."""
    gate, caller = troth.gate, troth.caller
    ann = troth.someone(*FACTS)
    intakes = [
        Intake(ann, planted.sign_up, notice="sign-up"),
        Intake(ann, {"member-pin": planted.pin}, notice="choose-pin"),
        Intake(ann, {"order": planted.order, "billing-address": planted.sign_up["postal-address"]}, notice="order"),
        Intake(ann, {"post": planted.file()}, purpose="community"),
        Intake(ann, {"click": planted.words["json"]}, purpose="statistics", source="device"),
    ]
    outcomes: list[Outcome] = [gate.collect(caller, intake) for intake in intakes]
    troth.told("choose", ann, "newsletters", "yes", notice="newsletter", via="web")
    order = troth.ordered(ann)
    outcomes += [
        gate.use(caller, ann, ["contact", "name"], "support"),
        gate.disclose(caller, ann, ["name", "postal-address"], "delivery", "swiftfoot", ground=order),
        gate.publish(caller, ann, ["post"], "community", "public"),
        gate.link(caller, ann, ["click"], "purchase", "fitting-pages"),
    ]
    assert any(outcome.held for outcome in outcomes)
    assert gate.verify(caller, ann, "member-pin", planted.pin)
    assert troth.find("email", planted.email.upper()) == [person_ref(ann)]
    watch.saw("objects", *intakes, *outcomes, *(held for outcome in outcomes for held in outcome.held))
    watch.saw("terms", *(outcome.terms for outcome in outcomes if outcome.terms))
    with troth.database.read() as tx:
        items = troth.vault.get(tx, ann)
        watch.saw(
            "objects", *items, *(item.value for item in items), *events(tx, ann), *troth.ledger.entries_of(tx, ann)
        )
        watch.saw("objects", *(New(item.category, planted.email) for item in items), planted.file(), troth.settings)
    return ann


def wrong(troth: House, planted: Planted, ann: int) -> list[Attempt]:
    """What goes wrong, with a value in each place where one can be put."""
    gate, caller, value = troth.gate, troth.caller, planted.email

    def collect(values: dict[str, Any], **more: Any) -> Attempt:
        return lambda: gate.collect(caller, Intake(ann, values, **more))

    def use(*data: str, purpose: str = "support", **more: Any) -> Attempt:
        return lambda: gate.use(caller, ann, data, purpose, **more)

    def told(verb: str, *words: Any, **more: Any) -> Attempt:
        return lambda: troth.told(verb, ann, *words, **more)

    return [
        collect({"precise-location": value}, purpose="statistics"),
        collect({"email": value, "order": value}, notice="sign-up"),
        collect({"email": {"a": value}}, purpose="support"),
        collect({"phone": [value]}, purpose="support"),
        collect({"order": {"a": object(), "b": value}}, purpose="billing"),
        collect({"order": {value: float("nan")}}, purpose="billing"),
        collect({"name": value + "\ud800"}, purpose="support"),
        collect({"member-pin": {"pin": planted.pin}}, purpose="authentication"),
        collect({value: "x"}, purpose="support"),
        collect({"email": value}, purpose=value),
        collect({"email": value}, notice=value),
        collect({"email": value}, purpose="support", source=value),
        collect({"email": value}, purpose="support", property=value),
        use("email", purpose="sale"),
        use(value),
        use("email", purpose=value),
        use("email", purpose="newsletters", channel="post", property=value),
        lambda: gate.disclose(caller, ann, ["email"], "delivery", value),
        lambda: gate.disclose(caller, ann, ["name"], value, "swiftfoot"),
        lambda: gate.publish(caller, ann, ["post"], "community", value),
        lambda: gate.link(caller, ann, ["click"], value, "fitting-pages"),
        lambda: gate.ask(Caller("a-x"), Act(Action.USE, ann, (value,), "support")),
        lambda: gate.verify(caller, ann + 1, "member-pin", planted.pin),
        lambda: troth.find(value, value),
        lambda: troth.use(value, ["email"], "support"),
        told("choose", value, "yes"),
        told("choose", "newsletters", value),
        told("choose", "newsletters", "yes", notice=value),
        told("fact", value, True),
        told("consent", actions=[value], data=["health"], purposes=["product-advice"], explicit=True),
        told("consent", actions=["use"], data=[value], purposes=["product-advice"], explicit=True),
        told("restrict", data=[value]),
        told("own_recipient", value),
        told("decide", value, "2014-01", "agreed"),
        told("decide", "lantern-market", value, "agreed"),
        told("decide", "lantern-market", "2014-01", value),
        told("notify", "lantern-market", value, by="email"),
        lambda: troth.told("ground", value, people=[ann], data=["data"], reference="LM-1"),
        lambda: troth.told("ground", "order", people=[ann], data=[value], reference="LM-1"),
        lambda: troth.told("person", kind=value),
    ]


def tried(attempts: list[Attempt], watch: Watch) -> None:
    for number, attempt in enumerate(attempts):
        with pytest.raises((TrothError, TypeError)) as raised:
            attempt()
        watch.saw(f"error {number}", raised.value)


def test_no_value_is_outside_the_vault(troth: House, capfd: pytest.CaptureFixture[str]) -> None:
    planted = Planted()
    watch = Watch(planted)
    with listening(watch):
        ann = lived(troth, planted, watch)
        tried(wrong(troth, planted, ann), watch)
        watch.store(troth)
        watch.proofs(troth, ann)
        watch.saw("erasure", troth.told("erase", ann))
        tried(wrong(troth, planted, ann)[:6], watch)
        watch.store(troth)
        assert troth.ledger.verify().sound
    watch.saw("output", *capfd.readouterr())
    assert watch.here == []
    assert {"log", "objects", "terms", "erasure", "proofs", "checkpoint", "output"} <= watch.places
    assert len(watch.places) > 45
