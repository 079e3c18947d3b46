"""What is put together for a person: sealed, fetched, and gone in time."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace

import pytest
from pypdf import PdfReader

from tests.cases.test_cases import letters, now, opened
from tests.cases.test_dossier import told
from tests.gate.house import DAY, NOW, House
from troth.cases import Case, fetch, on_paper
from troth.errors import NotFound
from troth.gate import Caller

HER = Caller("privacy-centre")


def printed(troth: House, case: Case) -> bytes:
    """The page, as she gets it."""
    paper = on_paper(troth.cases.parts, troth.database, case)
    with troth.database.write() as tx:
        return fetch(troth.cases.parts, tx, HER, case, paper)


def test_it_can_be_fetched_until_its_time_is_over(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "access")
    troth.work.work()
    assert "case-ready" in letters(troth, ann)
    with troth.database.write() as tx:
        assert json.loads(fetch(troth.cases.parts, tx, HER, case))["format"] == "troth-access/1"
    troth.set(NOW + 14 * DAY)
    with pytest.raises(NotFound), troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case)
    with troth.database.write() as tx:
        troth.work.forget(tx)
    assert troth.work.package(case) == ""


@pytest.mark.parametrize("kind", ["access", "port"])
def test_on_paper_it_reads_as_text_with_marks_for_who_hears_it(troth: House, kind: str) -> None:
    case = opened(troth, troth.member(), kind)
    troth.work.work()
    paper = PdfReader(io.BytesIO(printed(troth, case)))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert "Ann Amber" in text
    assert "2 years" in text or "days" in text
    assert ("Who received it" in text) == (kind == "access")
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_who_asks_to_be_erased_as_well_has_time_to_fetch_it(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "access")
    troth.work.work()
    erase = opened(troth, ann, "erase")
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    assert now(troth, erase).state == "open"
    with troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case)
    troth.set(NOW + 5 * DAY)
    troth.work.work()
    assert now(troth, erase).state == "done"


def test_its_digest_and_counts_are_in_the_ledger_and_no_value(troth: House) -> None:
    ann = troth.member()
    told(troth, ann)
    (entry,) = [e for e in troth.entries(ann) if e.act == "case" and e.details["step"] == "done"]
    assert entry.details["items"] == {"email": 1, "name": 1, "phone": 1, "postal-address": 1}
    assert len(entry.details["sha256"]["json"]) == 64
    assert "Amber" not in repr(entry)


def test_fetching_leaves_an_entry(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "port")
    troth.work.work()
    with troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case)
    assert [entry.details["part"] for entry in troth.entries(ann) if entry.act == "fetch"] == ["json"]


def test_what_is_printed_leaves_an_entry_with_its_own_digest(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "access")
    troth.work.work()
    content = printed(troth, case)
    (entry,) = [entry for entry in troth.entries(ann) if entry.act == "fetch"]
    assert (entry.details["part"], entry.details["sha256"]) == ("pdf", hashlib.sha256(content).hexdigest())


def test_it_is_set_while_somebody_else_writes(troth: House) -> None:
    case = opened(troth, troth.member(), "access")
    troth.work.work()
    with troth.database.write():  # SQLite has one writer: who wanted to write meanwhile would wait
        paper = on_paper(troth.cases.parts, troth.database, case)
    assert paper.content.startswith(b"%PDF")


def test_who_is_erased_while_the_page_is_set_has_nothing_handed_out(troth: House) -> None:
    ann = troth.member()
    case = opened(troth, ann, "access")
    troth.work.work()
    paper = on_paper(troth.cases.parts, troth.database, case)
    troth.told("erase", ann)
    with pytest.raises(NotFound), troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case, paper)


def test_what_was_taken_away_or_put_in_its_place_meanwhile_is_not_handed_out(troth: House) -> None:
    case = opened(troth, troth.member(), "access")
    troth.work.work()
    paper = on_paper(troth.cases.parts, troth.database, case)
    with pytest.raises(NotFound), troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case, replace(paper, of="0" * 64))
    troth.set(NOW + 14 * DAY)
    with pytest.raises(NotFound), troth.database.write() as tx:
        fetch(troth.cases.parts, tx, HER, case, paper)
    with pytest.raises(NotFound):
        on_paper(troth.cases.parts, troth.database, case)
