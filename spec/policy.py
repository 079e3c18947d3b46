"""Policies and their versions, read from policy.yaml (SPEC 2) or from documents already parsed."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from spec.terms import Terms, as_list, builtin_terms, own_terms
from spec.times import instant

ACTIONS = ("collect", "use", "disclose", "publish", "link")
DIMENSIONS = {"data": "data", "for": "purposes", "to": "recipients", "with": "data", "from": "sources", "in": "places"}


class PolicyError(ValueError):
    """A policy file that does not parse, or whose terms do not resolve: nothing is answered (SPEC 10)."""


class Version(NamedTuple):
    """One version of a policy; `file` is its policy.yaml, with what may be left out there filled in."""

    id: str
    effective: datetime
    terms: Terms
    file: dict[str, Any]

    def duties(self, name: str) -> list[dict[Any, Any]]:
        """SPEC 3, 7: the parameters of each standing obligation of that name."""
        return [each["must"][name] or {} for each in self.file["clauses"] if name in each.get("must", ())]


class Policy(NamedTuple):
    """The versions of one policy: by effective time, then the superseded first, then by id."""

    versions: list[Version]

    def at(self, time: datetime) -> Version | None:
        """SPEC 5: the version in force, which is the last whose effective time has come."""
        return next((each for each in reversed(self.versions) if each.effective <= time), None)


def load(folders: Iterable[str | Path], built_in: Terms | None = None) -> list[Policy]:
    """SPEC 2: a folder holds the policy.yaml of its only version, or a subfolder with one for each."""
    found = [sorted(Path(each).glob("policy.yaml")) or sorted(Path(each).glob("*/policy.yaml")) for each in folders]
    if not all(found):
        raise PolicyError("a folder without a policy.yaml in it, or in a folder in it")
    documents = (yaml.safe_load(file.read_text(encoding="utf-8")) for files in found for file in files)
    return policies(documents, built_in or builtin_terms())


def policies(documents: Iterable[dict[str, Any]], built_in: Terms) -> list[Policy]:
    """Versions with an equal `policy` are one policy. Raises PolicyError."""
    together: dict[str, dict[str, Version]] = {}
    try:
        for document in documents:
            version = read_version(document, built_in)
            if together.setdefault(document["policy"], {}).setdefault(version.id, version) is not version:
                raise ValueError("two versions have the same id")
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise PolicyError(f"malformed policy file: {error}") from error
    return [Policy(sorted(each.values(), key=partial(order, known=each))) for each in together.values()]


def order(version: Version, known: dict[str, Version]) -> tuple[datetime, int, str]:
    """By effective time, then along `supersedes`, then by id."""
    ids = [version.id]
    while (before := str(known[ids[-1]].file.get("supersedes", ""))) in known and before not in ids:
        ids.append(before)
    return version.effective, len(ids), version.id


def read_version(file: dict[str, Any], built_in: Terms) -> Version:
    """SPEC 2: the fields of a policy file that an answer needs."""
    terms = own_terms(built_in, file.get("terms") or {})
    lists = {name: as_list(file.get(name)) for name in ("properties", "clauses")}
    lists["clauses"] = [read_clause(clause, terms) for clause in lists["clauses"]]
    return Version(str(file["version"]), instant(file["effective"]), terms, {**file, **lists})


def read_clause(clause: dict[str, Any], terms: Terms) -> dict[str, Any]:
    """SPEC 3: exactly one modality, known actions and terms, `when` of a may alone, `unless` of a never."""
    (modality,) = (each for each in ("may", "never", "must", "says") if each in clause)
    known = not ({"when", "unless"} - {{"may": "when", "never": "unless"}.get(modality)}) & clause.keys()
    if modality in ("may", "never"):
        known &= all(action in ACTIONS for action in as_list(clause[modality]))
        words = {(tree, word) for name, tree in DIMENSIONS.items() for word in as_list(clause.get(name))}
        known &= all(word in terms[tree] for tree, word in words if tree != "places")
    if not known:
        raise ValueError(f"clause {clause['id']}: a term, an action or a condition is out of place")
    return {**clause, "must": {clause["must"]: {}}} if isinstance(clause.get("must"), str) else clause
