"""What the drills found stands at each sentence, with shape and words, and in the panel with the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.web.house import Served, Visitor, opened, serving
from tests.web.page import words
from tests.web.small import write_small
from troth.controls import Drilled
from troth.proof import Proof, Proven, Status, store
from troth.web.standing import standing

STATUSES: dict[str, Status] = {
    "keep": "kept",
    "unsold": "kept",
    "gone": "broken",
    "asked": "lapsed",
    "letters": "attested",
    "said": "said",
    "told-nobody": "unproven",
}


@pytest.fixture
def drilled(tmp_path: Path) -> Iterator[Served]:
    """A server of the small policy, with a run in its store that has every status."""
    with opened(tmp_path, write_small(tmp_path / "policy")) as troth, serving(troth) as running:
        at = troth.clock()
        fine = Drilled("asks for more & gets <nothing>", True, "refused: undisclosed", at, ("00000000000000aa",))
        wrong = Drilled("looks for it after 31 days", False, "it is still there", at, ("00000000000000bb",))
        found = {"broken": (fine, wrong), "said": (), "unproven": ()}
        clauses = [Proven(c, s, "erase" if c == "gone" else None, found.get(s, (fine,))) for c, s in STATUSES.items()]
        with troth.database.write() as tx:
            store.insert_run(tx, Proof("small", "1", tuple(clauses)), at - timedelta(hours=3))
        yield running


@pytest.fixture
def staff(drilled: Served) -> Iterator[Visitor]:
    with drilled.staff() as visitor:
        yield visitor


def test_each_sentence_carries_the_worst_of_its_clauses(staff: Visitor) -> None:
    told = {link.get("data-clauses"): (link.get("data-state"), words(link)) for link in staff.page("/").sentences}
    assert told["keep"][0] == "kept"
    assert told["keep"][1].endswith("(we may) (kept)")
    assert told["unsold gone"][0] == "broken"
    assert told["unsold gone"][1].endswith("(we never) (we must) (broken)")
    assert told["asked letters"][0] == "lapsed"
    assert told["said"][0] is None


def test_the_top_counts_them_the_worst_first_with_the_time(staff: Visitor) -> None:
    proven = words(staff.page("/").one("p[@class='proven']"))
    assert proven.startswith("1 broken 1 lapsed 1 unproven 1 attested 2 kept")
    assert "last drilled 1 March 2014, 07:00 UTC" in proven


def test_the_panel_shows_what_was_tried_and_found(staff: Visitor) -> None:
    page = staff.page("/?clause=gone")
    panel = words(page.id("panel"))
    assert "Broken." in panel
    assert "Tried: looks for it after 31 days Found: it is still there entry 00000000000000bb" in panel
    assert "1 drill passed" in panel
    assert "asks for more & gets <nothing>" in panel


def test_who_may_not_read_the_ledger_sees_no_status(drilled: Served) -> None:
    with drilled.visitor() as visitor, drilled.staff("staff", "ask") as asker:
        for page in (visitor.page("/"), asker.page("/?clause=gone")):
            assert not any(link.get("data-state") for link in page.sentences)
            assert "drill" not in page.text


def test_a_version_that_was_never_drilled_says_so(staff: Visitor) -> None:
    page = staff.page("/policy/small/2")
    assert "This version has not been drilled here yet." in page.text
    assert not any(link.get("data-state") for link in page.sentences)


def test_the_newest_run_counts(drilled: Served) -> None:
    version = drilled.troth.engine.policies[0].versions[0]
    with drilled.troth.database.write() as tx:
        mended = Proof("small", "1", (Proven("gone", "kept", "erase", ()),))
        store.insert_run(tx, mended, drilled.troth.clock())
    assert dict(standing(drilled.troth, version).counts) == {"kept": 1}
