"""A hostile or broken file gives a finding with its place, and quickly; it never gives anything else."""

from __future__ import annotations

import pytest
import yaml

from tests.language.writing import HEAD, codes, only, reading
from troth.language import document
from troth.language.document import MOST_BYTES, read_document
from troth.language.findings import MOST, Findings
from troth.language.nodes import DEEPEST, Listing, Table, Word

LAUGHS = "a: &a [ha, ha]\n" + "".join(f"{c}: &{c} [*{b}, *{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))


def places(source: str | bytes) -> list[tuple[str, int, int]]:
    return [(f.code, f.place.line, f.place.column) for f in reading(source).findings]


def nodes(source: bytes) -> object:
    findings = Findings()
    root = read_document(source, "policy.yaml", findings)
    assert findings.all() == []
    return root


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("policy: a\nversion: &v 1\n", ("yaml-anchor", 2, 10)),
        ("policy: !!python/object:os.system x\n", ("tag", 1, 9)),
        ("policy: a\npolicy: b\n", ("duplicate-key", 2, 1)),
        ("policy: a\n---\npolicy: b\n", ("several-documents", 2, 1)),
        ("policy: 'a\n", ("not-yaml", 2, 1)),
        ("policy: a\n\tversion: b\n", ("not-yaml", 2, 1)),
        ("a: b: c\n", ("not-yaml", 1, 5)),
        ("? [a, b]\n: c\n", ("key-not-a-word", 1, 3)),
        ("policy: a\0b\n", ("control-character", 1, 10)),
        (b"policy: a\r\nversion: \xff\r\n", ("not-utf-8", 2, 10)),
        ("policy: a\x1b[31m\n", ("control-character", 1, 10)),
        ("", ("empty", 1, 1)),
        ("# nothing\n", ("empty", 1, 1)),
        ("[" * 500, ("too-deep", 1, DEEPEST + 1)),
        ("- " * 500, ("too-deep", 1, 2 * DEEPEST + 1)),
        ("{a: " * 500, ("too-deep", 1, 4 * DEEPEST + 1)),
        ("[" * 10_000_000, ("too-large", 1, 1)),
        ("a, " * 300_000, ("wrong-type", 1, 1)),
        (f"[{'a,' * 300_000}]", ("too-large", 1, 200_002)),
    ],
)
def test_what_could_hurt_is_refused_where_it_stands(source: str | bytes, expected: tuple[str, int, int]) -> None:
    assert places(source)[0] == expected


def test_a_billion_laughs_never_grow() -> None:
    assert set(codes(reading(LAUGHS))) == {"alias", "yaml-anchor"}


def test_a_duplicate_key_names_the_first() -> None:
    found = only(reading(HEAD + "clauses: []\nversion: 2\n"))
    assert found.message == "the key 'version' was given before, in line 2"
    assert (found.place.line, found.width) == (7, 7)


def test_a_file_full_of_mistakes_is_not_read_to_its_end() -> None:
    source = HEAD + "clauses:\n" + "".join(f"- {{id: c{n}, may: colect, data: x{n}}}\n" for n in range(5000))
    found = codes(reading(source))
    assert found.count("unknown-action") + found.count("unknown-term") == MOST


def test_words_stay_as_they_are_written() -> None:
    root = nodes(b"{a: 2014-10-01, b: no, c: 010, d: 1.10, e: '~', f: ~}")
    assert isinstance(root, Table)
    values = [entry.value for entry in root]
    assert [v.text for v in values if isinstance(v, Word)] == ["2014-10-01", "no", "010", "1.10", "~", "~"]
    assert [v.empty for v in values if isinstance(v, Word)] == [False] * 5 + [True]


def test_a_byte_order_mark_and_windows_lines_move_no_place() -> None:
    root = nodes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - x\r\n")
    assert isinstance(root, Table)
    inner = root.entries[1].value
    assert isinstance(inner, Listing)
    assert (root.place.column, inner.items[0].place.line, inner.items[0].place.column) == (1, 3, 5)


def test_columns_count_characters_not_bytes() -> None:
    assert places("é日: [*x]\n")[0] == ("alias", 1, 6)


def test_the_slow_parser_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [HEAD + "clauses: []\n", LAUGHS, "a: 'b\n", "[" * 50]
    fast = [codes(reading(source)) for source in sources]
    monkeypatch.setattr(document, "_LOADER", yaml.SafeLoader)
    assert [codes(reading(source)) for source in sources] == fast


def test_the_largest_file_is_still_read() -> None:
    source = HEAD + "clauses: []\n"
    assert codes(reading(source + "#" * (MOST_BYTES - len(source)))) == ["no-clauses"]
    assert codes(reading(source + "#" * MOST_BYTES)) == ["too-large"]
