"""Whatever the bytes are: a policy, or findings with places; never another exception."""

from __future__ import annotations

import string
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.language.writing import HEAD, reading
from troth.language import Action, Place, read_folder
from troth.language.clauses import KEYS_OF
from troth.language.conditions import BARE, TAKING
from troth.language.duties import DUTIES
from troth.language.read import KEYS, Reading

WORDS = [
    *(KEYS | DUTIES | dict(BARE) | dict(TAKING)),
    *sorted({key for keys in KEYS_OF.values() for key in keys}),
    *(*map(str, Action), "is", "topic", "definition"),
    *("email", "delivery", "courier", "lantern.example", "2014-01-15", "yes", "5", "30d", "", "~", "…", "\0", "é"),
]
words = st.sampled_from(WORDS) | st.text(max_size=8)
values = st.recursive(
    words | st.integers() | st.booleans() | st.none() | st.floats() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)
clauses = st.dictionaries(st.sampled_from(WORDS), values, min_size=1, max_size=6)


def is_told(read: Reading) -> bool:
    lines = all(
        isinstance(f.place, Place) and f.place.line >= 1 and f.place.column >= 1 and f.message for f in read.findings
    )
    return lines and (read.version is not None or any(f.level == "error" for f in read.findings))


@given(st.binary(max_size=200))
def test_any_bytes(source: bytes) -> None:
    assert is_told(reading(source))


@given(st.text(alphabet="[]{}:-,&*!|>'\"%@`#?~ \n\t" + string.ascii_lowercase, max_size=120))
def test_any_signs_of_yaml(source: str) -> None:
    assert is_told(reading(HEAD + source))


@given(st.dictionaries(st.sampled_from(WORDS), values, max_size=12))
def test_any_document(document: dict[str, object]) -> None:
    assert is_told(reading(yaml.safe_dump(document, allow_unicode=True)))


@given(st.lists(clauses, max_size=4), values)
def test_any_clauses_and_terms(given_clauses: list[dict[str, object]], terms: object) -> None:
    source = yaml.safe_dump({"terms": terms, "grounds": terms, "clauses": given_clauses}, allow_unicode=True)
    assert is_told(reading(HEAD + source))


@given(st.data())
def test_any_damage_to_a_good_file(data: st.DataObject) -> None:
    good = (Path(__file__).parents[2] / "examples/lantern-market/2014-01/policy.yaml").read_bytes()[:6000]
    at = data.draw(st.integers(0, len(good)))
    damaged = good[:at] + data.draw(st.binary(max_size=6)) + good[at + data.draw(st.integers(0, 40)) :]
    assert is_told(reading(damaged))


def test_many_unknown_words_beside_many_own_terms_take_no_time() -> None:
    own = ", ".join(f"term-number-{n}: ~" for n in range(20_000))
    wrong = "\n".join(f"- {{id: C{n}, never: use, data: trem-number-{n}}}" for n in range(2000))
    read = reading(f"{HEAD}terms: {{data: {{{own}}}}}\nclauses:\n{wrong}\n")
    assert len(read.findings) == 100


def test_many_warnings_never_stop_answers() -> None:
    wrong = "\n".join(f"- {{id: C{n}, never: use, unless: {{ground: kind-{n}}}, in: shop-{n}}}" for n in range(5000))
    read = reading(f"{HEAD}clauses:\n{wrong}\n")
    assert read.version is not None
    assert (len(read.version.clauses), len(read.findings), read.findings[-1].code) == (5000, 200, "and-more")


def test_a_thousand_clauses_are_read(tmp_path: Path) -> None:
    sentences = [f"We use the name number {n} for delivery, and nothing else." for n in range(1000)]
    (tmp_path / "policy.md").write_text("\n\n".join(sentences))
    rules = [
        f"- id: C{n}\n  at: number {n} for … nothing else.\n  may: use\n  data: [name, email]\n  for: delivery\n"
        f"  when: [registered, {{any: [consent, {{ground: audit}}]}}]\n"
        for n in range(1000)
    ]
    (tmp_path / "policy.yaml").write_text(HEAD + "clauses:\n" + "".join(rules))
    policy, findings = read_folder(tmp_path)
    assert (policy is not None, findings) == (True, [])
