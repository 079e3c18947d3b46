"""A web page is read as its reader sees it, block by block, with the lines of its source."""

from __future__ import annotations

import pytest

from troth.language.text import Anchor, Text

PAGE = b"""<!doctype html>
<html><head><title>Kiosk</title><style>p { color: red }</style></head>
<body>
<nav><a href="/">Home</a></nav>
<h1>Privacy</h1>
<p>We keep <b>names</b> &amp; towns.
   We sell
   nothing.</p>
<script>var sold = "everything";</script>
<ul><li>Names<li><p>Towns</p></ul>
<p><strong>Contact</strong></p>
<address>Harbour Kiosk<br>Pier Road<br/>and quay</address>
<!-- nothing here -->
</body></html>"""


def test_a_page_is_read_in_blocks_with_lines() -> None:
    text = Text.read(PAGE, "policy.html")
    assert [(b.kind, s.text, s.line) for b in text.blocks for s in b.sentences] == [
        ("heading", "Privacy", 5),
        ("paragraph", "We keep names & towns.", 6),
        ("paragraph", "We sell nothing.", 7),
        ("item", "Names", 10),
        ("item", "Towns", 10),
        ("heading", "Contact", 11),
        ("paragraph", "Harbour Kiosk", 12),
        ("paragraph", "Pier Road and quay", 12),
    ]


def test_an_anchor_finds_words_across_tags_and_lines() -> None:
    span = Text.read(PAGE, "POLICY.HTM").find(Anchor.parse("We keep names … sell nothing."))
    assert (span.line, span.end_line) == (6, 8)


HIDDEN = [
    "<div hidden>No <div>never</div> no</div>",
    '<p style="display: none">No<p>',
    "<ul><li hidden>No <ul><li>never</li></ul></ul>",
    '<span style="visibility:hidden">No</span>',
    "<template>No</template><noscript>No</noscript>",
    "<svg><title>No</title></svg><svg/>",
    "<select><option>No</option></select>",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_is_left_out(hidden: str) -> None:
    text = Text.read(f"<p>Yes.</p>{hidden}<p>And yes.</p>".encode(), "p.html")
    assert [s.text for s in text.sentences] == ["Yes.", "And yes."]


def test_words_split_by_tags_and_entities_stay_one() -> None:
    source = b"<p>Un<i>bel</i>iev&shy;able&nbsp;<img alt='seal'><!-- x -->s.</p>"
    assert Text.read(source, "p.html").plain == "Unbelievable seals."


@pytest.mark.parametrize("broken", ["<p>Yes.<a href='x", "<p>Yes.<!-- <p>No.", "<p>Yes.</p></div></p></li>", "Yes.<"])
def test_a_broken_page_is_read_as_far_as_it_goes(broken: str) -> None:
    assert Text.read(broken.encode(), "p.html").sentences[0].text.startswith("Yes.")
