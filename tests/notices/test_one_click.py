"""What a mail program needs to stop it in one click, checked by the standard's own words on what really arrived."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.notices import one_click
from tests.notices.coming import House
from tests.notices.many import NEWS, reader, sent
from tests.notices.raw import RawBox, raw_mail_server
from troth import notices
from troth.errors import Conflict, SettingsError
from troth.notices import Places, Text, dns_record, make_key, signer

RECORD = tuple[str, str]


@pytest.fixture
def box(coming: House, tmp_path: Path) -> Iterator[tuple[RawBox, RECORD]]:
    """A mail server that keeps what came to the byte; what is written to it is signed."""
    key = tmp_path / "mail.key"
    assert make_key(key)
    with raw_mail_server() as server:

        def opened(sender: str) -> object:
            return notices.mail_server(server.place, sender, signer(key, "troth", "lantern.example"))

        coming.troth.mailings.mail = opened  # type: ignore[assignment]
        coming.troth.mailings.places = Places("https://privacy.lantern.example/", "in.lantern.example")
        yield server, dns_record(key, "troth", "lantern.example")


def test_a_mailing_can_be_stopped_in_one_click(coming: House, box: tuple[RawBox, RECORD]) -> None:
    server, record = box
    reader(coming, 1)
    assert sent(coming) == {"sent": 1}
    ((raw, letter),) = server.letters
    assert one_click.faults(raw, letter, record) == []
    assert one_click.address(letter).startswith("https://privacy.lantern.example/stop/")
    assert one_click.modulus_bits(record) >= 2048


@pytest.mark.parametrize(
    "harm",
    [
        (b"lantern.example/stop/", b"evil.example/stop/"),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (b"Lamps in March", b"Lamps in April"),
        (b"New lamps are in.", b"No lamps are in. "),
    ],
)
def test_the_checker_sees_what_was_changed_on_the_way(
    coming: House, box: tuple[RawBox, RECORD], harm: tuple[bytes, bytes]
) -> None:
    server, record = box
    reader(coming, 1)
    sent(coming)
    ((raw, letter),) = server.letters
    assert raw.count(harm[0]) >= 1
    assert one_click.faults(raw.replace(*harm), letter, record) == ["the signature does not hold"]


def test_a_message_in_html_has_the_link_too(coming: House, box: tuple[RawBox, RECORD]) -> None:
    reader(coming, 1)
    page = "<html><body><p>New <b>lamps</b>.</p></body></html>"
    assert sent(coming, replace(NEWS, texts={"en": Text("Lamps", "New lamps.", page)})) == {"sent": 1}
    ((raw, letter),) = box[0].letters
    assert one_click.faults(raw, letter, box[1]) == []
    plain, html = (part.get_content() for part in letter.iter_parts())
    link = one_click.address(letter)
    assert link in plain
    assert f'<a href="{link}">' in html.partition("</body>")[0]


def test_the_token_tells_nothing_of_the_person(coming: House, box: tuple[RawBox, RECORD]) -> None:
    person = reader(coming, 1)
    sent(coming)
    ((raw, letter),) = box[0].letters
    head = raw.partition(b"\r\n\r\n")[0].replace(b"ann1@mail.example", b"", 1)
    assert b"ann1" not in head.replace(f"To: {letter['To']}".encode(), b"")
    assert person.encode() not in raw
    assert len(one_click.address(letter).rpartition("/")[2]) == 22


def test_every_mailing_has_a_link_of_its_own(coming: House, box: tuple[RawBox, RECORD]) -> None:
    reader(coming, 1)
    reader(coming, 2)
    sent(coming)
    sent(coming)
    assert len({one_click.address(letter) for _, letter in box[0].letters}) == 4


def test_who_answers_or_cannot_be_reached_comes_to_a_mailbox_of_ours(coming: House, box: tuple[RawBox, RECORD]) -> None:
    reader(coming, 1)
    sent(coming)
    ((_, letter),) = box[0].letters
    assert letter["Reply-To"].startswith("stop+")
    assert f"<mailto:{letter['Reply-To']}>" in letter["List-Unsubscribe"]
    assert box[0].senders == [f"bounce+{letter['Message-ID'][1:33]}@in.lantern.example"]


def test_the_footer_says_who_writes_and_how_to_stop_in_both_languages(
    coming: House, box: tuple[RawBox, RECORD]
) -> None:
    reader(coming, 1)
    sent(coming)
    ((_, letter),) = box[0].letters
    words = letter.get_content()
    for said in ("Lantern Market Ltd", "8/F Paper Lamp House", "To get no more of it", "如不欲再收到此類訊息"):
        assert said in words
    assert one_click.address(letter) in words


def test_marketing_is_not_sent_where_nobody_could_open_the_link(coming: House, box: tuple[RawBox, RECORD]) -> None:
    coming.troth.mailings.places = Places("http://privacy.lantern.example/")
    with pytest.raises(Conflict):
        sent(coming, NEWS)
    assert box[0].letters == []


def test_the_key_is_for_its_owner_alone_and_is_never_made_anew(tmp_path: Path) -> None:
    key = tmp_path / "mail.key"
    assert make_key(key)
    before = key.read_bytes()
    assert not make_key(key)
    assert (key.read_bytes(), stat.S_IMODE(key.stat().st_mode)) == (before, 0o600)
    with pytest.raises(SettingsError):
        signer(tmp_path / "nowhere", "troth", "lantern.example")
