"""The reference evaluator: what SPEC.md means, in plain and slow Python that shares nothing with the engine.

Readings fixed where it leaves room, each the one under which less happens to the person's data:
- A policy covers a property, with a precedence, as its version in force does, or before any its earliest.
  Of equal precedence each is asked, and the first refusal wins. Versions go by time, `supersedes`, id.
- The request's terms must be known to the version in force, or to any given version when none is; those in
  facts to any given version: to one that does not know them they cover only themselves.
- A ground or agreement without `from` is not in force; a restriction without `from` always was.
- A condition that nobody knows is unknown; a `may` that is not specific permits nothing.
- All duties on one topic have to say yes, all `give-choice` duties to allow; an unknown mode asks for a yes.
- A topic is the purpose's own, else the nearest on each line of its ancestors. Null means left out, but
  `gpc: null` and `agreement: null` mean that there is none.
"""

from spec.answer import ask
from spec.policy import Policy, PolicyError, load, policies
from spec.request import RequestError
from spec.terms import builtin_terms

__all__ = ["Policy", "PolicyError", "RequestError", "ask", "builtin_terms", "load", "policies"]
