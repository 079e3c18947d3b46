"""From a file to a version: what the head of a policy says, and what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.language.writing import HEAD, clauses, codes, only, reading
from troth.language import Span

NO_CLAUSES = HEAD + "clauses: []\n"


def with_line(line: str) -> str:
    return f"{HEAD}{line}\nclauses: [{{id: A, says: about}}]\n"


def replaced(key: str, value: str) -> str:
    lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in HEAD.splitlines()]
    return "\n".join(lines) + "\nclauses: [{id: A, says: about}]\n"


def test_a_whole_version_is_read() -> None:
    version = reading(
        with_line("supersedes: 2012-12\nprecedence: 10\ncontroller: {name: Lantern Ltd, country: HK}")
    ).version
    assert version is not None
    assert (version.ref, version.supersedes, version.precedence) == ("lantern@2014-01", "2012-12", 10)
    assert version.controller == {"name": "Lantern Ltd", "country": "HK"}
    assert (version.properties, version.clauses[0].says) == (("lantern.example",), "about")


@pytest.mark.parametrize("key", ["policy", "version", "effective", "clauses"])
def test_what_must_be_there_is_missed(key: str) -> None:
    source = "\n".join(line for line in with_line("").splitlines() if not line.startswith(key))
    assert only(reading(source)).message == f"the policy lacks '{key}'"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2014-01-15", datetime(2014, 1, 15, tzinfo=UTC)),
        ("2014-01-15T10:00:00", datetime(2014, 1, 15, 10, tzinfo=UTC)),
        ("2014-01-15 10:00:00 +08:00", datetime(2014, 1, 15, 2, tzinfo=UTC)),
        ('"2014-01-15T10:00Z"', datetime(2014, 1, 15, 10, tzinfo=UTC)),
    ],
)
def test_effective_is_a_date_or_a_time(written: str, meant: datetime) -> None:
    version = reading(replaced("effective", written)).version
    assert version is not None
    assert version.effective == meant


@pytest.mark.parametrize(
    "written", ["soon", "2014-13-01", "2014-02-30", "20140115", "2014", "[2014-01-15]", "0001-01-01T00:00:00+14:00"]
)
def test_a_bad_time_is_found(written: str) -> None:
    found = only(reading(replaced("effective", written)))
    assert (found.code, found.place.line) == ("bad-time", 3)


@pytest.mark.parametrize("written", ["2014-10", "1.10", "007", "2014-01-15", "'2'", "yes"])
def test_a_version_is_named_as_it_is_written(written: str) -> None:
    version = reading(replaced("version", written)).version
    assert version is not None
    assert version.version == written.strip("'")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("precedence: high", "not-a-number"),
        ("precedence: 1.5", "not-a-number"),
        ("controller: Lantern Ltd", "wrong-type"),
        ("controller: {nmae: Lantern Ltd}", "unknown-key"),
        ("terms: [a]", "wrong-type"),
        ("terms: {datum: {a: {}}}", "unknown-key"),
        ("claused: []", "unknown-key"),
        ("supersedes: [a, b]", "wrong-type"),
    ],
)
def test_a_wrong_head_is_found_in_its_line(line: str, code: str) -> None:
    read = reading(with_line(line))
    assert (only(read).code, only(read).place.line, read.version) == (code, 6, None)


def test_an_unknown_key_gets_the_nearest_known_one() -> None:
    found = only(reading(with_line("presedence: 1")))
    assert (found.message, found.help) == ("a policy file has no key 'presedence'", "did you mean 'precedence'?")


@pytest.mark.parametrize("text", ["../policy.md", "/etc/passwd", "a/../../policy.md", "C:\\policy.md"])
def test_the_text_stands_beside_the_clauses(text: str) -> None:
    assert codes(reading(replaced("text", text))) == ["text-elsewhere"]


def test_a_missing_text_is_found_where_it_is_named() -> None:
    found = only(reading(replaced("text", "other.md")))
    assert (found.code, found.place.line, found.place.column) == ("text-unreadable", 4, 7)


def test_without_properties_nothing_is_covered() -> None:
    read = reading(NO_CLAUSES.replace("properties: [lantern.example]\n", ""))
    assert read.version is not None
    assert (read.version.properties, codes(read)) == ((), ["no-properties", "no-clauses"])


def test_anchors_become_spans() -> None:
    version = clauses('id: A, at: ["We collect … name.", We never sell it.], says: about').version
    assert version is not None
    spans = version.spans["A"]
    assert [version.text.plain[span.start : span.end] for span in spans] == [
        "We collect your name.",
        "We never sell it.",
    ]
    assert all(isinstance(span, Span) for span in spans)


@pytest.mark.parametrize(
    "anchor", ["We collect stamps", "We", "… name", "{after: We}", "[[We]]", "{text: [We], after: x}", "{}"]
)
def test_an_anchor_that_does_not_match_once_is_found(anchor: str) -> None:
    read = clauses(f"id: A, at: {anchor}, says: about")
    assert (only(read).clause, only(read).place.line, read.version) == ("A", 7, None)


def test_all_mistakes_come_in_one_pass_and_in_order() -> None:
    source = HEAD.replace("2014-01-15", "soon") + "colour: red\nclauses:\n- {id: A, may: colect}\n- {id: B}\n"
    found = reading(source).findings
    assert [f.place.line for f in found] == [3, 6, 8, 8, 8, 9]


def test_own_kinds_of_ground_are_declared() -> None:
    clause = "id: A, never: use, unless: {ground: site-visit}"
    declared = HEAD + f"grounds: {{site-visit: a visit to the shop}}\nclauses: [{{{clause}}}]\n"
    assert codes(clauses(clause)) == ["undeclared-ground"]
    assert codes(reading(declared)) == []
    assert codes(reading(declared.replace("{site-visit: a visit to the shop}", "[site-visit, audit]"))) == [
        "ground-taken"
    ]


def test_a_policy_without_a_text_is_told_and_still_answers() -> None:
    read = reading("\n".join(line for line in with_line("").splitlines() if not line.startswith("text")))
    assert [finding.code for finding in read.findings] == ["no-text"]
    assert read.version is not None
