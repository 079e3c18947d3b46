"""The engines to compare with, those of them that are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from benchmarks.decisions.asked import Asked
from benchmarks.decisions.peers import casbin_, cedar, cel, rego, vakt_
from benchmarks.decisions.rules import Rule


class Peer(Protocol):
    """An engine that holds the rules."""

    def prepare(self, asked: Asked) -> Any:
        """The engine's own input."""
        ...

    def decide(self, ready: Any) -> bool:
        """Whether it is permitted. Raises what the engine raises."""
        ...


# name → the module it needs, how to load it, what is to be known
PEERS: dict[str, tuple[str, Callable[[Sequence[Rule]], Peer], str]] = {
    "cel-cpp": ("cel_expr_python", cel.Cpp, "cel-expr-python (google/cel-cpp), the policy as one expression"),
    "cel-cpp, sliced": ("cel_expr_python", cel.Sliced, "as above, an expression a cell, sliced by hand outside it"),
    "cel-rust": ("cel", cel.Rust, "common-expression-language (cel-rust), the policy as one expression"),
    "regorus": ("regorus", rego.Regorus, "gordon-to-regorus (microsoft/regorus), on its bytecode machine"),
    "vakt": ("vakt", vakt_.Vakt, "vakt, in memory"),
    "cedarpy": ("cedarpy", cedar.Cedar, "cedarpy (Cedar), policies parsed beforehand"),
    "pycasbin": ("casbin", casbin_.Casbin, "pycasbin, conditions as Python functions that we compiled"),
}


def installed(names: Sequence[str] | None = None) -> tuple[list[str], list[str]]:
    """Those that are here, and those that are not."""
    wanted = [name for name in PEERS if names is None or name in names]
    here = [name for name in wanted if find_spec(PEERS[name][0]) is not None]
    return here, [name for name in wanted if name not in here]


def load(name: str, rules: Sequence[Rule]) -> Peer:
    return PEERS[name][1](rules)
