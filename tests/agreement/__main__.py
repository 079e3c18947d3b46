"""`python -m tests.agreement --requests N --seed S`: the engine against the reference, N times."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import spec
from tests.agreement import generate
from tests.agreement.compare import Both
from tests.agreement.policy_documents import Document
from tests.agreement.smaller import shrunk
from troth.errors import TrothError

EACH = 200  # requests to one set of policies
ROUND = 20  # sets of policies between two looks at the clock
out = Console()


@dataclass(frozen=True, slots=True)
class Round:
    """What some sets of policies gave: how often each reason, and the first disagreement."""

    reasons: Counter[str]
    disagreement: tuple[list[Document], Document] | None = None


def compare_sets(seed: int, numbers: range, each: int) -> Round:
    """Compare `each` requests to the policies of every number; a number gives the same ones anywhere."""
    reasons: Counter[str] = Counter()
    for number in numbers:
        rng = random.Random(f"{seed}/{number}")
        documents = generate.policies(rng)
        both = Both(documents)
        for request in generate.requests(rng, documents, each):
            expected, given = both.answers(request)
            if expected != given:
                return Round(reasons, (documents, request))
            reasons[expected.get("reason") or expected["answer"]] += 1
    return Round(reasons)


def rounds(seed: int, sets: int, processes: int) -> Iterator[Round]:
    """The rounds as they are done, over so many processes."""
    todo = iter([range(start, min(start + ROUND, sets)) for start in range(0, sets, ROUND)])
    with ProcessPoolExecutor(processes) as pool:
        running: set[Future[Round]] = set()
        while True:
            # Two waiting for each process keep it busy, and little is lost when one disagrees.
            for numbers in islice(todo, 2 * processes - len(running)):
                running.add(pool.submit(compare_sets, seed, numbers, EACH))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)


def disagree(example: Document) -> bool:
    """Whether both sides read the policies and then differ, in an example that still has both parts."""
    if len(example) < 2:
        return False
    try:
        expected, given = Both(example["policies"]).answers(example["request"])
    except (spec.PolicyError, TrothError):
        return False
    return expected != given


def show(documents: list[Document], request: Document) -> None:
    """Print a disagreement, as small as it gets."""
    example = shrunk({"policies": documents, "request": request}, disagree)
    expected, given = Both(example["policies"]).answers(example["request"])
    out.print("[bold red]They disagree[/]")
    out.print("--- policies", yaml.safe_dump_all(example["policies"], sort_keys=False), sep="\n", markup=False)
    for name, value in (("request", example["request"]), ("specification", expected), ("engine", given)):
        out.print(f"--- {name}", json.dumps(value), sep="\n", markup=False, soft_wrap=True)


def run(requests: int, seed: int, processes: int) -> int:
    """Compare, show how it goes, and say what was compared; 1 at the first disagreement."""
    reasons: Counter[str] = Counter()
    started = time.perf_counter()
    columns = (TextColumn("agreeing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out) as progress:
        task = progress.add_task("agreeing", total=requests)
        for each in rounds(seed, -(-requests // EACH), processes):
            reasons += each.reasons
            progress.update(task, completed=min(reasons.total(), requests))
            if each.disagreement:
                break
    if each.disagreement:
        show(*each.disagreement)
        return 1
    rate = reasons.total() / (time.perf_counter() - started)
    out.print(f"{reasons.total():,} requests, seed {seed}: the same answer to all; {rate:,.0f} a second")
    for reason, count in reasons.most_common():
        out.print(f"  {reason:<14}{count:>10,}  {count / reasons.total():6.1%}")
    return 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    if given.requests < 1:
        parser.error("--requests: at least 1")
    return run(given.requests, given.seed, given.processes)


if __name__ == "__main__":
    sys.exit(main())
