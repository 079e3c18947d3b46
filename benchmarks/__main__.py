"""All benchmarks, one after the other: `python -m benchmarks`."""

from __future__ import annotations

from benchmarks.bulk import comparing as bulk
from benchmarks.compiling import comparing as compiling
from benchmarks.crowd import comparing as crowd
from benchmarks.decisions import comparing as decisions
from benchmarks.flush import comparing as flush
from benchmarks.gdprbench import comparing as gdprbench
from benchmarks.growth import comparing as growth
from benchmarks.http import comparing as http
from benchmarks.report import run
from benchmarks.starting import comparing as starting
from benchmarks.storage import comparing as storage
from benchmarks.store import comparing as store
from benchmarks.withdrawal import comparing as withdrawal

QUESTIONS = {
    "decisions": decisions.compare,
    "crowd": crowd.compare,
    "compiling": compiling.compare,
    "store": store.compare,
    "flush": flush.compare,
    "bulk": bulk.compare,
    "withdrawal": withdrawal.compare,
    "growth": growth.compare,
    "storage": storage.compare,
    "gdprbench": gdprbench.compare,
    "http": http.compare,
    "starting": starting.compare,
}

if __name__ == "__main__":
    run(__doc__ or "", **QUESTIONS)
