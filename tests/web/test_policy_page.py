"""The policy page: the text whole and readable, a mark on each sentence, and the versions."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.web.house import Served, Visitor
from tests.web.page import words
from troth.language import Version
from troth.review import loose_sentences


def _version(served: Served, name: str) -> Version:
    found = served.troth.engine.policies[0].version(name)
    assert found is not None
    return found


def test_the_page_is_open_to_everyone_and_shows_the_version_in_force(visitor: Visitor) -> None:
    page = visitor.page("/")
    assert words(page.one("h1")).startswith("Lantern Market: your data and you")
    assert "In force since 15 January 2014" in page.text


def test_every_sentence_stands_in_the_page_in_its_order(served: Served, visitor: Visitor) -> None:
    shown = [(link.text or "").strip() for link in visitor.page("/").sentences]
    assert shown == [sentence.text for sentence in _version(served, "2014-01").text.sentences]


@pytest.mark.parametrize("name", ["2012-12", "2014-01"])
def test_as_many_sentences_are_marked_loose_as_the_review_finds(served: Served, visitor: Visitor, name: str) -> None:
    page = visitor.page(f"/policy/lantern-market/{name}")
    marked = [link.get("id") for link in page.sentences if link.get("data-signs") == "loose"]
    assert marked == [f"s{number}" for number in sorted(loose_sentences(_version(served, name)))]


def test_the_loose_sentences_of_a_policy_are_those_of_the_review(small: Served) -> None:
    with small.visitor() as visitor:
        page = visitor.page("/")
    loose = {link.get("id") for link in page.sentences if link.get("data-signs") == "loose"}
    assert loose == {f"s{number}" for number in loose_sentences(_version(small, "1"))}
    assert len(loose) == 5


def test_a_mark_is_told_in_words_as_well(small: Served) -> None:
    with small.visitor() as visitor:
        told = {link.get("data-signs"): words(link) for link in visitor.page("/").sentences}
    assert told["may"].endswith("(we may)")
    assert told["never must"].endswith("(we never) (we must)")
    assert told["said"].endswith("(only said)")
    assert told["loose"].endswith("(no rule yet)")


def test_each_mark_has_a_shape_of_its_own(visitor: Visitor) -> None:
    page = visitor.page("/")
    shapes = {
        symbol.get("id"): words(symbol) + str([e.attrib for e in symbol.iter()][1:])
        for symbol in page.all("*")
        if str(symbol.tag).endswith("symbol")
    }
    assert len(shapes) == len(set(shapes.values())) == 10


def test_the_counts_at_the_top_are_those_of_the_marks(small: Served) -> None:
    with small.visitor() as visitor:
        page = visitor.page("/")
    counts = {words(pair[0]): int(words(pair[1])) for pair in page.all("dl[@class='counts']/div")}
    signs = Counter(link.get("data-signs") == "loose" for link in page.sentences)
    assert counts == {"sentences": signs.total(), "bound": signs[False], "loose": signs[True], "rules": 7}


def test_markup_in_the_text_stays_text(small: Served) -> None:
    with small.visitor() as visitor:
        page = visitor.page("/")
    assert 'It says "quoted <things>" too.' in page.text


def test_headings_never_skip_a_level(small: Served, visitor: Visitor) -> None:
    with small.visitor() as other:
        pages = [other.page("/"), other.page("/?clause=asked"), visitor.page("/"), visitor.page("/?clause=Q15&s=71")]
    for page in pages:
        levels = [
            int(element.tag[1]) for element in page.tree.iter() if str(element.tag) in {f"h{n}" for n in range(1, 7)}
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later <= before + 1 for before, later in pairwise(levels))


def test_an_older_version_stays_readable_and_says_when_it_ended(visitor: Visitor) -> None:
    page = visitor.page("/policy/lantern-market/2012-12")
    assert "No longer in force: it held from 18 December 2012 to 15 January 2014" in page.text


def test_a_version_to_come_says_when_it_begins(small: Served) -> None:
    with small.visitor() as visitor:
        assert "Not in force yet: it begins on 1 January 2030" in visitor.page("/policy/small/2").text


@pytest.mark.parametrize("path", ["/policy/lantern-market/1999", "/policy/nobody/2014-01", "/?clause=none", "/nowhere"])
def test_what_is_not_there_gets_a_calm_page(visitor: Visitor, path: str) -> None:
    page = visitor.page(path, 404)
    assert words(page.one("h1")) == "There is nothing here"


def test_every_link_leads_somewhere(served: Served) -> None:
    with served.staff() as staff:
        pages = [
            staff.page(path) for path in ("/", "/?clause=Q15", "/policy/lantern-market/2012-12", "/try", "/sign-in")
        ]
        for page in pages:
            for address in set(page.links):
                path, _, place = address.partition("#")
                target = page if not path or path == page.response.url.raw_path.decode() else None
                answer = target.response if target else staff.get(path)
                assert answer.status_code == 200, address
                assert not place or f'id="{place}"' in answer.text, address
