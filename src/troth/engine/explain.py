"""An answer in sentences for a person: what, why, and the words of the policy that it rests on.

They speak as the policy does: "we" is the company, "you" the person whose data it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.engine.model import Answer, Reason, Request
from troth.engine.reasons import why
from troth.language import Action, Not, Scope, Version, condition_in_words, in_words, scope_in_words
from troth.language.plain_words import listed


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """A clause that an answer names: the published words, `links` to them in the page, and its rule in words."""

    id: str
    quote: str
    links: tuple[str, ...]
    rule: str

    def __str__(self) -> str:
        return f"{self.id}: {self.rule} {f'“{self.quote}”' if self.quote else '(not published)'}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """`sentence` says what was answered and why; `clauses` are those the answer names, in file order."""

    sentence: str
    clauses: tuple[ClauseWords, ...]

    def __str__(self) -> str:
        """The sentence, and under it each clause with its rule and its published words."""
        return "\n".join([self.sentence, *(f"  {words}" for words in self.clauses)])


def explain(request: Request, answer: Answer, version: Version | None) -> Explanation:
    """The answer to the request in words. `version` is the one that the answer names, None where it names none."""
    if version is None:
        because = "; ".join(why(reason) for reason in dict.fromkeys(answer.refused.values()))
        return Explanation(f"{_what(request, answer)}: {because}.", ())
    because = _by_clauses(answer, version) if answer.reason is None else _reasons(answer, version)
    clauses = tuple(_words(clause, version) for clause in answer.clauses)
    return Explanation(f"{_what(request, answer)}: {because}.", clauses)


def _what(request: Request, answer: Answer) -> str:
    """We may, or may not, do this with all data of the request, or with those that are refused."""
    scope = Scope(
        (Action(request.action),),
        data=tuple(dict.fromkeys(answer.refused or request.data)),
        purposes=(request.purpose,),
        recipients=None if request.to is None else (request.to,),
        others=None if request.other is None else (request.other,),
        properties=(request.property,),
    )
    return f"We may {scope_in_words(scope)}" if answer.permitted else f"We may not {scope_in_words(scope, 'or')}"


def _by_clauses(answer: Answer, version: Version) -> str:
    one = len(answer.clauses) == 1
    named = f"{'clause' if one else 'clauses'} {listed(answer.clauses, 'and')}"
    return f"{named} of {version.policy}, version {version.version}, {'says' if one else 'say'} so"


def _reasons(answer: Answer, version: Version) -> str:
    """Every reason once, the first first, with what was missing."""
    first = [answer.reason] if answer.reason else []
    reasons = list(dict.fromkeys([*first, *answer.refused.values()]))
    return "; ".join(_reason(reason, answer, version) for reason in reasons)


def _reason(reason: Reason, answer: Answer, version: Version) -> str:
    modality = {Reason.FORBIDDEN: "never", Reason.UNMET: "may"}.get(reason)
    clauses = [c for c in answer.clauses if version.clause(c).modality == modality]
    if not clauses:
        return why(reason)
    told = [f"clause {clause}{_lacking(clause, answer, version)}" for clause in clauses]
    return f"{why(reason)} ({'; '.join(told)})"


def _lacking(clause: str, answer: Answer, version: Version) -> str:
    """What stood in the way in one clause: what is not so, and what nobody can tell."""
    conditions = {str(condition): condition for condition in version.clause(clause).conditions}
    unknown = answer.unknown.get(clause, ())
    false = [name for name in answer.failed.get(clause, ()) if name not in unknown]
    parts = [condition_in_words(Not(conditions[name]), version) for name in false]
    if unknown:
        whether = [f"whether {condition_in_words(conditions[name], version)}" for name in unknown]
        parts.append(f"we cannot tell {listed(whether, 'or')}")
    return f": {', and '.join(parts)}" if parts else ""


def _words(clause_id: str, version: Version) -> ClauseWords:
    clause = version.clause(clause_id)
    spans = version.spans.get(clause_id, ())
    quote = " … ".join(version.text.plain[span.start : span.end] for span in spans)
    links = tuple(anchor.fragment() for anchor in clause.anchors)
    return ClauseWords(clause_id, quote, links, in_words(clause, version))
