"""Choosing a sentence: its clause opens, without JavaScript too, and shows nothing about anybody."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.web.house import Served, Visitor
from tests.web.page import words
from troth.errors import Refused
from troth.people import parse_person_ref


def test_a_sentence_is_a_link_that_opens_its_clause_at_the_sentence(visitor: Visitor) -> None:
    link = next(link for link in visitor.page("/").sentences if link.get("data-clauses") == "Q15 Q15-signup")
    page = visitor.page(link.get("href", ""))
    assert urlsplit(link.get("href", "")).fragment == link.get("id")
    assert page.id(str(link.get("id"))).get("aria-current") == "true"
    assert words(page.id("panel-title")) == "Q15"


def test_the_panel_tells_the_rule_its_conditions_and_its_words(visitor: Visitor) -> None:
    panel = words(visitor.page("/?clause=Q15-offers").id("panel"))
    assert "We may use your name, your e-mail address and your postal address for own offers" in panel
    assert "Only if you have bought or ordered something from us and you have not said no to own offers" in panel
    assert "Customers may get" in panel


def test_the_exceptions_of_a_never_follow_unless(visitor: Visitor) -> None:
    panel = words(visitor.page("/?clause=Q24").id("panel"))
    assert "Unless you have clearly agreed to just that" in panel


def test_a_must_says_what_it_obliges_to(small: Served) -> None:
    with small.visitor() as visitor:
        page = visitor.page("/?clause=gone")
    told = [words(part) for part in page.one("dl[@class='params']")]
    assert told == ["name", "erase", "data", "name", "when", "account-closed", "after", "30d"]
    assert "We erase your name 30 days after your account is closed." in words(page.id("panel"))


def test_the_panel_leads_to_the_other_clauses_of_the_sentence(small: Served) -> None:
    with small.visitor() as visitor:
        page = visitor.page("/?clause=unsold")
        chip = next(link for link in page.all("a") if link.get("class") == "chip")
        assert words(visitor.page(chip.get("href", "")).id("panel-title")) == "gone"


def test_a_clause_of_many_sentences_opens_where_it_was_chosen(visitor: Visitor) -> None:
    page = visitor.page("/?clause=titles&s=19")
    assert page.id("panel").get("data-at") == "19"
    assert visitor.page("/?clause=titles").id("panel").get("data-at") == "1"
    assert visitor.page("/?clause=titles&s=3").id("panel").get("data-at") == "1"


def test_a_loose_sentence_says_that_nothing_keeps_it(small: Served) -> None:
    with small.visitor() as visitor:
        link = next(link for link in visitor.page("/").sentences if link.text == "Nobody keeps this sentence.")
        assert "No rule keeps this sentence" in words(visitor.page(link.get("href", "")).id("panel"))
        assert visitor.get("/?sentence=2").status_code == 404  # bound
        assert visitor.get("/?sentence=none").status_code == 404


def test_a_rule_that_nobody_was_told_is_shown_to_staff_alone(small: Served) -> None:
    with small.visitor() as visitor, small.staff() as staff:
        assert not visitor.page("/").all("section[@class='untold']")
        assert visitor.get("/?clause=told-nobody").status_code == 404
        assert "told-nobody" in words(staff.page("/").one("section[@class='untold']"))
        assert "Nobody was told" in words(staff.page("/?clause=told-nobody").id("panel"))


def test_a_part_of_the_page_is_the_panel_alone(visitor: Visitor) -> None:
    answer = visitor.get("/?clause=Q15&part=panel")
    assert answer.text.lstrip().startswith("<section")
    assert visitor.get("/?part=panel").status_code == 404


def test_staff_see_what_was_done_by_a_clause(served: Served, staff: Visitor, person: str) -> None:
    entry = served.troth.collect(person, {"name": "Ada Quill"}, purpose="account-management").entry
    served.troth.ledger.integrate()
    panel = words(staff.page("/?clause=Q05").id("panel"))
    assert "Permitted: collect name for account management" in panel
    assert entry in panel


def test_a_refusal_is_told_with_its_reason(served: Served, staff: Visitor, person: str) -> None:
    try:
        served.troth.use(person, ["name"], "newsletters")
    except Refused as refused:
        entry = refused.entry
    served.troth.ledger.integrate()
    panel = words(staff.page("/?clause=Q15").id("panel"))
    assert "Refused: use name for newsletters (not all was met)" in panel
    assert str(entry) in panel


def test_nobody_else_sees_the_ledger(served: Served, visitor: Visitor, person: str) -> None:
    served.troth.ledger.integrate()
    assert person
    assert "What was done by it" not in visitor.page("/?clause=Q05").text
    with served.staff("staff") as unread:
        assert "What was done by it" not in unread.page("/?clause=Q05").text


def test_no_panel_tells_a_persons_value_or_reference(served: Served, staff: Visitor, person: str) -> None:
    served.troth.ledger.integrate()
    shown = staff.get("/?clause=Q05").text
    assert "Permitted" in shown
    assert "Quill" not in shown
    assert person not in shown


def test_of_somebody_erased_only_the_entry_is_told(served: Served, staff: Visitor, person: str) -> None:
    entry = served.troth.collect(person, {"name": "Ada Quill"}, purpose="account-management").entry
    served.troth.ledger.integrate()
    number = parse_person_ref(person)
    with served.troth.database.write() as tx:
        served.troth.tell.erase(tx, served.troth.caller, number)
    panel = words(staff.page("/?clause=Q05").id("panel"))
    assert f"About someone whose data are erased. entry {entry}" in panel
