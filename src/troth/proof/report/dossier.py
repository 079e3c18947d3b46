"""What a report says: the statuses with the words they are about, and all that is needed to check them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from troth import __version__
from troth.controls import Drilled
from troth.db import Database
from troth.language import Clause, Version, in_words
from troth.ledger import Ledger, id_text
from troth.proof.model import Proof, Proven, Status
from troth.proof.seal import results, seal, sealed

MEANING: dict[Status, str] = {
    "kept": "drills tried to break it, and could not",
    "broken": "a drill broke it",
    "attested": "no machine can see it; somebody answers for it, and the answer is in date",
    "lapsed": "somebody answered for it, and the answer is out of date",
    "said": "there is nothing to do about it",
    "unproven": "no drill exists for it: nothing shows that it is kept",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause: the published words, the rule in plain words, its status, and the drills behind it."""

    clause: Clause
    quotes: tuple[str, ...]
    rule: str
    proven: Proven

    @property
    def failed(self) -> tuple[Drilled, ...]:
        return tuple(drill for drill in self.proven.drills if not drill.passed)


@dataclass(frozen=True, slots=True)
class Dossier:
    """`where`: what was drilled. `results`, whose digest the ledger's entry has; `proof_file` shows that entry."""

    version: Version
    at: datetime
    where: str
    proof: Proof
    findings: tuple[Finding, ...]
    results: bytes
    entry: str
    proof_file: str
    checkpoint: str
    vkey: str
    program: str = f"troth {__version__}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.results).hexdigest()

    @property
    def loose(self) -> int:
        """How many sentences no clause keeps."""
        spans = (span for found in self.version.spans.values() for span in found)
        return len(self.version.text.sentences) - len(self.version.text.sentences_in(spans))

    @property
    def drills(self) -> int:
        return sum(len(proven.drills) for proven in self.proof.clauses)

    @property
    def files(self) -> tuple[tuple[str, bytes], ...]:
        """What goes with the report, to be checked: by name."""
        told = ("checkpoint.txt", self.checkpoint), ("proof.tlog-proof", self.proof_file), ("key.txt", f"{self.vkey}\n")
        return (("results.json", self.results), *((name, text.encode()) for name, text in told))


def assemble(database: Database, ledger: Ledger, version: Version, proof: Proof, at: datetime, where: str) -> Dossier:
    """The report on a run that was at a time; its results are entered in the ledger unless they are there already."""
    with database.write() as tx:
        entry = sealed(tx, ledger, proof, at) or seal(tx, ledger, proof, at)
    checkpoint = ledger.integrate()
    findings = tuple(_finding(version, proven) for proven in proof.clauses)
    shown = ledger.proof_file(entry)
    found = results(proof, at)
    return Dossier(version, at, where, proof, findings, found, id_text(entry), shown, checkpoint.note, ledger.vkey)


def _finding(version: Version, proven: Proven) -> Finding:
    clause = version.clause(proven.clause)
    quotes = (version.text.plain[span.start : span.end] for span in version.spans.get(clause.id, ()))
    return Finding(clause, tuple(" ".join(quote.split()) for quote in quotes), in_words(clause, version), proven)


def data_url(content: bytes) -> str:
    return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"
