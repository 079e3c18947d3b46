"""The duties of the language, their parameters, and how they are read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.language.writing import clause_of, clauses, codes, document, only
from troth.language import DUTIES, Duration, DutyKind, Param, from_documents, known_duties
from troth.language.parameters import Number

EVERY = [
    {
        "offer-choice": {
            "topic": "news",
            "default": "yes",
            "stop": ["link", "one-click", "email", "phone", "letter", "gpc"],
        }
    },
    {"give-choice": {"on": "material-change", "mode": "opt-out", "window": "30d"}},
    {"notify": {"on": "breach", "by": ["email", "post"], "within": "72h"}},
    {"notify": {"on": "policy-update", "by": "email", "before": "effective"}},
    {"answer": {"rights": ["access", "correct", "erase", "restrict", "object", "port", "remove"], "within": "30d"}},
    {"erase": {"data": "email", "when": "account-closed", "after": "90d"}},
    {"hold": {"for": ["legal-obligation", "dispute", "agreement"]}},
    {"encrypt-at-rest": {"cipher": "AES-256"}},
    {"encrypt-in-transit": {"tls": 1.2, "rsa": 2048}},
    {"protect-credentials": {"data": ["password"]}},
    {"separate": {"data": "ip-address", "from": ["identity"]}},
    *(["detect-tampering", "survive-loss", "account-for-disclosures", "bind-recipients", "bind-successor"]),
    {
        "declare-trackers": {
            "trackers": ["session", {"name": "visits", "kind": "cookie", "purpose": "analytics", "lasts": "1y"}]
        }
    },
    {"set-visibility": {"data": "post", "default": "contacts"}},
    "withdraw-publication",
    {"handle-complaints": {"within": "14d", "escalate-to": "the regulator"}},
    "take-security-reports",
    {"recall": {"from": "courier"}},
    "suppress-leads",
    {"attest": {"what": "shredders work", "owner": "privacy officer", "every": "1y"}},
    {"comply": {"law": "PDPO"}},
]


def params(must: Any) -> dict[str, Any]:
    duty = clause_of(must=must).duty
    assert duty is not None
    return dict(duty.params)


@pytest.mark.parametrize("must", EVERY, ids=str)
def test_each_duty_is_read_with_its_parameters(must: Any) -> None:
    name = must if isinstance(must, str) else next(iter(must))
    assert set(params(must)) == {param.name for param in DUTIES[name].params}


def test_there_are_twenty_four_and_each_was_read() -> None:
    assert {must if isinstance(must, str) else next(iter(must)) for must in EVERY} == set(DUTIES)
    assert len(DUTIES) == 24


def test_defaults_are_filled_in() -> None:
    assert params({"offer-choice": {"topic": "news"}}) == {"topic": "news", "default": False, "stop": ()}
    assert params("give-choice") == {"on": "material-change", "mode": "opt-in", "window": None}
    assert params({"erase": {"data": "email", "when": "collected"}})["after"] == Duration("0d", timedelta(0))


@pytest.mark.parametrize("said", ["yes", "true", "on", "Yes", "TRUE"])
def test_yes_is_said_in_all_of_yamls_ways(said: str) -> None:
    read = clauses(f"id: A, must: {{offer-choice: {{topic: news, default: {said}}}}}").version
    assert read is not None
    assert read.clauses[0].duty is not None
    assert read.clauses[0].duty.params["default"] is True


@pytest.mark.parametrize(("written", "hours"), [("72h", 72), ("30d", 720), ("2w", 336), ("1y", 8760), ("0d", 0)])
def test_durations_keep_their_written_form(written: str, hours: int) -> None:
    assert (str(Duration.parse(written)), Duration.parse(written).length) == (written, timedelta(hours=hours))


@pytest.mark.parametrize("written", ["", "30", "d", "-1d", "1m", "1.5d", "30 d", "999999y", "１d", "1d\n"])
def test_other_durations_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="write a whole number and a unit"):
        Duration.parse(written)


@pytest.mark.parametrize(
    ("must", "code"),
    [
        ("encrypt", "unknown-duty"),
        ("{encrypt-at-rest: {cipher: ROT13}}", "unknown-option"),
        ("{encrypt-at-rest: {cypher: AES-256}}", "unknown-key"),
        ("{survive-loss: {a: b}}", "unknown-key"),
        ("{attest: {what: a, owner: b}}", "missing"),
        ("{attest: {what: a, owner: b, every: often}}", "bad-duration"),
        ("{encrypt-in-transit: {rsa: 512}}", "not-a-number"),
        ("{answer: {rights: [acces]}}", "unknown-option"),
        ("{give-choice: {mode: opt-out}}", "missing"),
    ],
)
def test_a_mistake_in_what_no_answer_depends_on_does_not_stop_answers(must: str, code: str) -> None:
    read = clauses(f"id: A, must: {must}")
    assert (codes(read), only(read).level, read.version is not None) == ([code], "error", True)


@pytest.mark.parametrize(
    ("must", "code"),
    [
        ("{offer-choice: {default: no}}", "missing"),
        ("{offer-choice: {topic: a, default: maybe}}", "not-yes-or-no"),
        ("{offer-choice: {topic: a, stop: [gcp]}}", "unknown-option"),
        ("{offer-choice: {topic: a, stopp: [gpc]}}", "unknown-key"),
        ("{give-choice: {mode: opt-up}}", "unknown-option"),
        ("{give-choice: {mode: opt-out, window: long}}", "bad-duration"),
        ("{erase: {data: emial, when: collected}}", "unknown-term"),
        ("{recall: {from: curier}}", "unknown-term"),
        ("{survive-loss: ~, detect-tampering: ~}", "wrong-type"),
        ("[survive-loss]", "wrong-type"),
        ("~", "wrong-type"),
        ("{erase: [email]}", "wrong-type"),
    ],
)
def test_a_mistake_in_what_answers_depend_on_stops_them(must: str, code: str) -> None:
    read = clauses(f"id: A, must: {must}")
    assert (codes(read), read.version) == ([code], None)


def test_another_duty_plugs_in_by_the_table() -> None:
    own = DutyKind("water-plants", "the plants are watered", (Param("litres", Number(1), "how much", default=2),))
    given = document({"id": "A", "must": {"water-plants": {"litres": 3}}})
    duty = from_documents([given], duties=DUTIES | {"water-plants": own})[0].versions[0].clauses[0].duty
    assert duty is not None
    assert duty.params == {"litres": 3}


def test_installed_packages_add_duties_and_replace_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = "[troth.duties]\nplants = gardening:PLANTS\nother = gardening:ERASE\n"
    code = (
        "from troth.language import DutyKind\nPLANTS = DutyKind('water-plants', 'x')\nERASE = DutyKind('erase', 'x')\n"
    )
    (tmp_path / "gardening.py").write_text(code)
    (tmp_path / "gardening-1.dist-info").mkdir()
    (tmp_path / "gardening-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: gardening\nVersion: 1\n")
    (tmp_path / "gardening-1.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(str(tmp_path))
    known_duties.cache_clear()
    assert known_duties() == DUTIES | {"water-plants": DutyKind("water-plants", "x")}
    known_duties.cache_clear()
