"""Policies read and compiled while others decide, without making them wait for Python's garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from troth.engine import Engine, Starts, compile_policies
from troth.language import Policy, load_policies


def engine_of(folders: Sequence[Path], starts: Callable[[Sequence[Policy]], Starts]) -> Engine:
    """The policies of these folders, compiled; `starts` tells since when they are in force. MalformedPolicy."""
    with _uncollected():
        policies = load_policies(folders)
        return compile_policies(policies, starts(policies))


def recompiled(policies: Sequence[Policy], starts: Starts) -> Engine:
    """Policies that were read before, with other starts."""
    with _uncollected():
        return compile_policies(policies, starts)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No collection while something large is built.

    A thousand clauses are some hundred thousand objects, nearly all needed until the end and then let go by their
    count alone. Each few hundred of them would start a collection, some of those a full one, which walks through
    all that the process has made and lets no thread run meanwhile: 40 to 140 ms in which nobody gets a decision.
    Nothing is frozen: what is built goes when its successor comes, and the process may not be ours alone.
    """
    if not gc.isenabled():  # by whoever runs us, or by another thread that builds, too
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
