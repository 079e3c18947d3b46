"""Reading what a `must` names: a duty, bare or with its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from troth.language import shapes
from troth.language.duties import DutyKind, Param
from troth.language.findings import Findings, did_you_mean, quoted
from troth.language.model import Duty
from troth.language.nodes import Node, Table, Word, described, is_empty
from troth.language.parameters import Records, TermsOf
from troth.language.vocabulary import Vocabulary

_FORM = "write `must: duty`, or `must: {duty: {parameter: value}}`"


@dataclass(frozen=True, slots=True)
class DutyReader:
    """Reads duties by a table of kinds. An unknown duty is an error that does not stop answers."""

    kinds: Mapping[str, DutyKind]
    vocabulary: Vocabulary
    findings: Findings

    def read(self, node: Node) -> Duty | None:
        """The value of `must`; None, with a finding, where no duty can be made of it."""
        if isinstance(node, Word) and not node.empty:
            return self._duty(node, None)
        if isinstance(node, Table) and len(node.entries) == 1:
            return self._duty(node.entries[0].key, node.entries[0].value)
        stands = f"{len(node.entries)} duties" if isinstance(node, Table) else described(node)
        self.findings.fail("wrong-type", node, f"a must names one duty, and {stands} stands here", _FORM)
        return None

    def _duty(self, name: Word, params: Node | None) -> Duty | None:
        kind = self.kinds.get(name.text)
        if kind is None:
            message = f"unknown duty {quoted(name.text)}"
            self.findings.error(
                "unknown-duty", name, message, partial(did_you_mean, name.text, self.kinds, _plug_in(self.kinds))
            )
            return Duty(name.text)
        if params is None or is_empty(params):
            given: Table | None = Table((), name.place, name.width)
        else:
            given = shapes.table(params, self.findings, f"what '{kind.name}' takes")
        return None if given is None else Duty(kind.name, self._params(kind, name, given))

    def _params(self, kind: DutyKind, name: Word, given: Table) -> Mapping[str, Any]:
        known = [param.name for param in kind.params]
        stray = self.findings if any(p.decides for p in kind.params) else self.findings.tolerant()
        nothing = "" if known else "it takes no parameters"
        shapes.known_keys(given, known, stray, f"'{kind.name}'", lambda _: nothing)
        read = {param.name: self._param(kind, param, name, given) for param in kind.params}
        self._together(kind, name, read, given)
        return MappingProxyType(read)

    def _together(self, kind: DutyKind, name: Word, read: Mapping[str, Any], given: Table) -> None:
        """Parameters that others make necessary. Without the window of an opt-out no silence ever counts."""
        for param in kind.params:
            other, value = param.needed_with or ("", "")
            if other and read.get(other) == value and given.get(param.name) is None:
                message = f"'{kind.name}' with `{other}: {value}` lacks '{param.name}': {param.meaning}"
                self.findings.error("missing", name, message, str(param.kind))

    def _param(self, kind: DutyKind, param: Param, name: Word, given: Table) -> Any:
        findings = self.findings if _stops(param) else self.findings.tolerant()
        node = given.get(param.name)
        if node is None:
            if param.required:
                findings.fail("missing", name, f"'{kind.name}' lacks '{param.name}': {param.meaning}", str(param.kind))
            return param.default
        read = param.kind.read(node, findings, self.vocabulary, f"'{param.name}'")
        return param.default if read is None else read


def _stops(param: Param) -> bool:
    """Answers need the terms resolved, and the parameters they are computed from (SPEC 4, 6, 10)."""
    return param.decides or isinstance(param.kind, (TermsOf, Records))


def _plug_in(kinds: Mapping[str, DutyKind]) -> str:
    return f"known: {', '.join(kinds)}; another package may add more"
