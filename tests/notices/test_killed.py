"""Killed at any moment (SIGKILL) and by several processes at once: everyone gets it, and marketing nobody twice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from tests.notices.coming import House
from tests.notices.many import counts, reader, started
from tests.notices.raw import RawBox, raw_mail_server
from troth import notices
from troth.notices import Mailing, work
from troth.people import parse_person_ref

ROOT = Path(__file__).resolve().parents[2]
MANY = 40
PATIENCE = 60.0


def sender(house: House, store: Path, box: RawBox) -> subprocess.Popen[str]:
    """A process that waits for a word to begin."""
    at = house.troth.clock().isoformat()
    command = [sys.executable, "-m", "tests.notices.sender", str(store), house.settings.get("database", ""), at]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen([*command, box.place], text=True, cwd=ROOT, **pipes)  # type: ignore[call-overload]
    assert process.stdout.readline() == "ready\n"
    return process  # type: ignore[no-any-return]


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def kill_after(process: subprocess.Popen[str], box: RawBox, letters: int) -> None:
    """Kills it once so many letters are there, in whatever it does then."""
    until = time.monotonic() + PATIENCE
    while len(box.letters) < letters and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.0005)
    process.kill()
    process.communicate()


def started_to(house: House, box: RawBox) -> Mailing:
    house.troth.mailings.mail = lambda address: notices.mail_server(box.place, address)
    return started(house)


def addresses(box: RawBox) -> Counter[str]:
    return Counter(str(letter["To"]) for _, letter in box.letters)


def test_a_mailing_killed_again_and_again_is_finished_and_reaches_nobody_twice(coming: House, tmp_path: Path) -> None:
    for number in range(MANY):
        reader(coming, number)
    lives = (3, 11, 20, 31)
    with raw_mail_server() as box:
        mailing = started_to(coming, box)
        for letters in lives:
            begin(process := sender(coming, tmp_path / "store", box))
            kill_after(process, box, letters)
            coming.set(coming.troth.clock() + timedelta(hours=1))
        work(coming.troth.mailings)
    told = counts(coming, mailing)
    assert max(addresses(box).values()) == 1
    assert told["sent"] + told.get("unsure", 0) == MANY
    assert told.get("unsure", 0) <= len(lives)
    assert told["sent"] <= len(box.letters) <= MANY


def test_letters_killed_again_and_again_all_arrive_and_a_second_one_is_the_same(coming: House, tmp_path: Path) -> None:
    about, lives = {"number": "k7", "kind": "access"}, (3, 11, 20)
    for number in range(MANY):
        person = parse_person_ref(coming.member(number))
        with coming.troth.database.write() as tx:
            coming.troth.outbox.letter(tx, person, "case-done", about)
    with raw_mail_server() as box:
        for letters in lives:
            begin(process := sender(coming, tmp_path / "store", box))
            kill_after(process, box, letters)
            coming.set(coming.troth.clock() + timedelta(hours=1))
        coming.troth.outbox.mail = lambda address: notices.mail_server(box.place, address)
        coming.troth.outbox.send_waiting()
    assert len(addresses(box)) == MANY
    assert len({str(letter["Message-ID"]) for _, letter in box.letters}) == MANY
    assert len(box.letters) <= MANY + len(lives)


def test_who_is_erased_while_it_is_sent_makes_nobody_wait_for_good(coming: House) -> None:
    readers = [parse_person_ref(reader(coming, number)) for number in range(MANY)]
    with raw_mail_server() as box, ThreadPoolExecutor(2) as at_once:
        coming.troth.outbox.mail = lambda address: notices.mail_server(box.place, address)
        mailing = started_to(coming, box)
        coming.troth.mailings.fill()
        for person in readers:
            with coming.troth.database.write() as tx:
                coming.troth.outbox.letter(tx, person, "case-done", {"number": "k7", "kind": "access"})
        sending = [at_once.submit(coming.troth.outbox.send_waiting), at_once.submit(work, coming.troth.mailings)]
        erased = [erase(coming, person) for person in readers[::2]]
        assert all(erased)
        for each in sending:
            each.result(PATIENCE)
    told = counts(coming, mailing)
    assert told == {"sent": MANY // 2}
    assert max(Counter((str(letter["To"]), letter["Subject"]) for _, letter in box.letters).values()) == 1


def erase(house: House, person: int) -> bool:
    with house.troth.database.write() as tx:
        return house.troth.tell.erase(tx, house.troth.caller, person).complete


def test_processes_at_once_share_the_work(coming: House, tmp_path: Path) -> None:
    for number in range(MANY):
        reader(coming, number)
    with raw_mail_server() as box, ExitStack() as ended:
        mailing = started_to(coming, box)
        processes = [ended.enter_context(sender(coming, tmp_path / "store", box)) for _ in range(2)]
        for process in processes:
            begin(process)
        assert [process.wait(PATIENCE) for process in processes] == [0, 0]
    assert addresses(box) == {f"ann{number}@mail.example": 1 for number in range(MANY)}
    assert counts(coming, mailing) == {"sent": MANY}
