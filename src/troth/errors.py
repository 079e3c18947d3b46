"""Every error that troth raises on purpose.

    TrothError                     has a stable `code`, a lower-case message, and `help`: what to do
    ├── PolicyError                the policy's files: text, anchors, clauses, versions
    │   ├── TextError              the published text cannot be read
    │   ├── AnchorError            an anchor matches no place of the text, or several
    │   └── MalformedPolicy        policy.yaml cannot be read as a policy; carries findings with places
    ├── RequestError               a request that lacks something or uses an unknown word: no answer
    ├── Refused                    the gate said no; carries the answer
    ├── BeyondRegister             a disclosure of more than the recipient's entry on the register declares
    ├── BeyondNotice               data taken that the notice did not ask for
    ├── TooCoarse                  a datum filed under a term that hides data a `never` names
    ├── KeptApart                  data that the policy keeps apart, brought together
    ├── NotShown                   a publication to more people than its person lets see it
    ├── TooManyTries               a credential guessed at too often
    ├── EndpointUnsafe             a recipient's endpoint that does not prove who it is
    ├── Unavailable                the gate could not tell: a fact, a key or the store could not be had
    ├── NotFound                   nothing of that id, or nothing the caller may know of (the two look alike)
    ├── Conflict                   the same id or idempotency key was used for something else
    ├── NotAllowed                 the caller's key or role does not reach that far
    ├── VaultError                 values at rest
    │   ├── SealBroken             a value does not open: altered, moved, or the wrong key
    │   └── KeyErased              the person's key is gone, and with it every value
    ├── LedgerError                entries, tree, proofs
    │   └── ProofInvalid           a proof does not verify
    ├── BackupDamaged              a backup is not whole, not this ledger's, or not of this release
    └── SettingsError              a setting is missing or out of range

No message ever holds a person's value: it names the place and the rule.
"""

from __future__ import annotations

from typing import Any, ClassVar


class TrothError(Exception):
    """Root of the tree: `code` is stable, `help` says what to do, `details` is safe to show."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400  # HTTP status at the edge (RFC 9110)

    def __init__(self, message: str, *, help: str = "", details: dict[str, Any] | None = None) -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.help = help
        self.details = details or {}


class PolicyError(TrothError):
    code = "policy-error"


class TextError(PolicyError):
    code = "text-unreadable"


class AnchorError(PolicyError):
    """`candidates` holds (line, excerpt) pairs of the places that came near."""

    code = "anchor"

    def __init__(self, message: str, *, candidates: tuple[tuple[int, str], ...] = (), help: str = "") -> None:  # noqa: A002
        super().__init__(message, help=help)
        self.candidates = candidates


class MalformedPolicy(PolicyError):
    """`findings` are `troth.language.Finding`s with places."""

    code = "policy-malformed"

    def __init__(self, message: str, *, findings: tuple[Any, ...] = (), help: str = "") -> None:  # noqa: A002
        super().__init__(message, help=help)
        self.findings = findings


class RequestError(TrothError):
    code = "request-invalid"
    status = 422


class Refused(TrothError):
    """`answer` is the engine's `Answer`; `entry` the id of the refusal's ledger entry."""

    code = "refused"
    status = 403

    def __init__(self, message: str, *, answer: Any, entry: str | None = None, help: str = "") -> None:  # noqa: A002
        super().__init__(message, help=help)
        self.answer = answer
        self.entry = entry


class TooCoarse(TrothError):
    code = "too-coarse"
    status = 422


class KeptApart(TrothError):
    code = "kept-apart"
    status = 403


class TooManyTries(TrothError):
    code = "too-many-tries"
    status = 429


class EndpointUnsafe(TrothError):
    code = "endpoint-unsafe"
    status = 502


class Unavailable(TrothError):
    code = "could-not-tell"
    status = 503


class NotFound(TrothError):
    code = "not-found"
    status = 404


class Conflict(TrothError):
    code = "conflict"
    status = 409


class NotAllowed(TrothError):
    code = "not-allowed"
    status = 403


class VaultError(TrothError):
    code = "vault"
    status = 500


class SealBroken(VaultError):
    code = "seal-broken"


class KeyErased(VaultError):
    code = "key-erased"
    status = 410


class LedgerError(TrothError):
    code = "ledger"
    status = 500


class ProofInvalid(LedgerError):
    code = "proof-invalid"
    status = 422


class SettingsError(TrothError):
    code = "settings"


class BeyondRegister(TrothError):
    code = "beyond-register"
    status = 403


class BeyondNotice(TrothError):
    code = "beyond-notice"
    status = 403


class Suppressed(TrothError):
    code = "suppressed"
    status = 403


class NotShown(TrothError):
    code = "not-shown"
    status = 403


class BackupDamaged(TrothError):
    code = "backup-damaged"
