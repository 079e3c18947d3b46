"""Policies as they are published and as they decide: versions, clauses, sentences."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response

from troth.api.desk import Reads, found
from troth.api.documented import answers
from troth.api.wire import Moment, Name, Out
from troth.errors import NotFound
from troth.language import Clause, Version

router = APIRouter(prefix="/v1/policies", tags=["policies"])
Status = Literal["bound", "loose", "said"]


class VersionBrief(Out):
    version: str
    effective: Moment
    supersedes: str | None


class PolicyOut(Out):
    """A policy and its versions, in the order they take effect. `in-force`: the one that decides now."""

    policy: str
    versions: list[VersionBrief]
    in_force: str | None
    properties: list[str]


class PoliciesOut(Out):
    items: list[PolicyOut]
    next: str | None


class TextOut(Out):
    """The published text: its digest, and how many sentences it has."""

    name: str
    sha256: str
    sentences: int


class ClauseFull(Out):
    """A clause: its anchors in the text, links to them, what kind of rule it is, and the duty if it has one."""

    id: str
    modality: Literal["may", "never", "must", "says"]
    anchors: list[str]
    links: list[str]
    sentence: str
    duty: str | None
    line: int


class SentenceOut(Out):
    """A sentence of the text. `bound`: a rule keeps it; `said`: there is nothing to do about it; `loose`: neither."""

    number: int
    line: int
    section: str
    text: str
    status: Status
    clauses: list[str]


class VersionOut(VersionBrief):
    """A version, whole."""

    policy: str
    controller: dict[str, str]
    properties: list[str]
    precedence: int
    text: TextOut
    clauses: list[ClauseFull]
    sentences: list[SentenceOut]


@router.get("", response_model=None, responses=answers(PoliciesOut))
def every(desk: Reads) -> Response:
    """The policies that decide here."""
    engine = desk.troth.engine
    current = {version.policy: version.version for version in engine.in_force(desk.troth.clock())}
    listed = [
        {
            "policy": policy.id,
            "versions": [_brief(version) for version in policy.versions],
            "in-force": current.get(policy.id),
            "properties": list(policy.versions[-1].properties),
        }
        for policy in engine.policies
    ]
    return found({"items": listed, "next": None})


@router.get("/{policy}/versions/{version}", response_model=None, responses=answers(VersionOut))
def one(desk: Reads, policy: Annotated[Name, Path()], version: Annotated[Name, Path()]) -> Response:
    """A version: the text's digest, its clauses, and each sentence with its status."""
    named = next((each for each in desk.troth.engine.policies if each.id == policy), None)
    there = named.version(version) if named else None
    if there is None:
        raise NotFound("no such version of a policy", help="GET /v1/policies lists those there are")
    return found(_version(there))


def _brief(version: Version) -> dict[str, Any]:
    return {"version": version.version, "effective": version.effective, "supersedes": version.supersedes}


def _version(version: Version) -> dict[str, Any]:
    text = {"name": version.text.name, "sha256": version.text.sha256, "sentences": len(version.text.sentences)}
    return _brief(version) | {
        "policy": version.policy,
        "controller": {name: str(value) for name, value in version.controller.items()},
        "properties": list(version.properties),
        "precedence": version.precedence,
        "text": text,
        "clauses": [_clause(version, clause) for clause in version.clauses],
        "sentences": _sentences(version),
    }


def _clause(version: Version, clause: Clause) -> dict[str, Any]:
    spans = version.spans.get(clause.id, ())
    return {
        "id": clause.id,
        "modality": clause.modality,
        "anchors": [anchor.text for anchor in clause.anchors],
        "links": [anchor.fragment() for anchor in clause.anchors],
        "sentence": " … ".join(version.text.plain[span.start : span.end] for span in spans),
        "duty": clause.duty.name if clause.duty else None,
        "line": clause.place.line,
    }


def _sentences(version: Version) -> list[dict[str, Any]]:
    touching: dict[int, list[Clause]] = {}
    for clause in version.clauses:
        for number in version.text.sentences_in(version.spans.get(clause.id, ())):
            touching.setdefault(number, []).append(clause)
    return [
        {
            "number": sentence.number,
            "line": sentence.line,
            "section": sentence.section,
            "text": sentence.text,
            "status": _status(touching.get(sentence.number, [])),
            "clauses": [clause.id for clause in touching.get(sentence.number, [])],
        }
        for sentence in version.text.sentences
    ]


def _status(clauses: list[Clause]) -> Status:
    if not clauses:
        return "loose"
    return "said" if all(clause.modality == "says" for clause in clauses) else "bound"
