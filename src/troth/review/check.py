"""`check`: everything worth knowing about a policy before it is relied on (SPEC 9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from troth.language import Finding, Policy, Version, read_folder
from troth.review.shadow import shadowed
from troth.review.warnings import loose_sentences, warnings

LEVELS = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found in one version; `version` is None when the files could not be read as a policy."""

    version: Version | None
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """The shape of SPEC 10."""
        found = [_finding_json(finding) for finding in self.findings]
        if self.version is None:
            return {"policy": None, "version": None, "text": None, "clauses": 0, "findings": found}
        head = {
            "policy": self.version.policy,
            "version": self.version.version,
            "text": _text_json(self.version),
        }
        return head | {"clauses": len(self.version.clauses), "findings": found}


def check_folder(path: Path, proven: Collection[str] = frozenset()) -> list[Report]:
    """A report a version, in the order they take effect; one without a version when the folder cannot be read."""
    policy, found = read_folder(path)
    return [Report(None, _sorted(found))] if policy is None else check(policy, found, proven)


def check(policy: Policy, found: Iterable[Finding] = (), proven: Collection[str] = frozenset()) -> list[Report]:
    """Reports on a policy already read; `found` is what reading it had to say."""
    found = list(found)
    reports = []
    for version in policy.versions:
        own = [finding for finding in found if _belongs(finding, version, policy)]
        reports.append(Report(version, _sorted([*own, *shadowed(version), *warnings(version, proven)])))
    return reports


def _belongs(finding: Finding, version: Version, policy: Policy) -> bool:
    """A finding goes to the version whose file it names, and to the newest when it names none of them."""
    files = {v.place.file for v in policy.versions} | {v.text.name for v in policy.versions}
    if finding.place.file in files:
        return finding.place.file in (version.place.file, version.text.name)
    return version is policy.versions[-1]


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (LEVELS.index(f.level), f.place, f.code)))


def _text_json(version: Version) -> dict[str, Any]:
    loose = loose_sentences(version)
    lines = [{"line": s.line, "text": s.text} for s in version.text.sentences if s.number in loose]
    total = len(version.text.sentences)
    return {"sha256": version.text.sha256, "sentences": total, "bound": total - len(loose), "loose": lines}


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.level,
        "clause": finding.clause,
        "file": finding.place.file,
        "line": finding.place.line,
        "message": finding.message,
        "help": finding.help,
    }
