"""A deployment: made once in an empty folder, opened again, its policies swapped while it runs."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from tests.gate.house import ANN, EXAMPLE, NOW, House
from troth.app import Troth
from troth.app.demo.clock import DemoClock
from troth.errors import MalformedPolicy, NotFound, PolicyError, Refused, SettingsError, TrothError
from troth.people import parse_person_ref, person_ref


def test_what_was_kept_is_there_after_opening_it_again(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with Troth.create(folder, [EXAMPLE], clock=DemoClock(NOW)) as troth:
        ann = troth.person()
        troth.collect(ann, {"email": ANN["email"]}, purpose="support")
    with Troth.open(folder, clock=DemoClock(NOW)) as again:
        assert again.use(ann, ["email"], "support").values == {"email": ANN["email"]}
        assert again.find("email", "ANN@mail.example") == [ann]


def test_a_deployment_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    Troth.create(folder, [EXAMPLE]).close()
    for path in (folder, folder / "store.sqlite", folder / "master.keys", folder / "ledger.key"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_a_folder_holds_one_deployment(tmp_path: Path) -> None:
    Troth.create(tmp_path / "store", [EXAMPLE]).close()
    with pytest.raises(SettingsError, match="holds a deployment already"):
        Troth.create(tmp_path / "store", [EXAMPLE])
    with pytest.raises(SettingsError, match="holds no deployment"):
        Troth.open(tmp_path / "elsewhere")


def test_a_policy_that_cannot_be_read_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "policy.yaml").write_text("policy: [", encoding="utf-8")
    with pytest.raises(PolicyError):
        Troth.create(tmp_path / "store", [tmp_path / "policy"])
    assert not list((tmp_path / "store").glob("*"))


def test_keys_of_another_deployment_open_nothing(tmp_path: Path) -> None:
    with Troth.create(tmp_path / "one", [EXAMPLE]) as troth:
        ann = troth.person()
        troth.collect(ann, {"email": ANN["email"]}, purpose="support")
    Troth.create(tmp_path / "two", [EXAMPLE]).close()
    shutil.copy(tmp_path / "two" / "master.keys", tmp_path / "one" / "master.keys")
    with Troth.open(tmp_path / "one") as troth, pytest.raises(TrothError) as error:
        troth.use(ann, ["email"], "support")
    assert error.value.code == "could-not-tell"


def test_policies_are_swapped_while_it_runs_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    policy = shutil.copytree(EXAMPLE, tmp_path / "policy")
    with Troth.create(tmp_path / "store", [policy], clock=DemoClock(NOW)) as troth:
        ann = troth.person()
        troth.collect(ann, {"email": ANN["email"]}, purpose="support")
        clauses = policy / "2014-01" / "policy.yaml"
        words = clauses.read_text(encoding="utf-8")
        clauses.write_text("policy: [", encoding="utf-8")
        with pytest.raises(MalformedPolicy):
            troth.reload()
        assert troth.use(ann, ["email"], "support").values
        clauses.write_text(
            words.replace("for: [order-fulfilment, support]", "for: order-fulfilment", 1), encoding="utf-8"
        )
        troth.reload()
        with pytest.raises(Refused):
            troth.use(ann, ["email"], "support")


def test_the_python_api_has_the_verbs_and_takes_references(troth: House) -> None:
    ann = troth.person()
    troth.collect(ann, dict(ANN), notice="sign-up")
    troth.collect(ann, {"member-pin": "271828"}, notice="choose-pin")
    troth.collect(ann, {"post": "Paper lamps last."}, purpose="community")
    troth.choose(ann, "newsletters", "yes")
    assert troth.ask(ann, "use", ["email"], "newsletters").permitted
    assert troth.use(ann, ["email"], "newsletters").values == {"email": ANN["email"]}
    assert troth.disclose(ann, ["email"], "newsletters", "inkwell").disclosure
    assert troth.publish(ann, ["post"], "community", "public").values
    assert troth.verify(ann, "member-pin", "271828")
    with pytest.raises(Refused):
        troth.link(ann, ["post"], "email", "statistics")
    assert troth.entries(parse_person_ref(ann))[0].act == "person"
    with pytest.raises(NotFound):
        troth.use(person_ref(404), ["email"], "support")
