"""Drafts from a text alone, and anchors made for its sentences."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from troth.errors import AnchorError, Conflict, TextError
from troth.language import Text, draft, make_anchor, new_policy_folder, read_folder

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))
EXAMPLES = sorted((ROOT / "examples").glob("**/policy.md"))

TEXT = """\
# Our promise ...

We use "cookies" to know you again. You may refuse. We use cookies to know you again.

## Mail – how often

- You may refuse.
- We write once … or twice a month, and to nobody who has ever said a single word against it \\o/.

我们不出售您的个人资料。我们不出售您的电话号码。我们不出售您的个人资料给任何人。
"""


def begin(tmp_path: Path, source: bytes, name: str = "policy.md") -> Path:
    (tmp_path / name).write_bytes(source)
    new_policy_folder(tmp_path / name, tmp_path / "new", date(2014, 1, 15))
    return tmp_path / "new"


def loose_and_found(folder: Path) -> tuple[int, list[str]]:
    policy, findings = read_folder(folder)
    assert policy is not None
    (version,) = policy.versions
    bound = version.text.sentences_in(span for spans in version.spans.values() for span in spans)
    assert all(len(version.text.sentences_in(spans)) == 1 for spans in version.spans.values())
    return len(version.text.sentences) - len(bound), [finding.code for finding in findings]


@pytest.mark.parametrize("text", [*EXAMPLES, *SEEDS], ids=lambda path: path.stem)
def test_a_draft_of_a_real_text_binds_every_sentence(tmp_path: Path, text: Path) -> None:
    assert loose_and_found(begin(tmp_path, text.read_bytes(), text.name)) == (0, [])


def test_a_draft_of_an_awkward_text_binds_every_sentence(tmp_path: Path) -> None:
    assert loose_and_found(begin(tmp_path, TEXT.encode())) == (0, [])


def test_a_draft_has_headings_sections_and_ids() -> None:
    written = draft(Text.read(b"# Mail\n\nWe write.\n", "policy.md"), "lantern", date(2014, 1, 15))
    assert written.endswith(
        '\n# Mail\n- id: S001\n  at: "Mail"\n  says: title\n'
        '- id: S002\n  at: "We write."\n  says: about  # fill in: may / never / must\n'
    )


def test_a_text_without_sentences_gives_a_valid_draft(tmp_path: Path) -> None:
    assert loose_and_found(begin(tmp_path, b"\n")) == (0, ["no-clauses"])


def test_sentences_that_stand_twice_are_told_apart_by_what_stands_before() -> None:
    text = Text.read(b"You may go. You may stay. You may go.", "policy.md")
    anchors = [make_anchor(text, sentence).value() for sentence in text.sentences]
    assert anchors == [{"after": "", "text": "You may go."}, "You may stay.", {"after": "stay.", "text": "You may go."}]


def test_what_nothing_tells_apart_has_no_anchor() -> None:
    text = Text.read(b"Stop. " * 5, "policy.md")
    make_anchor(text, text.sentences[0])
    with pytest.raises(AnchorError, match="nothing tells"):
        make_anchor(text, text.sentences[2])


def test_an_anchor_is_short() -> None:
    text = Text.read(b"We ask for your name and for your address when you order something from our shop.", "policy.md")
    assert make_anchor(text, text.sentences[0]).text == "We ask for … from our shop."


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = begin(tmp_path, b"We write.")
    with pytest.raises(Conflict, match="already holds a policy"):
        new_policy_folder(tmp_path / "policy.md", folder)


def test_a_text_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="cannot be read"):
        new_policy_folder(tmp_path / "nothing.md", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_text_too_long_for_a_policy_is_refused() -> None:
    text = Text.read("\n\n".join(f"Promise {n} is kept." for n in range(20_000)).encode(), "policy.md")
    with pytest.raises(TextError, match="too many sentences"):
        draft(text, "lantern")
