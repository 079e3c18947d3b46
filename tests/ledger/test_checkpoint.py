"""Signed notes and keys, as C2SP defines them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from troth.errors import ProofInvalid, SettingsError
from troth.ledger import LogKey, open_checkpoint
from troth.ledger.checkpoint import open_note, sign_checkpoint

VECTOR = json.loads((Path(__file__).parent / "vectors" / "c2sp-signed-note.json").read_text("utf-8"))
NOTE, VKEY = VECTOR["note"], VECTOR["vkey"]
KEY = LogKey.make("lantern.example/ledger")
ROOT = bytes(range(32))


def test_the_public_example_note_verifies_with_its_key() -> None:
    assert open_note(NOTE, VKEY) == "This is an example message.\n"


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("example message", "example massage"),
        NOTE.replace("Uw2QOkn8", "Uw2QOkn9"),
        NOTE.replace("Uw2QOkn8", "Vw2QOkn8"),  # another key id: a signature of a stranger, to be ignored
        NOTE.replace("— example.com/foo", "— example.com/bar"),
        NOTE.replace("— ", "- "),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace(".", ".\t"),
        NOTE.rstrip("\n"),
        NOTE + "\n",
        "",
    ],
)
def test_a_changed_note_does_not_verify(note: str) -> None:
    with pytest.raises(ProofInvalid):
        open_note(note, VKEY)


def test_signatures_of_others_are_ignored() -> None:
    witness = LogKey.make("witness.example").sign("This is an example message.\n").split("\n\n")[1]
    assert open_note(NOTE + witness, VKEY) == "This is an example message.\n"


@pytest.mark.parametrize("vkey", ["", "a+b", VKEY.replace("530d903a", "530d903b"), VKEY[:-4], "x" + VKEY])
def test_a_damaged_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(ProofInvalid):
        open_note(NOTE, vkey)


def test_a_checkpoint_reads_back_as_signed() -> None:
    signed = sign_checkpoint(KEY, 12, ROOT)
    assert signed.note.startswith("lantern.example/ledger\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— ")
    assert open_checkpoint(signed.note, KEY.vkey) == signed


@pytest.mark.parametrize(
    "text",
    [
        "lantern.example/other\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "lantern.example/ledger\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "lantern.example/ledger\n1\nAAEC\n",
        "lantern.example/ledger\n1\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ProofInvalid):
        open_checkpoint(KEY.sign(text), KEY.vkey)


def test_the_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ledger.key"
    made = LogKey.load(path, "lantern.example/ledger")
    assert path.stat().st_mode & 0o777 == 0o600
    assert LogKey.load(path, "lantern.example/ledger").vkey == made.vkey
    assert [file.name for file in path.parent.iterdir()] == ["ledger.key"]


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    LogKey.load(path, "lantern.example/ledger")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="others may read"):
        LogKey.load(path, "lantern.example/ledger")


def test_a_key_of_another_ledger_is_refused(tmp_path: Path) -> None:
    LogKey.load(tmp_path / "ledger.key", "lantern.example/ledger")
    with pytest.raises(SettingsError, match="is of the ledger"):
        LogKey.load(tmp_path / "ledger.key", "lantern.example/other")


@pytest.mark.parametrize(
    "text",
    ["", "PRIVATE+KEY+a+b", KEY.secret[:-4], KEY.secret.replace("PRIVATE", "PUBLIC")],
    ids=["empty", "short", "cut", "public"],  # a fresh key has another text in each process
)
def test_a_damaged_key_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        LogKey.parse(text)


def test_a_key_never_shows_itself() -> None:
    assert KEY.secret.split("+", 4)[4] not in repr(KEY)
    assert LogKey.parse(KEY.secret).vkey == KEY.vkey
