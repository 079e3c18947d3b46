"""Policies and their versions, read from policy.yaml (SPEC 2) or from documents already parsed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from spec.clause import Clause, read_clause
from spec.errors import PolicyError
from spec.terms import Terms, as_list, builtin_terms, own_terms
from spec.times import instant


@dataclass(frozen=True)
class Version:
    """One version of a policy: its text is not needed to answer, its clauses are (SPEC 2)."""

    policy: str
    id: str
    effective: datetime
    supersedes: str | None
    properties: frozenset[str]
    precedence: int
    terms: Terms
    clauses: tuple[Clause, ...]

    def duties(self, name: str) -> list[Clause]:
        """SPEC 3: the standing obligations of that name, in file order."""
        return [clause for clause in self.clauses if clause.duty == name]


@dataclass(frozen=True)
class Policy:
    """All versions of one policy, in their order."""

    id: str
    versions: tuple[Version, ...]

    def at(self, time: datetime) -> Version | None:
        """SPEC 5: the version in force, which is the last whose effective time has come."""
        effective = [version for version in self.versions if version.effective <= time]
        return effective[-1] if effective else None

    def named(self, version: str) -> Version | None:
        """The version of that id, if the policy has it."""
        return next((each for each in self.versions if each.id == version), None)


class PlainLoader(yaml.SafeLoader):
    """YAML in which yes, no, on and off are words, as `default: no` and `on: material-change` mean them."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class's own form
        first: [(tag, form) for tag, form in pairs if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def load(folders: Iterable[str | Path], built_in: Terms | None = None) -> list[Policy]:
    """SPEC 2: a folder holds the policy.yaml of its only version, or a subfolder with one for each."""
    documents: list[Any] = []
    for folder in map(Path, folders):
        only = folder / "policy.yaml"
        files = [only] if only.is_file() else sorted(folder.glob("*/policy.yaml"))
        if not files:
            raise PolicyError(f"{folder.name}: no policy.yaml here, nor in a folder in it")
        documents += [read_yaml(file) for file in files]
    return policies(documents, built_in or builtin_terms())


def read_yaml(file: Path) -> Any:
    """One document, in plain values (PlainLoader is a SafeLoader). Raises PolicyError."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=PlainLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise PolicyError(f"{file.name}: {error}") from error


def policies(documents: Iterable[Mapping[str, Any]], built_in: Terms) -> list[Policy]:
    """Versions with an equal `policy` are one policy; policies stand in the order of their first document."""
    together: dict[str, list[Version]] = {}
    for document in documents:
        version = read_version(document, built_in)
        together.setdefault(version.policy, []).append(version)
    return [Policy(name, in_order(versions)) for name, versions in together.items()]


def read_version(document: Mapping[str, Any], built_in: Terms) -> Version:
    """SPEC 2: the fields of a policy file that an answer needs. Raises PolicyError."""
    try:
        terms = own_terms(built_in, document.get("terms") or {})
        supersedes = document.get("supersedes")
        return Version(
            policy=str(document["policy"]),
            id=str(document["version"]),
            effective=instant(document["effective"]),
            supersedes=None if supersedes is None else str(supersedes),
            properties=frozenset(as_list(document.get("properties"))),
            precedence=document.get("precedence") or 0,
            terms=terms,
            clauses=tuple(read_clause(clause, terms) for clause in document.get("clauses") or []),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PolicyError(f"malformed policy file: {error}") from error


def in_order(versions: list[Version]) -> tuple[Version, ...]:
    """By effective time, then the superseded first, then by id."""
    known = {version.id: version for version in versions}
    if len(known) < len(versions):
        raise PolicyError(f"{versions[0].policy}: two versions have the same id")

    def behind(version: Version) -> int:
        """How many versions it supersedes, one after the other."""
        seen = {version.id}
        while version.supersedes in known and version.supersedes not in seen:
            version = known[version.supersedes]
            seen.add(version.id)
        return len(seen)

    return tuple(sorted(versions, key=lambda version: (version.effective, behind(version), version.id)))
