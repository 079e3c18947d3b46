"""A policy folder: the policy.yaml of its only version, or a subfolder with one for each (SPEC 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from troth.errors import MalformedPolicy, TextError
from troth.language.document import MOST_BYTES
from troth.language.duties import DutyKind, known_duties
from troth.language.findings import quoted
from troth.language.history import in_order
from troth.language.model import Finding, Place, Policy, Version
from troth.language.nodes import nodes_of
from troth.language.read import OpenText, Reading, read_nodes, read_version

FILE = "policy.yaml"
_MOST_TEXT = 5_000_000  # bytes of a published text


def load_policies(paths: Iterable[Path], duties: Mapping[str, DutyKind] | None = None) -> list[Policy]:
    """The policies of these folders, in the folders' order.

    Raises MalformedPolicy, with the findings of all of them, when one leaves no meaning to answer by.
    """
    read = [(path, *read_folder(path, duties)) for path in paths]
    policies = [policy for _, policy, _ in read if policy is not None]
    findings = [finding for _, _, found in read for finding in found]
    findings += _same_policy([(path, policy) for path, policy, _ in read if policy is not None])
    if len(policies) < len(read) or any(f.code == "policy-twice" for f in findings):
        raise _malformed(findings)
    return policies


def read_folder(path: Path, duties: Mapping[str, DutyKind] | None = None) -> tuple[Policy | None, list[Finding]]:
    """The policy of one folder, or of one policy file, and everything found on the way.

    The policy is None when a finding leaves no meaning to answer by.
    """
    files, findings = _policy_files(path)
    if not files:
        return None, findings
    kinds = known_duties() if duties is None else duties
    readings = [_read_file(file, kinds) for file in files]
    policy, more = _together(readings)
    return (None if findings else policy), findings + more


def from_documents(
    documents: Sequence[Mapping[str, Any]],
    texts: Mapping[str, bytes] | None = None,
    duties: Mapping[str, DutyKind] | None = None,
) -> list[Policy]:
    """Policies from documents already parsed, one a version, by the same rules as files.

    `texts` gives the published texts by the name that `text` has; without it `text` may be left out, and the
    text is empty. Raises MalformedPolicy with findings whose places name the documents by number.
    """
    kinds = known_duties() if duties is None else duties
    groups: dict[str, list[Reading]] = {}
    for number, document in enumerate(documents, 1):
        reading = _read_document(document, Place(f"document {number}"), texts, kinds)
        policy = reading.version.policy if reading.version else ""
        groups.setdefault(policy, []).append(reading)
    read = [_together(readings) for readings in groups.values()]
    policies = [policy for policy, _ in read if policy is not None]
    if len(policies) < len(groups):
        raise _malformed([finding for _, findings in read for finding in findings])
    return policies


def _read_document(
    document: Mapping[str, Any],
    place: Place,
    texts: Mapping[str, bytes] | None,
    kinds: Mapping[str, DutyKind],
) -> Reading:
    try:
        root = nodes_of(document, place)
    except (RecursionError, TypeError) as error:
        return Reading(None, (Finding("wrong-type", "error", str(error), place),))
    return read_nodes(root, None if texts is None and not document.get("text") else _given(texts or {}), kinds)


def _given(texts: Mapping[str, bytes]) -> OpenText:
    def open_text(name: str) -> bytes:
        if name not in texts:
            raise TextError(f"there is no text {quoted(name)}", help="give its bytes in `texts`")
        return texts[name]

    return open_text


def _policy_files(path: Path) -> tuple[list[Path], list[Finding]]:
    """The policy files of a folder; the finding says what is wrong with it."""
    place = Place(str(path))
    if path.is_file():
        return [path], []
    if not path.is_dir():
        return [], [Finding("no-policy", "error", "there is no such folder", place, "name a policy folder")]
    below = sorted(file for file in path.glob(f"*/{FILE}") if not file.parent.name.startswith("."))
    own = path / FILE
    if own.is_file() and below:
        message = f"a {FILE} stands both here and in the subfolder {quoted(below[0].parent.name)}"
        help_ = "keep one version in the folder itself, or all of them in subfolders"
        return [own], [Finding("mixed-folder", "error", message, place, help_)]
    if own.is_file():
        return [own], []
    if not below:
        help_ = f"write a {FILE}, or begin with `troth init TEXT`"
        return [], [Finding("no-policy", "error", f"no {FILE} is in this folder or right below it", place, help_)]
    return below, []


def _read_file(file: Path, kinds: Mapping[str, DutyKind]) -> Reading:
    try:
        source = _bytes(file, MOST_BYTES)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or 'unknown reason'}"
        return Reading(None, (Finding("unreadable", "error", message, Place(str(file)), "see its permissions"),))
    return read_version(source, str(file), _beside(file.parent), kinds)


def _beside(folder: Path) -> OpenText:
    def open_text(name: str) -> bytes:
        try:
            source = _bytes(folder / name, _MOST_TEXT)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "not a file name"
            message = f"the text {quoted(name)} cannot be read: {why.lower()}"
            raise TextError(message, help="`text` names a file beside policy.yaml") from error
        if len(source) > _MOST_TEXT:
            raise TextError(f"the text {quoted(name)} has more than {_MOST_TEXT:,} bytes", help="is it the right file?")
        return source

    return open_text


def _bytes(file: Path, most: int) -> bytes:
    """The bytes of a file, but never many more than `most`: the reader refuses more."""
    with file.open("rb") as opened:
        return opened.read(most + 1)


def _together(readings: Sequence[Reading]) -> tuple[Policy | None, list[Finding]]:
    """One policy of its versions, in order; None when one of them could not be read."""
    findings = [finding for reading in readings for finding in reading.findings]
    versions = [reading.version for reading in readings if reading.version is not None]
    clashes = list(_clashes(versions))
    if clashes or len(versions) < len(readings) or not versions:
        return None, findings + clashes
    ordered, more = in_order(versions)
    return Policy(ordered[0].policy, ordered), findings + more


def _clashes(versions: Sequence[Version]) -> Iterator[Finding]:
    """What keeps versions from being one policy: another policy's id, or a version's id twice."""
    seen: dict[str, Version] = {}
    for version in versions:
        if version.policy != versions[0].policy:
            message = (
                f"this is policy {quoted(version.policy)}, and {versions[0].place.file} is {quoted(versions[0].policy)}"
            )
            yield Finding("other-policy", "error", message, version.place, "one folder holds one policy")
        first = seen.setdefault(version.version, version)
        if first is not version:
            message = f"version {quoted(version.version)} was given before, in {first.place.file}"
            yield Finding("duplicate-version", "error", message, version.place, "give each version its own id")


def _same_policy(read: Sequence[tuple[Path, Policy]]) -> Iterator[Finding]:
    seen: dict[str, Path] = {}
    for path, policy in read:
        first = seen.setdefault(policy.id, path)
        if first is not path:
            message = f"the policy {quoted(policy.id)} was given before, in {first}"
            yield Finding("policy-twice", "error", message, Place(str(path)), "name each policy folder once")


def _malformed(findings: Sequence[Finding]) -> MalformedPolicy:
    errors = [finding for finding in findings if finding.level == "error"]
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return MalformedPolicy(f"{first.place}: {first.message}{more}", findings=tuple(findings), help=first.help)
