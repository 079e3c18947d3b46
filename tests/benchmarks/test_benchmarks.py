"""Each benchmark runs in a tiny size, so that none can rot. How fast anything was is not looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.decisions import comparing as decisions
from benchmarks.decisions import ours, peers
from benchmarks.decisions.asked import requests
from benchmarks.decisions.comparing import Disagreement, Loaded
from benchmarks.decisions.rules import rules, ten_times
from benchmarks.http import comparing as http
from benchmarks.report import Found, Options, options, show, shown
from benchmarks.rounds import Contestant, latencies, rates, ratio
from benchmarks.store import comparing as store
from benchmarks.warehouse import comparing as warehouse

TINY = Options(rounds=1, seconds=0.005, tiny=True)


def named(tables: list[Found]) -> dict[str, Found]:
    return {table.title: table for table in tables}


def test_at_least_two_engines_to_compare_with_are_here() -> None:
    assert len(peers.installed()[0]) >= 2


def test_engines_agree_with_ours_and_are_timed() -> None:
    speed, growth, missing, engines = decisions.compare(TINY)
    here, _ = peers.installed()
    assert {str(row[0]) for row in engines.rows} == set(here)
    assert set(here) <= {str(row[0]) for row in speed.rows}
    assert len(growth.rows) == len(here) + 1
    assert missing.rows[0] == ("troth", *["0 / 5 / 0"] * 4), "what cannot be told is refused"


def test_an_engine_that_answers_otherwise_stops_the_benchmark() -> None:
    name = peers.installed()[0][0]
    asked = requests(rules(), 20)
    with pytest.raises(Disagreement, match=name):
        Loaded(name, peers.load(name, rules())).agree(asked, [True] * 20)


def test_an_engine_that_is_not_installed_is_named() -> None:
    here, absent = peers.installed()
    assert sorted([*here, *absent]) == sorted(peers.PEERS)


def test_ten_times_the_rules_answer_alike() -> None:
    asked = [ours.as_json(one) for one in requests(rules(), 50)]
    small, large = ours.engine(rules()), ours.engine(ten_times(rules()))
    assert len(ten_times(rules())) == 10 * len(rules())
    assert [small.ask_json(one)["answer"] for one in asked] == [large.ask_json(one)["answer"] for one in asked]


@pytest.mark.parametrize("dialect", store.DIALECTS)
def test_the_store_is_measured_beside_the_bare_database(dialect: str) -> None:
    tables = named(store.compare(TINY, [dialect]))
    acts = [str(row[0]) for title in ("one datum", "one person") for row in tables[f"{dialect}: {title}"].rows]
    assert [act.split()[0] for act in acts] == ["read", "write", "read,", "write,", "facts", "export:", "erase"]
    assert "The disk" in tables


def test_acts_over_http_are_measured_beside_a_bare_get() -> None:
    (table,) = http.compare(TINY)
    asked = ("bare GET", "GET without a framework", "use", "collect", "decide, 100 in a body")
    assert [row[:2] for row in table.rows[:-2]] == [(name, number) for number in http.CONNECTIONS for name in asked]


def test_policies_as_sql_are_measured_beside_the_bare_scan() -> None:
    writing, postgres, duckdb = warehouse.compare(TINY)
    assert len(writing.rows) == 3
    assert [row[0] for row in postgres.rows] == [row[0] for row in duckdb.rows] == list(warehouse.PURPOSES)


def test_contestants_take_turns() -> None:
    turns: list[str] = []
    contestants = [Contestant(name, lambda name=name: turns.append(name)) for name in "ab"]  # type: ignore[misc]
    times = latencies(contestants, rounds=2, count=1)
    assert "".join(turns) == "aabbaabb"
    assert {name: len(found) for name, found in times.items()} == {"a": 2, "b": 2}


def test_rates_act_at_least_once_a_round() -> None:
    assert [len(found) for found in rates([Contestant("a", list)], 3, 0.0).values()] == [3]


def test_a_ratio_is_the_median_of_the_rounds_own() -> None:
    assert ratio({"ours": [2.0, 30.0, 4.0], "bare": [1.0, 10.0, 1.0]}, "ours", "bare") == 3.0


def test_tables_come_out_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, file = options("what", ["--rounds", "3", "--tiny", "--json", str(tmp_path / "found.json")])
    show([Found("Figures", ("what", "µs"), (("one", 1234.5), ("none", None)), ("a note",))], file)
    assert (given.rounds, given.tiny) == (3, True)
    assert json.loads((tmp_path / "found.json").read_text())["tables"][0]["rows"][0] == {"what": "one", "µs": 1234.5}
    assert "1,234" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cell", "text"), [(None, "–"), ("a", "a"), (0.123, "0.12"), (12.34, "12.3"), (5_000, "5,000")]
)
def test_figures_have_as_many_digits_as_tell_something(cell: str | float | None, text: str) -> None:
    assert shown(cell) == text
