"""Where `troth prove` runs its drills, and the report that it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from troth import proof
from troth.api.drilling import HttpDoor
from troth.app import Troth
from troth.app.house import now
from troth.app.proving import beside, throw_away
from troth.cli.progress import Report
from troth.cli.show import errors
from troth.errors import NotFound
from troth.language import Policy, Version
from troth.proof import Proof
from troth.proof.report import Dossier, as_html, as_pdf, assemble

Write = Callable[[Dossier], None]


def writer(path: Path | None) -> Write | None:
    """What writes the report, by the file's ending. NotFound for an ending that it has no form for."""
    if path is None:
        return None
    if path.suffix == ".html":
        return lambda dossier: _write(path, as_html(dossier).encode())
    if path.suffix == ".pdf":
        return lambda dossier: _write(path, as_pdf(dossier))
    raise NotFound(f"a report is a .html or a .pdf file, not {path.suffix or 'one without an ending'}")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    errors.print(f"wrote {path}")


@dataclass(frozen=True, slots=True)
class Run:
    """Drills of a version, with the report if one is wanted."""

    version: Version
    told: Report
    write: Write | None

    def on_throw_away(self, folder: Path) -> Proof:
        with throw_away(folder, self.version.effective) as (troth, stage), HttpDoor(troth) as door:
            there = _decided_by(troth.engine.policies, self.version)
            policy = next(policy for policy in troth.engine.policies if there in policy.versions)
            found = proof.prove(stage, policy, there, self.told, door=door)
            self._report(troth, there, found, now(), "a store made for the drills and thrown away")
        return found

    def within(self, store: Path) -> Proof:
        """In a deployment, with drill people, beside whoever is served; what was found is kept there."""
        with Troth.open(store) as troth:
            other, stage = beside(troth)
            there, at = _decided_by(troth.engine.policies, self.version), troth.clock()
            found = proof.run_now(stage, at, there, partial(HttpDoor, other), self.told)
            self._report(troth, there, found, at, f"the deployment whose ledger is {troth.settings.origin}")
        return found

    def _report(self, troth: Troth, version: Version, found: Proof, at: datetime, where: str) -> None:
        if self.write is not None:
            self.write(assemble(troth.database, troth.ledger, version, found, at, where))


def _decided_by(policies: Iterable[Policy], version: Version) -> Version:
    """That version as the deployment has it."""
    found = next(
        (v for p in policies if p.id == version.policy for v in p.versions if v.version == version.version), None
    )
    if found is None or found.text.sha256 != version.text.sha256:
        raise NotFound(f"{version.ref} does not decide there, or with another text", help="see its setting `policies`")
    return found
