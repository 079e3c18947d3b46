"""Policies are built without the garbage collector in between."""

import gc
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.gate.house import EXAMPLE
from troth.app.policies import engine_of, recompiled
from troth.engine import Starts
from troth.errors import MalformedPolicy
from troth.language import Policy


def test_nothing_is_collected_while_policies_are_built_and_all_is_as_before_afterwards() -> None:
    collecting = []

    def starts(_: Sequence[Policy]) -> Starts:
        collecting.append(gc.isenabled())
        return {}

    engine = engine_of([EXAMPLE], starts)
    assert (collecting, gc.isenabled()) == ([False], True)
    assert recompiled(engine.policies, {}).policies == engine.policies
    assert gc.isenabled()


def test_a_policy_that_cannot_be_read_leaves_the_collector_on(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("policy: [", encoding="utf-8")
    with pytest.raises(MalformedPolicy):
        engine_of([tmp_path], lambda _: {})
    assert gc.isenabled()


def test_a_collector_that_others_switched_off_stays_off() -> None:
    gc.disable()
    try:
        engine_of([EXAMPLE], lambda _: {})
        assert not gc.isenabled()
    finally:
        gc.enable()
