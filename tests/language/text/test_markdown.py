"""Markdown is read as it is seen: the marks go, the words stay."""

from __future__ import annotations

import pytest

from troth.language.text import Text

INLINE = [
    ("**Bold** and *slanted*, __so__ and _so_.", "Bold and slanted, so and so."),
    ("***Both*** of un*believ*able.", "Both of unbelievable."),
    ("See [our page](https://kiosk.example/a_(b) 'The page') now.", "See our page now."),
    ("See [our\npage](https://kiosk.example) now.", "See our page now."),
    ("A seal: ![Seal of Trust](seal.png). [ ](https://kiosk.example)", "A seal: Seal of Trust."),
    ("[![Seal](s.png)](https://kiosk.example) of trust.", "Seal of trust."),
    ("Go to <https://kiosk.example/x_y_z>.", "Go to https://kiosk.example/x_y_z."),
    ("Write to <desk@kiosk.example>.", "Write to desk@kiosk.example."),
    ("See [terms][t] and [t].\n\n[t]: https://kiosk.example", "See terms and t."),
    ("Run `keep --all` and ``that``.", "Run keep --all and that."),
    ("Stars \\*stay\\* and 2 * 3 * 4.", "Stars *stay* and 2 * 3 * 4."),
    ("Keep snake_case_names and ~~old~~ new.", "Keep snake_case_names and old new."),
    ("Seen<!-- not\nthis --> here.", "Seen here."),
    ("Tom &amp; Ann&nbsp;keep &copy; 1 < 2 & 3.", "Tom & Ann keep © 1 < 2 & 3."),
    ('A <span class="x">marked</span> <b>word</b>, <your name>.', "A marked word, <your name>."),
    ("Soft\u00adhyphen and zero\u200bwidth.", "Softhyphen and zerowidth."),
    ("[brackets] and (rounds) and a ] stay!", "[brackets] and (rounds) and a ] stay!"),
    ("> Quoted words\n> go on.", "Quoted words go on."),
    ("<script>\nlet x = 1;\n</script>\nSeen.", "Seen."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "plain"), INLINE, ids=[source for source, _ in INLINE])
def test_marks_go_and_words_stay(source: str, plain: str) -> None:
    assert Text.read(source.encode(), "policy.md").plain == plain


HEADINGS = ["# What we do", "## What we do ##", "What we do\n==========", "What we do\n---", "**What we do**"]
HEADINGS += ["__What we do__", "**  \nWhat we do**", "**What we do:**", "**What we do**:"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_is_known_by_its_marks(heading: str) -> None:
    block = Text.read(f"Before.\n\n{heading}\n\nAfter.".encode(), "policy.md").blocks[1]
    assert (block.kind, block.sentences[0].text.rstrip(":")) == ("heading", "What we do")


def test_a_bold_line_with_a_full_stop_is_a_sentence() -> None:
    assert [b.kind for b in Text.read(b"**We sell nothing.**\n\nNever.", "p.md").blocks] == ["paragraph"] * 2


@pytest.mark.parametrize("bullet", ["-", "*", "+", "•", "–"])
def test_bullets_make_items(bullet: str) -> None:
    text = Text.read(f"We keep:\n\n{bullet} Names\n{bullet} Towns\n  and roads".encode(), "policy.md")
    assert [(b.kind, b.sentences[0].text) for b in text.blocks] == [
        ("paragraph", "We keep:"),
        ("item", "Names"),
        ("item", "Towns and roads"),
    ]


def test_rules_and_fences_are_not_words() -> None:
    text = Text.read(b"One.\n\n---\n\n* * *\n\n```\nTwo.\n```\n\n_____\nThree.", "policy.md")
    assert [s.text for s in text.sentences] == ["One.", "Two.", "Three."]


def test_the_cells_of_a_table_are_sentences_of_their_own() -> None:
    text = Text.read(b"| Data | Why |\n|------|-----|\n| Name | 7 days |", "policy.md")
    assert [s.text for s in text.sentences] == ["Data", "Why", "Name", "7 days"]


def test_a_hard_break_ends_a_sentence_unless_the_words_go_on() -> None:
    text = Text.read(b"Kept since  \nMay 2031 by  \nour desk\\\nand you", "policy.md")
    assert [s.text for s in text.sentences] == ["Kept since", "May 2031 by our desk and you"]


def test_lines_are_those_of_the_file_whatever_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        source = "\ufeff# One\n\nTwo goes\non. Three.\n<!-- a\nb -->\n- Four".replace("\n", end)
        lines = [(s.text, s.line) for s in Text.read(source.encode(), "policy.md").sentences]
        assert lines == [("One", 1), ("Two goes on.", 3), ("Three.", 4), ("Four", 7)]
