"""Each question about the store runs in a tiny size, on SQLite and on PostgreSQL. How fast it was is not looked at."""

from __future__ import annotations

import pytest

from benchmarks.bulk import comparing as bulk
from benchmarks.compiling import comparing as compiling
from benchmarks.crowd import comparing as crowd
from benchmarks.databases import DIALECTS, programs_with_pgcrypto
from benchmarks.flush import comparing as flush
from benchmarks.gdprbench import comparing as gdprbench
from benchmarks.gdprbench.comparing import Disagreement
from benchmarks.gdprbench.records import MIXES, Memory, record, stream
from benchmarks.growth import comparing as growth
from benchmarks.report import Found, Options
from benchmarks.starting import comparing as starting
from benchmarks.storage import comparing as storage
from benchmarks.withdrawal import comparing as withdrawal

TINY = Options(rounds=1, seconds=0.005, tiny=True)


def named(tables: list[Found]) -> dict[str, Found]:
    return {table.title: table for table in tables}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_purpose_is_withdrawn_beside_the_raw_update(dialect: str) -> None:
    first, company = withdrawal.compare(TINY, [dialect])
    assert first.title == f"{dialect}: a purpose withdrawn"
    assert len(first.rows) == len(withdrawal.SIZES) + 1
    assert company.rows[0][0] == "policy written, read and swapped in"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_many_values_are_read_and_taken_in_beside_the_bare_database(dialect: str) -> None:
    reading, intake = bulk.compare(TINY, [dialect])
    assert [row[0] for row in reading.rows] == ["10", "50"]
    assert intake.rows[0][0] == "20 at once"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_acts_on_a_person_are_measured_in_a_small_store_and_a_large_one(dialect: str) -> None:
    acts, growing = growth.compare(TINY, [dialect])
    assert [row[0] for row in acts.rows] == [*growth.ACTS] * len(growth.SIZES)
    assert [row[0] for row in growing.rows] == [*growth.ACTS]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_many_callers_wait_until_their_reads_are_durable(dialect: str) -> None:
    (table,) = flush.compare(TINY, [dialect])
    assert [row[0] for row in table.rows] == [str(number) for number in flush.CALLERS]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_storage_is_counted_beside_plain_text_and_pgcrypto(dialect: str) -> None:
    (table,) = storage.compare(TINY, [dialect])
    retrofit = ["sealed"] if dialect == "postgresql" and programs_with_pgcrypto() else []
    assert [str(row[0]).split()[0] for row in table.rows] == ["plain", *retrofit, "troth:", "an"]


def test_the_server_starts_and_answers() -> None:
    (table,) = starting.compare(TINY, ["sqlite"])
    assert [str(row[0]).split(":")[0] for row in table.rows][2:] == ["sqlite", "sqlite"]


def test_a_policy_is_compiled_beside_the_bare_parse_and_swapped() -> None:
    reading, swapped = compiling.compare(TINY)
    assert len(reading.rows) == 7
    assert [str(row[0]).split()[0] for row in swapped.rows] == ["alone", "beside", "while"]


def test_one_question_about_many_people_gives_the_same_people() -> None:
    (table,) = crowd.compare(TINY)
    assert [row[0] for row in table.rows] == [crowd.BY_HAND, crowd.FLOOR, crowd.KEPT, crowd.FRESH]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_gdprbench_runs_in_all_stores_which_answer_alike(dialect: str) -> None:
    means, operations = gdprbench.compare(TINY, [dialect])
    assert [row[0] for row in means.rows] == [*MIXES]
    wanted = {f"{workload}: {op}" for workload, (mix, _) in MIXES.items() for op in mix}
    assert {row[0] for row in operations.rows} == wanted


def test_a_store_that_answers_otherwise_stops_gdprbench() -> None:
    right, wrong = Memory(), Memory()
    right.load(record(number, 100) for number in range(1_000))
    wrong.load(record(number, 100) for number in range(900))
    with pytest.raises(Disagreement, match="memory answers"):
        gdprbench.agree([right, wrong], 100, dict.fromkeys(MIXES, 10))


def test_streams_are_always_the_same() -> None:
    assert stream("controller", 1_000, 20) == stream("controller", 1_000, 20)
