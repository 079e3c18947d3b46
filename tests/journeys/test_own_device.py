"""Somebody takes home what proves what happened and what they said: it is checked there, without us, after they went.

Who asks to see everything and to be forgotten sees first; until it is done they can take it back.
"""

from __future__ import annotations

import base64
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.commands import troth as command
from tests.journeys.story import Story, story
from tests.journeys.window import Window, window
from troth.errors import ProofInvalid
from troth.ledger import check_proof_file
from troth.ledger.checkpoint import open_note

House = tuple[Path, dict[str, str]]
Capture = pytest.CaptureFixture[str]
MINUTES = 1 / 96  # of a day: a quarter of an hour


def agrees(told: Story) -> None:
    scope = {"actions": ["publish"], "data": ["testimonial"], "purposes": ["customers-stories"]}
    told.client.consent(told.person, recipients=["public"], explicit=True, **scope)


def saved(own: Window, what: str) -> bytes:
    """What the browser saves when the link or button is pressed; it holds no value of theirs."""
    with own.page.expect_download() as saving:
        own.page.locator(what).first.click()
    content = Path(saving.value.path()).read_bytes()
    own.told.watch.saw("what was taken home", content)
    return content


def takes_proofs_home(own: Window, folder: Path) -> Path:
    """What was passed on, proven; unpacked."""
    own.button("Check this list")
    own.reads("The list is whole.")
    (folder / "proofs.zip").write_bytes(saved(own, "a[href='/me/proofs']"))
    with zipfile.ZipFile(folder / "proofs.zip") as packed:
        packed.extractall(folder)
    return folder


def says_another(proof: str) -> str:
    """The proof with another recipient in the entry that it shows."""
    shown = re.search(r"(?<=^extra )\S+", proof, re.MULTILINE)
    assert shown is not None
    words = base64.b64decode(shown[0])
    assert b"swiftfoot" in words
    return proof.replace(shown[0], base64.b64encode(words.replace(b"swiftfoot", b"slowcoach")).decode())


def are_sound(folder: Path) -> bool:
    """By the program alone: no deployment is there. What was changed is found."""
    key = (folder / "key.txt").read_text(encoding="utf-8").strip()
    (proof,) = folder.glob("*.tlog-proof")
    with pytest.raises(ProofInvalid):
        check_proof_file(says_another(proof.read_text(encoding="utf-8")), key)
    return command("ledger", "check", proof, "--key", key).code == 0


def takes_receipts_home(own: Window, key: str) -> None:
    """Of a choice just made, signed with the same key; and of what they agreed to."""
    own.presses("#topic-own-offers button[role=switch]")
    own.reads("Own offers: off.")
    receipt = saved(own, "a[href^='/me/choice/']").decode()
    assert "choice: no" in open_note(receipt, key)
    consent = json.loads(saved(own, "a[href^='/me/consent/']"))
    assert consent["receipt_metadata"]["schema_version"] == "ISO/IEC TS 27560:2023"


def test_what_was_taken_home_proves_it_without_us(
    house: House, tmp_path: Path, capfd: Capture, browser: Browser
) -> None:
    (home := tmp_path / "home").mkdir()
    clauses = ("Q21-offers", "Q22-account")
    with story(house, capfd, *clauses) as told, window(told, browser, 1280) as own:
        told.joins()
        agrees(told)
        told.client.disclose(told.person, ["name", "postal-address"], "delivery", "swiftfoot", ground=told.orders())
        own.signs_in()
        takes_proofs_home(own, home)
        takes_receipts_home(own, (home / "key.txt").read_text(encoding="utf-8").strip())
        told.client.erase(told.person)
        assert are_sound(home)


def asks(own: Window, kind: str, words: str) -> str:
    """The address of the case."""
    own.goes(f"/me/ask/{kind}")
    own.button(words)
    return own.page.url.removeprefix(own.told.url)


def test_who_wants_to_see_and_to_go_sees_first(house: House, capfd: Capture, browser: Browser) -> None:
    with story(house, capfd, "Q35", "Q38") as told, window(told, browser) as own:
        told.joins()
        own.signs_in()
        path = asks(own, "erase", "Erase my data")
        own.reads("until then you can take it back")
        own.button("Take it back")
        own.reads("taken back on")
        told.letter("Your request is taken back")
        package = asks(own, "access", "Put it together").replace("case", "package")
        own.waits_for("done on")
        path = asks(own, "erase", "Erase my data")
        told.passes(4)
        own.signs_in()
        own.goes(path)
        own.waits_for("it waits until you have fetched your data")
        assert list(told.client.items(told.person))
        own.goes(package)
        with own.page.expect_download() as saving:
            own.page.get_by_role("button", name="JSON").click()
        assert told.planted.email in Path(saving.value.path()).read_text(encoding="utf-8")
        told.passes(MINUTES)
        assert "{" in told.letter("Your data are gone").get_content()
        own.goes("/me")
        own.reads("Your e-mail address")
