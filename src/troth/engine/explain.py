"""An answer in sentences for a person: what, why, and the words of the policy that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from troth.engine.model import Answer, Reason, Request
from troth.engine.wording import DOING, condition_in_words, listed, rule_in_words
from troth.language import Version


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """A clause that an answer names: the published words, `links` to them in the page, and its rule."""

    id: str
    quote: str
    links: tuple[str, ...]
    rule: str

    def __str__(self) -> str:
        return f"{self.id}: {self.quote or 'not published'} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Explanation:
    """`sentence` says what was answered and why; `clauses` are those the answer names, in file order."""

    sentence: str
    clauses: tuple[ClauseWords, ...]

    def __str__(self) -> str:
        """The sentence, and under it each clause with its published words."""
        return "\n".join([self.sentence, *(f"  {words}" for words in self.clauses)])


def explain(request: Request, answer: Answer, version: Version | None) -> Explanation:
    """`version` is the one that the answer names."""
    if version is None or answer.version is None:
        return Explanation(f"{_what(request, answer)} is refused: {_WHY[answer.reason]}.", ())
    return Explanation(_sentence(request, answer, version), _clauses(answer.clauses, version))


def _sentence(request: Request, answer: Answer, version: Version) -> str:
    named = f"{_clauses_named(answer.clauses)} of {version.policy}, version {version.version}"
    if answer.reason is None:
        return f"{_what(request, answer)} is permitted by {named}."
    return f"{_what(request, answer)} is refused: {_reasons(answer, version)}."


def _what(request: Request, answer: Answer) -> str:
    data = list(dict.fromkeys(answer.refused or request.data))
    parts = [DOING[request.action], listed(data)]
    if request.other is not None:
        parts.append(f"with {request.other}")
    if request.to is not None:
        parts.append(f"to {request.to}")
    return " ".join([*parts, f"for {request.purpose} at {request.property}"])


_WHY: dict[Reason | None, str] = {
    Reason.OUT_OF_SCOPE: "no policy covers that place",
    Reason.NOT_IN_FORCE: "no version of the policy was in force then",
    Reason.RESTRICTED: "the person has restricted it or objected to it",
    Reason.FORBIDDEN: "the policy forbids it",
    Reason.UNDISCLOSED: "the policy says nowhere that this is done, and what it does not say is not done",
    Reason.UNMET: "what the policy asks for first is not there",
    Reason.UNCHOSEN: "the data were collected under another version of the policy, "
    "and the person has not accepted this new use",
}


def _reasons(answer: Answer, version: Version) -> str:
    """Every reason once, the first first, with what was missing."""
    first = [answer.reason] if answer.reason else []
    reasons = list(dict.fromkeys([*first, *answer.refused.values()]))
    return "; ".join(_reason(reason, answer, version) for reason in reasons)


def _reason(reason: Reason, answer: Answer, version: Version) -> str:
    modality = {Reason.FORBIDDEN: "never", Reason.UNMET: "may"}.get(reason)
    clauses = [c for c in answer.clauses if version.clause(c).modality == modality]
    if not clauses:
        return _WHY[reason]
    lacking = listed([words for clause in clauses if (words := _lacking(clause, answer, version))], "or")
    return f"{_WHY[reason]} ({_clauses_named(clauses)}{': ' + lacking if lacking else ''})"


def _lacking(clause: str, answer: Answer, version: Version) -> str:
    """What stood in the way in one clause: what did not hold, and what could not be told."""
    named = {str(c): condition_in_words(c) for c in version.clause(clause).conditions}
    unknown = answer.unknown.get(clause, ())
    false = [named[c] for c in answer.failed.get(clause, ()) if c not in unknown]
    parts = [f"it would have to be so that {listed(false)}"] if false else []
    if unknown:
        parts.append(f"it could not be told whether {listed([named[c] for c in unknown])}")
    return ", and ".join(parts)


def _clauses_named(clauses: Sequence[str]) -> str:
    return f"{'clause' if len(clauses) == 1 else 'clauses'} {listed(list(clauses))}"


def _clauses(ids: Sequence[str], version: Version) -> tuple[ClauseWords, ...]:
    return tuple(_words(clause, version) for clause in ids)


def _words(clause_id: str, version: Version) -> ClauseWords:
    clause = version.clause(clause_id)
    spans = version.spans.get(clause_id, ())
    quote = " … ".join(version.text.plain[span.start : span.end] for span in spans)
    return ClauseWords(clause_id, quote, tuple(anchor.fragment() for anchor in clause.anchors), rule_in_words(clause))
