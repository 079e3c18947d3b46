"""protect-credentials: the example keeps it, and each way to break it turns a drill red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from tests.controls.asking import red, run, small_stage
from troth import people
from troth.controls import Stage
from troth.controls.protect_credentials import CONTROL
from troth.gate import Act, Caller, Gate, Held, Outcome, trying
from troth.vault import Vault, credentials, vault

Patch = pytest.MonkeyPatch
SMALL = ("must: protect-credentials", "may: collect, data: password, for: authentication")


def test_the_example_keeps_it_and_nobody_stays(stage: Stage) -> None:
    found = run(CONTROL, stage, "Q05-sealed")
    assert (len(found), red(found)) == (13, {})
    with stage.database.read() as tx:
        assert people.list_people(tx, realms=("drill",)) == []


def test_a_policy_that_collects_none_keeps_it_too(tmp_path: Path) -> None:
    with small_stage(tmp_path, SMALL[0]) as stage:
        assert red(run(CONTROL, stage, "c1", policy="small")) == {}


def bare(patch: Patch) -> None:
    patch.setattr(vault, "seal", lambda _cipher, text, _place: b"\x01" + bytes(12) + text + bytes(16))
    patch.setattr(vault, "unseal", lambda _cipher, sealed, _place: sealed[13:-16])


def unhashed(patch: Patch) -> None:
    patch.setattr(credentials, "hashed", str.encode)
    patch.setattr(credentials, "matches", lambda stored, candidate: stored == candidate.encode())


def cheap(patch: Patch) -> None:
    patch.setattr(credentials, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def unsalted(patch: Patch) -> None:
    patch.setattr(credentials, "hashed", lambda text: credentials._HASHER.hash(text.encode(), salt=b"s" * 16).encode())


def readable(patch: Patch) -> None:
    patch.setattr(Vault, "_opened", lambda self, _tx, row: self._unsealed(row))


def handing(*actions: str) -> Callable[[Patch], None]:
    """A gate that gives out all items for these actions."""

    def fault(patch: Patch) -> None:
        perform = Gate.perform

        def generous(self: Gate, tx: Any, caller: Caller, act: Act) -> Outcome:
            done = perform(self, tx, caller, act)
            items = self.vault.items(tx, act.person) if act.action in actions else ()
            return replace(done, held=tuple(Held(i.id, i.category, "", "", act_time(self), "") for i in items))

        patch.setattr(Gate, "perform", generous)

    return fault


def act_time(gate: Gate) -> Any:
    return gate.clock()


def talkative(patch: Patch) -> None:
    append = trying._append
    patch.setattr(
        trying,
        "_append",
        lambda tx, ledger, tried, act, told: append(tx, ledger, tried, act, told | {"x": tried.candidate}),
    )


def always(answer: bool) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(Vault, "verify", lambda *_: answer)


def unlimited(patch: Patch) -> None:
    patch.setattr(trying, "MOST_TRIES", 1000)


def lets_a_hit_in(patch: Patch) -> None:
    """The limit is only for wrong ones."""
    verify = Gate.verify

    def lenient(self: Gate, caller: Caller, person: int, category: str, candidate: str) -> bool:
        with self.database.read() as tx:
            return self.vault.verify(tx, person, category, candidate) or verify(
                self, caller, person, category, candidate
            )

    patch.setattr(Gate, "verify", lenient)


def for_good(patch: Patch) -> None:
    patch.setattr(trying, "WINDOW", timedelta(days=1000))


def tells_of_nobody(patch: Patch) -> None:
    verify = Gate.verify
    patch.setattr(Gate, "verify", lambda *given: given[2] != 1 and verify(*given))


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (bare, "the password is looked for in the database's own bytes"),
    (unhashed, "the password is unsealed with the person's key"),
    (cheap, "the password is unsealed with the person's key"),
    (unsalted, "the same password of two people is compared"),
    (readable, "the password is opened as an item"),
    (handing("use"), "the gate is asked for the password, for every purpose"),
    (handing("disclose", "publish"), "the gate is asked to hand out the password"),
    (handing("link"), "the gate is asked to join the password to something"),
    (talkative, "the password is looked for in what the ledger tells"),
    (always(False), "the right password is tried"),
    (always(True), "wrong ones are tried in place of the password"),
    (unlimited, "somebody guesses at the password"),
    (lets_a_hit_in, "somebody guesses at the password"),
    (for_good, "after a pause the right password is tried again"),
    (tells_of_nobody, "somebody guesses at the password of nobody"),
]
MORE = (
    "may: [use, link], data: name, with: data, for: support",
    "may: disclose, data: name, for: support, to: courier",
)


@pytest.mark.parametrize(("fault", "hit"), FAULTS, ids=[hit.replace(" ", "-") for _, hit in FAULTS])
def test_a_fault_turns_its_drill_red(
    tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None], hit: str
) -> None:
    with small_stage(tmp_path, *SMALL, *MORE) as stage, monkeypatch.context() as patch:
        fault(patch)
        found = red(run(CONTROL, stage, "c1", policy="small"))
    assert hit in found, found
