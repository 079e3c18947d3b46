"""The audience benchmark runs in a tiny size, and its contestants answer alike."""

from __future__ import annotations

from benchmarks.audience import comparing
from benchmarks.audience.people import drawn, policies, sorts
from benchmarks.report import Options

TINY = Options(rounds=1, seconds=0.005, tiny=True)


def test_everyone_is_asked_in_memory_and_in_each_store() -> None:
    memory, *stores = comparing.compare(TINY)
    assert [table.title for table in stores] == [f"{name}: everyone in the store" for name in comparing.DIALECTS]
    assert {"troth", "SQLite, a column a fact", "PostgreSQL, a column a fact"} <= {row[0] for row in memory.rows}
    assert all(len(table.rows) == 7 for table in stores)


def test_a_sort_is_permitted_by_the_policy_if_its_columns_say_so() -> None:
    everyone = comparing.Everyone(policies(), range(1, 2_001), drawn(2_000))
    right = [sort.permitted for sort, _ in sorts()]
    assert everyone.count() == sum(right[kind] for kind in drawn(2_000)) > 0
