"""The report as PDF/A-3 (tagged, so that it can be read aloud), with the files to check it attached.

Set by Typst, which the extra `report` brings. The text goes in as data: nothing of it is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from troth.cases.paper import can_be_set, typeset
from troth.errors import SettingsError
from troth.proof.model import STATUSES
from troth.proof.report.dossier import MEANING, Dossier, Finding
from troth.proof.report.page import moment

_NOTE: Final = "Signs that no font here has are drawn as %(box)s. The files attached have them."


def as_pdf(dossier: Dossier) -> bytes:
    """SettingsError when Typst is not installed; Unavailable when it cannot set it."""
    if not can_be_set():
        raise SettingsError(
            "a report in PDF needs the extra `report`", help="pip install 'troth[report]', or ask for .html"
        )
    template = (files("troth.proof.report") / "report.typ").read_text(encoding="utf-8")
    at = int(dossier.at.timestamp())
    return typeset(template, _told(dossier), _NOTE, at, way_out="ask for .html", attached=dossier.files)


def _told(it: Dossier) -> Mapping[str, Any]:
    version = it.version
    summary = [{"status": s, "count": n, "meaning": MEANING[s]} for s in STATUSES if (n := it.proof.summary.get(s))]
    return {
        "policy": version.policy,
        "version": version.version,
        "effective": moment(version.effective),
        "of": ": ".join(filter(None, (version.controller.get("name", ""), ", ".join(version.properties)))),
        "sentences": len(version.text.sentences),
        "loose": it.loose,
        "text": version.text.sha256,
        "drilled": f"{moment(it.at)}, by {it.program}, on {it.where}",
        "drills": it.drills,
        "summary": summary,
        "digest": it.digest,
        "entry": it.entry,
        "checkpoint": it.checkpoint,
        "key": it.vkey,
        "findings": [_finding(finding) for finding in it.findings],
    }


def _finding(finding: Finding) -> Mapping[str, Any]:
    proven = finding.proven
    told = {"id": finding.clause.id, "status": proven.status, "quotes": list(finding.quotes), "rule": finding.rule}
    failed = [{"name": drill.name, "detail": drill.detail} for drill in finding.failed]
    return told | {"control": proven.control or "", "drills": len(proven.drills), "failed": failed}
