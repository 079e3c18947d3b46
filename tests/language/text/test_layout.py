"""Line breaks, headings and lists in texts that carry few marks or none."""

from __future__ import annotations

import pytest

from troth.language.text import Text


def outline(source: str) -> list[tuple[str, list[str]]]:
    blocks = Text.read(source.encode(), "policy.md").blocks
    return [(block.kind, [s.text for s in block.sentences]) for block in blocks]


WRAPPED = """What we gather
We gather names and towns, and whatever else you write into the form on our Privacy
Page. We gather nothing in the shop.
Who receives it
The courier receives it in these cases:
to bring what you ordered;
To collect what you send back from the
address you gave; or
With your consent.
We sell nothing."""


def test_wrapped_lines_go_on_and_meant_breaks_begin_something_new() -> None:
    assert outline(WRAPPED) == [
        ("heading", ["What we gather"]),
        (
            "paragraph",
            [
                "We gather names and towns, and whatever else you write into the form on our Privacy Page.",
                "We gather nothing in the shop.",
            ],
        ),
        ("heading", ["Who receives it"]),
        ("paragraph", ["The courier receives it in these cases:"]),
        ("item", ["to bring what you ordered;"]),
        ("item", ["To collect what you send back from the address you gave; or"]),
        ("item", ["With your consent."]),
        ("paragraph", ["We sell nothing."]),
    ]


def test_an_address_is_one_block_with_a_sentence_a_line() -> None:
    assert outline("Write to us.\n\nHarbour Kiosk\nUnit 5, Pier Road\nTel: +44 20 7946 0101") == [
        ("paragraph", ["Write to us."]),
        ("paragraph", ["Harbour Kiosk", "Unit 5, Pier Road", "Tel: +44 20 7946 0101"]),
    ]


def test_a_label_on_prose_is_a_heading_and_in_a_row_of_its_kind_an_item() -> None:
    source = "a) Names\nWe keep names.\nb) Logs\n1. your address\n2. the hour\nc) The end\nThat is all."
    kinds = [kind for kind, _ in outline(source)]
    assert kinds == ["heading", "paragraph", "heading", "item", "item", "heading", "paragraph"]


@pytest.mark.parametrize("label", ["(1)", "1.", "1)", "a)", "(iv)", "iv.", "2.1.", "2.1"])
def test_a_label_stays_with_its_words(label: str) -> None:
    assert outline(f"We may:\n{label} Keep your name; and\n{label} Lend it.") == [
        ("paragraph", ["We may:"]),
        ("item", [f"{label} Keep your name; and"]),
        ("item", [f"{label} Lend it."]),
    ]


def test_an_item_after_a_list_inside_a_list_is_still_an_item() -> None:
    source = "1. Names\n2. Towns\n   - and roads\n3. Logs\n\nThat is all."
    assert [kind for kind, _ in outline(source)] == ["item", "item", "item", "item", "paragraph"]


def test_a_title_in_capitals_is_a_heading_above_its_date() -> None:
    kinds = [kind for kind, _ in outline("PRIVACY NOTICE\nUpdated 4 May 2031\n\nWe keep names.")]
    assert kinds == ["heading", "paragraph", "paragraph"]


def test_a_line_after_a_colon_begins_something_new() -> None:
    source = "We gather these kinds of words about each of you:\nContact words: name, town.\nLog words: hour."
    assert [sentences for _, sentences in outline(source)][1:] == [["Contact words: name, town."], ["Log words: hour."]]


def test_a_number_that_a_wrapped_line_begins_with_is_no_label() -> None:
    source = "Your rights to see and to correct what we hold are described at length in section\n5. They are free."
    assert outline(source)[0][0] == "paragraph"
    assert len(Text.read(source.encode(), "p.txt").blocks) == 1


def test_a_date_line_is_no_heading() -> None:
    assert outline("Updated 4 May 2031\n\nWe keep names.")[0] == ("paragraph", ["Updated 4 May 2031"])


def test_the_section_is_the_nearest_heading_above() -> None:
    text = Text.read(b"Before.\n\n# One\n\nFirst.\n\n## Two\n\nSecond.", "policy.md")
    assert [(s.text, s.section, s.line) for s in text.sentences] == [
        ("Before.", "", 1),
        ("One", "One", 3),
        ("First.", "One", 5),
        ("Two", "Two", 7),
        ("Second.", "Two", 9),
    ]
