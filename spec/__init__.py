"""The reference evaluator: what SPEC.md means, as plain and slow Python that shares nothing with the engine.

`ask` answers a request (SPEC 5 and 10) from policies that `load` reads from folders or `policies` builds
from parsed YAML. One file a noun; each function says in its own words the section it implements.

Readings fixed where the specification leaves room (each the one under which less happens to the data):

- A policy covers a property if its version in force lists it, or, before any is, its earliest version;
  its precedence comes from that same version. Of equal precedence each is asked and the first refusal wins.
- Versions are ordered by effective time, then along `supersedes`, then by id.
- The request's own terms must be known to the version in force, or to any given version when none is.
  Terms inside facts must be known to some given version, and elsewhere cover only themselves.
- A ground or an agreement without `from` is not in force; a restriction without `from` always was.
- An unknown condition or a malformed duty is no error to `ask`: it is unknown, or asks for agreement.
- A `may` without `data` or `for` (or `to` of a disclosure, `with` of a link) permits nothing.
- Several duties on one topic, or several `give-choice`, all have to allow.
- A topic is looked for from the purpose upwards along every line of its ancestors, to the nearest on each.
- Null stands for "left out", except `gpc: null` and `agreement: null`, which say that there is none.
"""

from spec.answer import ask
from spec.errors import PolicyError, RequestError
from spec.policy import Policy, load, policies
from spec.terms import Terms, builtin_terms

__all__ = ["Policy", "PolicyError", "RequestError", "Terms", "ask", "builtin_terms", "load", "policies"]
