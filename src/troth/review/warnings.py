"""What is not wrong but deserves a look: the warnings of SPEC 9."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from troth.language import (
    Action,
    Agreement,
    AllOf,
    AnyOf,
    Clause,
    Condition,
    Consent,
    Finding,
    Place,
    Version,
)
from troth.terms import Tree


def warnings(version: Version, proven: Collection[str]) -> Iterator[Finding]:
    """All warnings of one version. `proven`: the duties whose control brings drills."""
    yield from _loose(version)
    for clause in version.clauses:
        yield from _unpublished(clause)
        yield from _unproven(clause, proven)
        if clause.modality == "may" and clause.scope is not None:
            yield from _kept_for_ever(version, clause)
            yield from _sensitive(version, clause)
            yield from _unbound_processor(version, clause)


def loose_sentences(version: Version) -> frozenset[int]:
    """Numbers of the sentences that no clause is tied to."""
    spans = [span for found in version.spans.values() for span in found]
    return frozenset(s.number for s in version.text.sentences) - version.text.sentences_in(spans)


def _loose(version: Version) -> Iterator[Finding]:
    numbers = loose_sentences(version)
    for sentence in version.text.sentences:
        if sentence.number in numbers:
            place = Place(version.text.name, sentence.line)
            help_ = "tie a clause to it with `at`, or say what it is: says: about, disclaimer, person-duty or title"
            message = f"no clause keeps this sentence: “{_short(sentence.text)}”"
            yield Finding("loose-sentence", "warning", message, place, help_)


def _unpublished(clause: Clause) -> Iterator[Finding]:
    if not clause.anchors:
        message = f"clause {clause.id} is tied to no sentence: people were never told this rule"
        yield _warn("unpublished", clause, message, "tie it to the sentence that says so, with `at`")


def _unproven(clause: Clause, proven: Collection[str]) -> Iterator[Finding]:
    if clause.duty is not None and clause.duty.name not in proven:
        message = f"nothing shows yet that {clause.id} is kept: the control of {clause.duty.name} has no drills"
        yield _warn("unproven", clause, message, "keep it by other means until the control has drills")


def _kept_for_ever(version: Version, clause: Clause) -> Iterator[Finding]:
    if clause.scope is None or Action.COLLECT not in clause.scope.actions:
        return
    erased = [term for duty in version.duties("erase") for term in _duty_data(duty)]
    tree = version.terms.data
    kept = [term for term in clause.scope.data or () if not any(tree.covers(above, term) for above in erased)]
    if kept:
        message = f"clause {clause.id} collects {', '.join(kept)}, and no erase duty says when that ends"
        yield _warn("no-erasure", clause, message, "add `must: {erase: {data: …, when: …}}` that covers it")


def _duty_data(clause: Clause) -> tuple[str, ...]:
    data = clause.duty.params.get("data") if clause.duty is not None else None
    return tuple(data) if data is not None else ("data",)


def _sensitive(version: Version, clause: Clause) -> Iterator[Finding]:
    named = _touching(version.terms.data, "sensitive", clause.scope.data if clause.scope else None)
    if named and not _needs(clause.conditions, Consent(explicit=True)):
        message = f"clause {clause.id} permits {', '.join(named)} without explicit consent"
        yield _warn("sensitive-without-consent", clause, message, "add explicit-consent to its `when`")


def _unbound_processor(version: Version, clause: Clause) -> Iterator[Finding]:
    if clause.scope is None or Action.DISCLOSE not in clause.scope.actions:
        return
    named = _touching(version.terms.recipients, "processor", clause.scope.recipients)
    if named and not _needs(clause.conditions, Agreement()):
        message = f"clause {clause.id} discloses to {', '.join(named)} without an agreement"
        yield _warn("processor-without-agreement", clause, message, "add agreement to its `when`")


def _touching(tree: Tree, group: str, named: Collection[str] | None) -> list[str]:
    """Those of the terms that lie in the group, or that hold all of it but are not the root."""
    return [
        term for term in named or () if tree.covers(group, term) or (term != tree.name and tree.covers(term, group))
    ]


def _needs(conditions: Collection[Condition], wanted: Condition) -> bool:
    """Whether the conditions, all of which must hold, cannot hold without the wanted one."""
    for condition in conditions:
        if condition == wanted:
            return True
        if isinstance(condition, AllOf) and _needs(condition.parts, wanted):
            return True
        if isinstance(condition, AnyOf) and all(_needs((part,), wanted) for part in condition.parts):
            return True
    return False


def _warn(code: str, clause: Clause, message: str, way_out: str) -> Finding:
    return Finding(code, "warning", message, clause.place, way_out, clause.id, len(clause.id))


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
