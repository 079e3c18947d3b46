"""`attestations.yaml` in a policy's folder: what was attested, for a proof on a store that is thrown away.

A live store never reads it: there an account answers, and the register says which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from troth.controls.attestations.model import Attested
from troth.controls.attestations.register import duty_of, enter
from troth.db import Connection
from troth.errors import SettingsError
from troth.language import Version

FILE = "attestations.yaml"
_KEYS = ({"clause", "by", "at"}, {"clause", "by", "at", "evidence"})
HELP = "a list `attestations`, each with clause, by, at, and evidence if there is some"


def enter_file(tx: Connection, folder: Path, versions: Sequence[Version]) -> int:
    """Enters what the file says under each version that has the clause; gives the number of entries, 0 without a file.

    Raises SettingsError for a malformed file, NotFound for a clause that no version asks to be attested.
    """
    path = folder / FILE
    if not path.exists():
        return 0
    entries = [_entry(raw, path) for raw in _listed(path)]
    for clause, by, at, evidence in entries:
        duty_of(versions, clause)
        own = (Attested(v, found) for v in versions for found in v.duties("attest") if found.id == clause)
        for duty in {each.what: each for each in own}.values():
            enter(tx, duty, by=by.replace(" ", "-"), at=at, now=at, evidence=evidence)
    return len(entries)


def _listed(path: Path) -> list[Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        raise SettingsError(f"{path.name} cannot be read", help=HELP) from None
    listed = found.get("attestations") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise SettingsError(f"{path.name} lists no attestations", help=HELP)
    return listed


def _entry(raw: Any, path: Path) -> tuple[str, str, datetime, str | None]:
    if not isinstance(raw, Mapping) or set(raw) not in _KEYS or not isinstance(raw["at"], date):
        raise SettingsError(f"{path.name}: an entry is malformed", help=HELP)
    at = raw["at"]
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=UTC)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return str(raw["clause"]), str(raw["by"]), moment, raw.get("evidence")
