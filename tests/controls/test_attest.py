"""attest: in date, out of date, and a register that counts rightly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.controls.asking import asked, red
from tests.gate.house import DAY, EXAMPLE, House, rows
from troth.controls import Asked, Drilled, Stage
from troth.controls.attest import CONTROL
from troth.controls.attestations import Attested, attest, enter_file, register, standing, store
from troth.errors import NotAllowed, NotFound, RequestError, SettingsError
from troth.gate import Caller
from troth.language import Version

SEALED = "somebody answers for it, and in date"
LAPSES = "it lapses when its time is over"
OFFICER = Caller("a-officer", frozenset(("privacy-officer",)))


def versions(stage: Stage) -> tuple[Version, ...]:
    return stage.engine.policies[0].versions


def run(stage: Stage, asking: Asked) -> list[Drilled]:
    return list(CONTROL.drills(stage, asking))


def answered(stage: Stage, seal: Asked, at: datetime, caller: Caller = OFFICER, **more: Any) -> None:
    with stage.database.write() as tx:
        attest(tx, stage.ledger, Attested(seal.version, seal.clause), caller, now=seal.at, at=at, **more)


@pytest.fixture
def seal(stage: Stage) -> Asked:
    """Q03 is to be answered for every 365 days."""
    return asked(stage, "Q03")


def test_what_nobody_answered_for_is_lapsed(stage: Stage, seal: Asked) -> None:
    found = run(stage, seal)
    assert red(found) == {SEALED: "nobody has answered for it; the privacy officer should"}


@pytest.mark.parametrize(("days", "in_date"), [(0, True), (364, True), (365, False), (400, False)])
def test_it_counts_until_its_time_is_over(stage: Stage, seal: Asked, days: int, in_date: bool) -> None:
    answered(stage, seal, seal.at - days * DAY)
    assert (SEALED not in red(run(stage, seal))) is in_date


def test_the_newest_counts_and_not_one_to_come(stage: Stage, seal: Asked) -> None:
    for days in (500, 100, 800):
        answered(stage, seal, seal.at - days * DAY)
    duty = Attested(seal.version, seal.clause)
    with stage.database.read() as tx:
        assert standing(tx, duty, seal.at).until == seal.at + 265 * DAY
        assert not standing(tx, duty, seal.at - 101 * DAY).in_date


def test_drills_leave_nothing_on_the_register(troth: House, stage: Stage, seal: Asked) -> None:
    before = rows(troth.database)
    run(stage, seal)
    assert rows(troth.database) == before


def test_only_the_owner_answers_and_it_is_in_the_ledger(troth: House, stage: Stage, seal: Asked) -> None:
    with pytest.raises(NotAllowed):
        answered(stage, seal, seal.at, Caller("a-other", frozenset(("dispatch",))))
    answered(stage, seal, seal.at, evidence="0" * 64)
    (entry,) = [e for e in troth.entries(None) if e.act == "attestation"]
    assert (entry.details["clauses"], entry.details["actor"]) == (["Q03"], "a-officer")


@pytest.mark.parametrize(("later", "evidence"), [(DAY, None), (0 * DAY, "no digest")])
def test_no_entry_of_the_future_or_without_a_digest(
    stage: Stage, seal: Asked, later: timedelta, evidence: str | None
) -> None:
    with pytest.raises(RequestError):
        answered(stage, seal, seal.at + later, evidence=evidence)


def newest_of_all(tx: Any, policy: str, clause: str, what: str, _at: datetime) -> Any:
    return store.select_newest(tx, policy, clause, what, datetime(9999, 1, 1, tzinfo=UTC))


def oldest(tx: Any, policy: str, clause: str, what: str, at: datetime) -> Any:
    kept = [store.select_newest(tx, policy, clause, what, at - n * timedelta(days=365)) for n in range(3)]
    return next((each for each in reversed(kept) if each is not None), None)


class Faulty:
    """The store with one fault."""

    def __init__(self, fault: Any) -> None:
        self.select_newest, self.insert_attestation = fault, store.insert_attestation


@pytest.mark.parametrize("fault", [newest_of_all, oldest, lambda *_: None])
def test_a_register_that_counts_wrongly_is_red(
    stage: Stage, seal: Asked, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    answered(stage, seal, seal.at)
    monkeypatch.setattr(register, "store", Faulty(fault))
    assert LAPSES in red(run(stage, seal))


def test_the_examples_file_keeps_both_versions_in_date(stage: Stage) -> None:
    with stage.database.write() as tx:
        assert enter_file(tx, EXAMPLE, versions(stage)) == 4
    for version in ("2012-12", "2014-01"):
        for clause in ("Q03", "Q06-required"):
            assert red(run(stage, asked(stage, clause, version=version))) == {}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("attestations: 3", SettingsError),
        ("[", SettingsError),
        ("attestations: [{clause: Q03, by: x, at: soon}]", SettingsError),
        ("attestations: [{clause: Q03, by: x, at: 2014-01-01, more: 1}]", SettingsError),
        ("attestations: [{clause: Q05, by: x, at: 2014-01-01}]", NotFound),
    ],
)
def test_a_malformed_file_is_named(stage: Stage, tmp_path: Path, text: str, error: type[Exception]) -> None:
    (tmp_path / "attestations.yaml").write_text(text, encoding="utf-8")
    with stage.database.write() as tx, pytest.raises(error):
        enter_file(tx, tmp_path, versions(stage))
