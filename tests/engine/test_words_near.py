"""What may have been meant by an unknown word: looked for once a word, and for the first few words of a body."""

from __future__ import annotations

from troth.engine import Sparing

KNOWN = frozenset({"email", "phone"})


def test_the_same_word_is_looked_for_once() -> None:
    near, looked = Sparing(), list[str]()

    class Counting(frozenset[str]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            looked.append("once")
            return super().__iter__()

    known = Counting(KNOWN)
    assert [list(near("emial", known)) for _ in range(3)] == [["email"]] * 3
    assert looked == ["once"]


def test_after_the_first_few_words_none_is_looked_for() -> None:
    near = Sparing(most=2)
    assert [list(near(word, KNOWN)) for word in ("emial", "phnoe", "emaill", "emial")] == [
        ["email"],
        ["phone"],
        [],
        ["email"],
    ]


def test_words_of_another_kind_are_looked_for_by_themselves() -> None:
    near, others = Sparing(), frozenset({"emailing"})
    assert (list(near("emial", KNOWN)), list(near("emial", others))) == (["email"], ["emailing"])
