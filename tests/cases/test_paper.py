"""The page to print: in the language of who reads it, with every sign that some font has, and never broken by one."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.gate.house import NOW
from troth.cases.dossier import PORTABLE, Portable
from troth.cases.dossier.model import Controller
from troth.cases.dossier.things import Collected, Item, Kept, Rule
from troth.cases.paper import Fonts, as_paper
from troth.cases.tongue import ENGLISH, Tongue
from troth.web.tongues import understood

BARE = Fonts(system=False)  # what comes with Typst: Latin, Greek, Cyrillic
RULE = Rule("shop", "1", "end", "account-closed", timedelta(days=730))


def document(value: str, category: str = "name") -> Portable:
    """What somebody gave: one thing."""
    under = Collected(NOW, "person", "shop", "1", None, None, ())
    item = Item("i1", category, "text", "person", under, Kept(None, None, (RULE,)), value=value)
    return Portable(PORTABLE, NOW, "p1", Controller("shop", "1", "Lantern Market"), (item,), ())


def read(paper: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def chinese() -> Tongue:
    found = understood("zh-HK")
    assert found is not None
    return found


def test_in_english_it_says_what_since_when_and_how_long() -> None:
    text = read(as_paper(document("Ann Amber"), fonts=BARE))
    assert "What you gave Lantern Market" in text
    assert "Your name" in text
    assert "from you since 1 March 2014" in text
    assert "until 2 years after you close your account" in text
    assert "no font" not in text


def test_in_chinese_it_can_be_read_and_its_language_is_told_to_who_hears_it() -> None:
    paper = as_paper(document("陳大文"), chinese())
    assert all(word in read(paper) for word in ("陳大文", "你的姓名", "來源：由你提供"))
    assert not any(word in read(paper) for word in ("Your", "since", "□"))
    assert PdfReader(io.BytesIO(paper)).trailer["/Root"]["/Lang"] == "zh-HK"


def test_without_a_font_for_its_words_the_page_is_in_english_and_says_what_it_could_not_show() -> None:
    text = read(as_paper(document("陳大文 & co"), chinese(), BARE))
    assert "What you gave Lantern Market" in text
    assert "□□□ & co" in text
    assert "Signs that no font here has are drawn as □" in text


def test_a_font_that_has_the_words_is_found_out_by_its_signs_not_by_its_name() -> None:
    german = Tongue("de", ENGLISH.locale.parse("de_CH"), ENGLISH.texts)
    assert "1. März 2014" in read(as_paper(document("Ann"), german, BARE))


@pytest.mark.parametrize("sign", ["\x07", "\x00", "\ue000", "\U0010fffe", "👩‍👧", "王", '"', "\\", "`", "#x"])
def test_no_sign_of_a_value_keeps_the_page_from_being_set(sign: str) -> None:
    text = read(as_paper(document(f"Ann {sign} Amber"), fonts=BARE))
    assert "Ann" in text
    assert ("□" in text) == (sign not in ('"', "\\", "`", "#x"))


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60), st.sampled_from([BARE, Fonts.installed()]))
def test_any_value_can_be_set(value: str, fonts: Fonts) -> None:
    assert as_paper(document(value), chinese(), fonts).startswith(b"%PDF")
