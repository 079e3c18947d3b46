"""Which mutants of a package no fast test notices.

python -m tests.mutants engine              all of them
python -m tests.mutants gate --sample 200   as many, drawn with a fixed seed
python -m tests.mutants engine/choice.py    one module

Each mutant runs in a process of its own, on a copy of the package. A test that fails, or an end that does not come,
kills it. What survives is either a test that is missing or a change that makes no difference: look at each.
Before and after, the modules as they are must pass, or else the figures would say nothing.
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
from tests.mutants.runner import SOURCE, Runner


@dataclass(frozen=True, slots=True)
class Tried:
    file: str
    mutant: Mutant
    killed: bool


def main(words: list[str]) -> int:
    """0 when there was anything to try."""
    parser = argparse.ArgumentParser(prog="tests.mutants")
    parser.add_argument("what")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args(words)
    there = [(file, mutant) for file in _files(chosen.what) for mutant in mutants(_source(file))]
    picked = there if chosen.sample is None else random.Random(1).sample(there, min(chosen.sample, len(there)))
    print(f"{len(there)} mutants, {len(picked)} tried", flush=True)
    _report(list(_try_all(chosen.what, picked, chosen.workers)))
    return 0 if picked else 1


def _files(what: str) -> list[str]:
    path = SOURCE / what
    return [str(file.relative_to(SOURCE)) for file in ([path] if path.is_file() else sorted(path.glob("*.py")))]


def _source(file: str) -> str:
    return (SOURCE / file).read_text(encoding="utf-8")


def _try_all(what: str, picked: list[tuple[str, Mutant]], workers: int) -> Iterator[Tried]:
    idle: SimpleQueue[Runner] = SimpleQueue()

    def one(pair: tuple[str, Mutant]) -> Tried:
        file, mutant = pair
        runner = idle.get()
        try:
            return Tried(file, mutant, runner.fails(file, mutant.source))
        finally:
            idle.put(runner)

    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack, ThreadPoolExecutor(workers) as pool:
        for number in range(workers):
            runner = stack.enter_context(Runner(Path(scratch) / str(number), what.split("/", maxsplit=1)[0]))
            _must_pass(runner, what)
            idle.put(runner)
        for number, tried in enumerate(pool.map(one, picked), start=1):
            if not tried.killed:
                print(f"survived: {tried.file}:{tried.mutant.line} {tried.mutant.what}", flush=True)
            if number % 50 == 0:
                print(f"{number} of {len(picked)} tried", flush=True)
            yield tried
        _must_pass(idle.get(), what)


def _must_pass(runner: Runner, what: str) -> None:
    """SystemExit where a test fails as it is."""
    file = next(iter(_files(what)))
    if runner.fails_afresh(file, (runner.package / file).read_text(encoding="utf-8")):
        raise SystemExit("the tests fail without any change: mend them first, and change nothing meanwhile")


def _report(tried: list[Tried]) -> None:
    all_of, killed = Counter(t.file for t in tried), Counter(t.file for t in tried if t.killed)
    print(f"{'module':32} {'mutants':>8} {'killed':>8} {'survived':>8}")
    for file in sorted(all_of):
        print(f"{file:32} {all_of[file]:8} {killed[file]:8} {all_of[file] - killed[file]:8}")
    print(f"{'all':32} {len(tried):8} {killed.total():8} {len(tried) - killed.total():8}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
