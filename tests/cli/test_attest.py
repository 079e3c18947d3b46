"""`troth attest`: the list, and answering by an account with the owner's role."""

from __future__ import annotations

from pathlib import Path

from tests.cli.commands import troth

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lantern-market"


def test_somebody_answers_with_the_owners_role(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    troth("new", store, "--policy", str(EXAMPLE))
    listed = troth("attest", store)
    assert (listed.code, "Q06-required" in listed.out, "never" in listed.out) == (1, True, True)
    made = troth("key", "new", "officer", "--scope", "register", "--role", "privacy-officer", "--store", store)
    account = made.out.split()[1]
    for clause in ("Q03", "Q06-required"):
        assert troth("attest", store, clause, "--by", account).code == 0
    assert troth("attest", store).code == 0


def test_who_has_another_role_does_not_answer(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    troth("new", store, "--policy", str(EXAMPLE))
    made = troth("key", "new", "shop", "--scope", "register", "--store", store)
    assert "owner" in troth("attest", store, "Q03", "--by", made.out.split()[1]).err
    assert "no such account" in troth("attest", store, "Q03", "--by", "a-nobody").err
