"""The commands of mailings, letters and mail that comes in, on a store of their own."""

from __future__ import annotations

import csv
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import troth as command
from tests.gate.house import EXAMPLE
from tests.notices.raw import RawBox, raw_mail_server
from troth.app import Troth
from troth.people import parse_person_ref


@pytest.fixture
def store(tmp_path: Path) -> Iterator[tuple[str, RawBox]]:
    """A deployment with one reader of the newsletters, and its mail server."""
    with raw_mail_server() as box:
        folder = tmp_path / "store"
        with Troth.create(folder, [EXAMPLE]) as troth:
            person = troth.person()
            values = {"email": "ann@mail.example", "phone": "+44 20 7946 0001"}
            troth.collect(person, values, purpose="account-management")
            troth.choose(person, "newsletters", "yes")
            with troth.database.write() as tx:
                troth.tell.fact(tx, troth.caller, parse_person_ref(person), "registered", True)
        with (folder / "troth.toml").open("a", encoding="utf-8") as file:
            file.write(f'smtp = "{box.place}"\ndkim_key = "mail.key"\nmail_in = "in.lantern.example"\n')
        yield str(folder), box


def made(store: str, tmp_path: Path, *more: str) -> str:
    (tmp_path / "march.txt").write_text("Subject: Lamps in March\n\nNew lamps are in.\n", encoding="utf-8")
    done = command("mailing", "new", store, "--text", f"en={tmp_path / 'march.txt'}", *more)
    assert done.code == 0, done.err
    return str(done.out.split()[0])


def test_a_mailing_is_made_shown_sent_and_stopped_by_an_answer(store: tuple[str, RawBox], tmp_path: Path) -> None:
    folder, box = store
    key = command("mailing", "key", folder).out
    assert "troth._domainkey.lantern.example  TXT" in key
    mailing = made(folder, tmp_path, "--for", "newsletters")
    assert "1 of 1 may get it" in command("mailing", "preview", folder, mailing).out
    done = command("mailing", "send", folder, mailing)
    assert (done.code, f"{mailing}: done; sent 1" in done.out) == (0, True)
    ((raw, letter),) = box.letters
    assert raw.startswith(b"DKIM-Signature")
    answer = f"To: {letter['Reply-To']}\r\n\r\nno more".encode()
    taken = subprocess.run([sys.executable, "-m", "troth", "mail-in", folder], input=answer, capture_output=True)
    assert (taken.returncode, taken.stdout) == (0, b"stopped\n")
    again = made(folder, tmp_path, "--for", "newsletters")
    assert "done; nobody yet" in command("mailing", "send", folder, again).out
    assert f"{mailing}" in command("mailing", "status", folder, "--json").out
    assert command("mailing", "stop", folder, again).code == 3


def test_numbers_are_written_for_their_owner_alone(store: tuple[str, RawBox], tmp_path: Path) -> None:
    folder, numbers = store[0], tmp_path / "numbers.csv"
    more = ("--for", "account-management", "--kind", "service", "--channel", "sms")
    mailing = made(folder, tmp_path, *more)
    assert "listed: 1" in command("mailing", "export", folder, mailing, "--list", numbers).out
    with numbers.open(encoding="utf-8", newline="") as file:
        assert [row["address"] for row in csv.DictReader(file)] == ["+44 20 7946 0001"]
    assert stat.S_IMODE(numbers.stat().st_mode) == 0o600
    assert "sent: 1" in command("mailing", "sent", folder, mailing).out


def test_letters_that_need_help_are_listed(store: tuple[str, RawBox]) -> None:
    folder = store[0]
    command("mailing", "key", folder)
    with Troth.open(Path(folder)) as troth:
        person = troth.person()
        troth.collect(person, {"postal-address": "2 Tea Hill"}, purpose="account-management")
        with troth.database.write() as tx:
            about = {"number": "k7", "kind": "access"}
            id_ = troth.outbox.letter(tx, parse_person_ref(person), "case-done", about)
        troth.outbox.send_waiting()
    assert f'"letter": "{id_}"' in command("letters", "list", folder, "--json").out
    assert "2 Tea Hill" in command("letters", "print", folder, id_).out
    assert command("letters", "list", folder, "--json").out == ""
    assert command("letters", "again", folder, id_).code == 3


def test_what_a_person_gets_under_a_wrong_name_is_an_error(store: tuple[str, RawBox], tmp_path: Path) -> None:
    (tmp_path / "march.txt").write_text("Lamps\nNew lamps.\n", encoding="utf-8")
    text = f"en={tmp_path / 'march.txt'}"
    done = command("mailing", "new", store[0], "--text", text, "--for", "newsletters", "--kind", "service")
    assert (done.code, "marketing" in done.err) == (3, True)
