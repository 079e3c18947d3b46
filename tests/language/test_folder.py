"""Policy folders, and policies from documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.writing import HEAD, TEXT, document
from troth.errors import MalformedPolicy
from troth.language import from_documents, load_policies, read_folder


def write(
    folder: Path, version: str = "1", effective: str = "2014-01-15", policy: str = "lantern", more: str = ""
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.md").write_text(TEXT)
    head = f"policy: {policy}\nversion: '{version}'\neffective: {effective}\n"
    head += f"text: policy.md\nproperties: [a.example]\n{more}"
    (folder / "policy.yaml").write_text(head + "clauses: [{id: A, at: We never sell it., says: about}]\n")
    return folder


def found(path: Path) -> list[str]:
    return [finding.code for finding in read_folder(path)[1]]


def test_a_folder_with_one_version(tmp_path: Path) -> None:
    (policy,) = load_policies([write(tmp_path)])
    assert (policy.id, [v.version for v in policy.versions]) == ("lantern", ["1"])
    assert policy.versions[0].text.name == "policy.md"


def test_a_policy_file_may_be_named_itself(tmp_path: Path) -> None:
    assert load_policies([write(tmp_path) / "policy.yaml"])[0].id == "lantern"


def test_a_subfolder_for_each_version_in_the_order_they_take_effect(tmp_path: Path) -> None:
    write(tmp_path / "a", "2", "2014-01-15", more="supersedes: '1'\n")
    write(tmp_path / "b", "1", "2012-12-18")
    write(tmp_path / ".hidden", "3")
    (tmp_path / "pictures").mkdir()
    (policy,) = load_policies([tmp_path])
    assert [v.version for v in policy.versions] == ["1", "2"]


def test_two_versions_at_once_go_by_who_supersedes_whom(tmp_path: Path) -> None:
    write(tmp_path / "a", "1", more="supersedes: '2'\n")
    write(tmp_path / "b", "2")
    policy, findings = read_folder(tmp_path)
    assert policy is not None
    assert [v.version for v in policy.versions] == ["2", "1"]
    assert [(f.code, f.level) for f in findings] == [("versions-at-once", "error")]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ({"version": "1"}, {"version": "1", "effective": "2015-01-01"}, "duplicate-version"),
        ({"version": "1"}, {"version": "2", "policy": "other", "effective": "2015-01-01"}, "other-policy"),
    ],
)
def test_what_keeps_versions_from_being_one_policy(
    tmp_path: Path, first: dict[str, str], second: dict[str, str], code: str
) -> None:
    write(tmp_path / "a", **first)
    write(tmp_path / "b", **second)
    assert (read_folder(tmp_path)[0], found(tmp_path)) == (None, [code])


@pytest.mark.parametrize(
    ("before", "code"), [("2012", "unknown-version"), ("2", "supersedes-later"), ("1", "supersedes-later")]
)
def test_superseding_what_is_not_before_is_an_error_that_does_not_stop_answers(
    tmp_path: Path, before: str, code: str
) -> None:
    write(tmp_path / "a", "1", more=f"supersedes: '{before}'\n")
    write(tmp_path / "b", "2", "2015-01-01")
    assert (read_folder(tmp_path)[0] is not None, found(tmp_path)) == (True, [code])


def test_a_ring_of_versions_ends(tmp_path: Path) -> None:
    write(tmp_path / "a", "1", more="supersedes: '2'\n")
    write(tmp_path / "b", "2", more="supersedes: '1'\n")
    assert found(tmp_path) == ["versions-at-once"]


def test_a_folder_without_a_policy_says_what_to_do(tmp_path: Path) -> None:
    policy, (finding,) = read_folder(tmp_path)
    assert (policy, finding.code, finding.help) == (
        None,
        "no-policy",
        "write a policy.yaml, or begin with `troth init TEXT`",
    )
    assert found(tmp_path / "nowhere") == ["no-policy"]


def test_a_policy_file_beside_subfolders_is_refused(tmp_path: Path) -> None:
    write(write(tmp_path) / "2014", "2")
    assert (read_folder(tmp_path)[0], found(tmp_path)) == (None, ["mixed-folder"])


def test_what_cannot_be_read_is_found(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").mkdir()
    assert found(write_text_away(tmp_path / "x")) == ["text-unreadable"]
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    assert found(tmp_path / "link") == ["no-policy"]


def write_text_away(folder: Path) -> Path:
    (write(folder) / "policy.md").unlink()
    (folder / "policy.md").mkdir()
    return folder


def test_all_findings_of_all_folders_come_with_the_error(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (write(tmp_path / name) / "policy.yaml").write_text(HEAD + "clauses: [{id: A, may: colect}]\n")
    with pytest.raises(MalformedPolicy, match=r"a/policy.yaml:6:\d+: .* \(and 5 more\)") as raised:
        load_policies([tmp_path / "a", tmp_path / "b"])
    assert len(raised.value.findings) == 6
    assert {f.code for f in raised.value.findings} == {"unknown-action", "may-too-wide"}


def test_one_policy_in_two_folders_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedPolicy, match="was given before"):
        load_policies([write(tmp_path / "a"), write(tmp_path / "b")])


def test_documents_are_grouped_into_policies() -> None:
    later, other = document(version="2", effective="2015-01-01"), document(policy="other")
    policies = from_documents([later, other, document()])
    assert [(p.id, [v.version for v in p.versions]) for p in policies] == [("lantern", ["1", "2"]), ("other", ["1"])]


def test_documents_may_bring_their_texts() -> None:
    given = document({"id": "A", "at": "We never sell it.", "says": "about"}, text="policy.md")
    version = from_documents([given], texts={"policy.md": TEXT.encode()})[0].versions[0]
    assert (version.text.name, len(version.spans["A"])) == ("policy.md", 1)
    with pytest.raises(MalformedPolicy, match=r"there is no text 'policy\.md'"):
        from_documents([given])


@pytest.mark.parametrize("odd", [{"clauses": {1, 2}}, {"policy": object()}, {"terms": b"x"}])
def test_documents_of_odd_values_are_refused(odd: dict[str, object]) -> None:
    with pytest.raises(MalformedPolicy, match="a policy holds no"):
        from_documents([document() | odd])


def test_a_document_nested_without_end_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(MalformedPolicy, match="nested deeper"):
        from_documents([document() | {"clauses": endless}])
