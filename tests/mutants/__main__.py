"""Which mutants of a package no fast test notices.

python -m tests.mutants engine              all of them
python -m tests.mutants gate --sample 200   as many, drawn with a fixed seed
python -m tests.mutants engine/choice.py    one module

Each mutant runs in a process of its own, on a copy of the package. A test that fails, or an end that does not come,
kills it. What survives is either a test that is missing or a change that makes no difference: look at each.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.mutate import Mutant, mutants
from tests.mutants.runner import SOURCE, Runner, order_of


@dataclass(frozen=True, slots=True)
class Tried:
    file: str
    mutant: Mutant
    killed: bool


def main(words: list[str]) -> int:
    """0 when there was anything to try."""
    parser = argparse.ArgumentParser(prog="tests.mutants")
    parser.add_argument("what", nargs="+")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args(words)
    there = [each for what in chosen.what for each in _mutants(what)]
    picked = there if chosen.sample is None else random.Random(1).sample(there, min(chosen.sample, len(there)))
    print(f"{len(there)} mutants, {len(picked)} tried", flush=True)
    _report(list(_try_all(picked, chosen.workers)))
    return 0 if picked else 1


def _mutants(what: str) -> list[tuple[str, Mutant]]:
    path = SOURCE / what
    files = [path] if path.is_file() else sorted(path.glob("*.py"))
    return [(str(f.relative_to(SOURCE)), m) for f in files for m in mutants(f.read_text(encoding="utf-8"))]


def _try_all(picked: list[tuple[str, Mutant]], workers: int) -> Iterator[Tried]:
    idle: SimpleQueue[Runner] = SimpleQueue()

    def one(pair: tuple[str, Mutant]) -> Tried:
        file, mutant = pair
        runner = idle.get()
        try:
            return Tried(file, mutant, runner.fails(file, mutant.source, order_of(file)))
        finally:
            idle.put(runner)

    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack, ThreadPoolExecutor(workers) as pool:
        for number in range(workers):
            idle.put(stack.enter_context(Runner(Path(scratch) / str(number))))
        for number, tried in enumerate(pool.map(one, picked), start=1):
            if not tried.killed:
                print(f"survived: {tried.file}:{tried.mutant.line} {tried.mutant.what}", flush=True)
            if number % 50 == 0:
                print(f"{number} of {len(picked)} tried", flush=True)
            yield tried


def _report(tried: list[Tried]) -> None:
    all_of, killed = Counter(t.file for t in tried), Counter(t.file for t in tried if t.killed)
    print(f"{'module':32} {'mutants':>8} {'killed':>8} {'survived':>8}")
    for file in sorted(all_of):
        print(f"{file:32} {all_of[file]:8} {killed[file]:8} {all_of[file] - killed[file]:8}")
    print(f"{'all':32} {len(tried):8} {killed.total():8} {len(tried) - killed.total():8}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
