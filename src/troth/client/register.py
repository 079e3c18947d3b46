"""What is entered beforehand: grounds, recipients, agreements, notices. And what anyone may check: policies, ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from troth.client.wire import Wire, given, segment


class Register(Wire):
    """Grounds are given by their reference, recipients and notices by the id you chose."""

    def ground(
        self,
        kind: str,
        *,
        people: Iterable[str] = (),
        everyone: bool = False,
        data: Iterable[str],
        recipients: Iterable[str] = (),
        start: datetime | None = None,
        until: datetime | None = None,
        once: bool = False,
        reference: str,
    ) -> str:
        """Registers a ground; gives its reference."""
        lists = {"people": list(people), "data": list(data), "to": list(recipients)}
        rest = given(kind=kind, everyone=everyone, from_=start, until=until, once=once, reference=reference)
        return str(self._act("POST", "/grounds", lists | rest)["ground"])

    def get_ground(self, ground: str) -> dict[str, Any]:
        """A ground as it stands."""
        return dict(self._get(f"/grounds/{segment(ground)}"))

    def end_ground(self, ground: str, *, at: datetime | None = None) -> dict[str, Any]:
        """Ends a ground before its time."""
        return dict(self._act("POST", f"/grounds/{segment(ground)}/end", given(at=at)))

    def recipient(
        self, recipient: str, *, name: str, kind: str, fields: Iterable[str], purposes: Iterable[str], **more: Any
    ) -> dict[str, Any]:
        """Enters a recipient, or what it is from now on; `more`: endpoint, policy_link, contact."""
        lists = {"fields": list(fields), "purposes": list(purposes)}
        return dict(self._act("PUT", _of(recipient), lists | given(name=name, kind=kind, **more)))

    def get_recipient(self, recipient: str) -> dict[str, Any]:
        """A recipient as it stands, with the agreement in force."""
        return dict(self._get(_of(recipient)))

    def recipients(self) -> Iterator[dict[str, Any]]:
        """The recipients on the register."""
        return self._listed("/recipients")

    def remove_recipient(self, recipient: str) -> None:
        """From now on nothing goes to it."""
        self._act("DELETE", _of(recipient))

    def agreement(
        self, recipient: str, reference: str, *, start: datetime, until: datetime | None = None, digest: str
    ) -> dict[str, Any]:
        """Enters an agreement; `digest` is the SHA-256 of its text. Gives the recipient as it then stands."""
        body = given(reference=reference, from_=start, until=until, digest=digest)
        return dict(self._act("POST", f"{_of(recipient)}/agreements", body))

    def end_agreement(self, recipient: str, reference: str, *, at: datetime | None = None) -> dict[str, Any]:
        """Ends an agreement before its time."""
        return dict(self._act("POST", f"{_of(recipient)}/agreements/{segment(reference)}/end", given(at=at)))

    def agreements(self, recipient: str) -> Iterator[dict[str, Any]]:
        """All agreements of a recipient, past ones too."""
        return self._listed(f"{_of(recipient)}/agreements")

    def notice(
        self,
        notice: str,
        *,
        policy: str,
        version: str,
        words: str,
        purposes: Iterable[str],
        required: Iterable[str] = (),
        optional: Iterable[str] = (),
        language: str = "en",
    ) -> dict[str, Any]:
        """Keeps a notice, as it is shown."""
        lists = {"purposes": list(purposes), "required": list(required), "optional": list(optional)}
        rest = given(id=notice, policy=policy, version=version, words=words, language=language)
        return dict(self._act("POST", "/notices", lists | rest))

    def get_notice(self, notice: str) -> dict[str, Any]:
        """A notice as it was shown."""
        return dict(self._get(f"/notices/{segment(notice)}"))

    def policies(self) -> list[dict[str, Any]]:
        """The policies that decide, with their versions."""
        return list(self._listed("/policies"))

    def policy(self, policy: str, version: str) -> dict[str, Any]:
        """A version: the text's digest, its clauses, each sentence with its status."""
        return dict(self._get(f"/policies/{segment(policy)}/versions/{segment(version)}"))

    def proven(self, policy: str | None = None, *, drills: bool = False) -> Iterator[dict[str, Any]]:
        """Of each version, what the newest drills found of each clause; `drills`: with each of them."""
        return self._listed("/proof", policy=policy, drills=str(drills).lower())

    def checkpoint(self) -> str:
        """The newest signed head of the ledger (C2SP tlog-checkpoint)."""
        return self._text("/ledger/checkpoint")

    def ledger_key(self) -> str:
        """The key that verifies checkpoints and proofs."""
        return str(self._get("/ledger/key")["vkey"])

    def proof(self, entry: str, *, opened: bool = False) -> str:
        """That an entry is in the ledger (C2SP tlog-proof); `opened` shows the entry, for the person's eyes."""
        return self._text(f"/ledger/proof/{segment(entry)}", opened=str(opened).lower())

    def consistency(self, old: int, new: int) -> list[str]:
        """Hashes that show one tree to extend another."""
        return list(self._get("/ledger/consistency", old=old, new=new)["hashes"])


def _of(recipient: str) -> str:
    return f"/recipients/{segment(recipient)}"
