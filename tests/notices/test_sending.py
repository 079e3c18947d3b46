"""Sending: each once, by a real mail server; stopped anywhere, it goes on."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.cli.commands import troth as command
from tests.notices.coming import AFTER, House, Pile
from troth.errors import SettingsError
from troth.notices import Message, Undelivered, count_concerned, mail_server, post_list


class Mailbox:
    """What aiosmtpd hands over."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(envelope)
        return "250 taken"


@pytest.fixture
def mail() -> Iterator[tuple[str, Mailbox]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    yield f"127.0.0.1:{port}", box
    controller.stop()


def test_everyone_gets_one_letter(coming: House, mail: tuple[str, Mailbox]) -> None:
    for number in range(3):
        coming.member(number)
    place, box = mail
    for expected in (3, 0):
        with mail_server(place, "privacy@lantern.example") as deliver:
            assert coming.sends(deliver) == expected
    assert sorted(letter.rcpt_tos[0] for letter in box.letters) == [f"ann{n}@mail.example" for n in range(3)]
    assert b"Auto-Submitted: auto-generated" in (box.letters[0].content or b"")


def test_stopped_in_the_middle_it_goes_on_and_repeats_at_most_the_last(coming: House) -> None:
    for number in range(3):
        coming.member(number)
    pile = Pile()

    def dies(message: Message) -> None:
        pile(message)
        if len(pile.messages) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        coming.sends(dies)
    coming.sends(pile)
    assert len(pile.messages) == 4
    assert len({message.id for message in pile.messages}) == len({message.address for message in pile.messages}) == 3


def test_what_was_not_taken_is_tried_again(coming: House) -> None:
    coming.member(1)

    def refuses(_: Message) -> None:
        raise Undelivered

    assert coming.sends(refuses) == 0
    with coming.troth.database.read() as tx:
        assert count_concerned(tx, coming.told_of) == 1
    assert coming.sends(Pile()) == 1


def test_a_message_is_masked_where_it_is_shown(coming: House) -> None:
    coming.member(1)
    pile = Pile()
    coming.sends(pile)
    assert "ann1@" not in repr(pile.messages)


def test_a_server_that_is_not_there_is_named_without_an_address() -> None:
    with pytest.raises(SettingsError, match="mail server"), mail_server("127.0.0.1:1", "privacy@lantern.example"):
        pass


def test_letters_go_to_who_left_no_mail_address(coming: House) -> None:
    coming.member(1)
    coming.member(2, **{"postal-address": "2 Tea Hill"})
    assert [address for _, address in post_list(coming.sender, coming.told_of)] == ["2 Tea Hill"]


def test_the_command_tells_by_mail_and_by_post(coming: House, tmp_path: Path, mail: tuple[str, Mailbox]) -> None:
    if coming.settings:
        return  # the command opens the store of the folder's own settings
    coming.member(1)
    coming.member(2, **{"postal-address": "2 Tea Hill"})
    store, letters = str(tmp_path / "store"), tmp_path / "letters.csv"
    with (tmp_path / "store" / "troth.toml").open("a", encoding="utf-8") as file:
        file.write(f'smtp = "{mail[0]}"\n')
    tell = ("notify", store, "--version", "2014-01")
    assert "to be told: 2" in command(*tell, "--dry-run").out
    assert (command(*tell).code, len(mail[1].letters)) == (1, 1)
    command(*tell, "--by", "post", "--list", letters)
    assert stat.S_IMODE(letters.stat().st_mode) == 0o600
    done = command(*tell, "--by", "post", "--posted", letters)
    assert (done.code, "in force since" in done.out) == (0, True)


def test_told_after_it_took_effect(coming: House) -> None:
    coming.member(1)
    coming.set(AFTER)
    assert coming.version() == "2012-12"
    assert coming.sends(Pile()) == 1
    assert coming.version() == "2014-01"
