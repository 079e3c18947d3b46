"""The real texts, with clauses made from their promises' anchors: no bad anchor, and nothing loose but list numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import Published
from troth.review import check_folder


def test_every_anchor_holds_and_no_sentence_is_loose(published: Published, tmp_path: Path) -> None:
    (tmp_path / published.text.name).write_bytes(published.text.read_bytes())
    clauses = [{"id": f"A{n}", "at": [anchor], "says": "about"} for n, anchor in enumerate(published.anchors)]
    policy: dict[str, Any] = {"policy": "p", "version": "1", "effective": "2020-01-01", "properties": ["p.example"]}
    policy |= {"text": published.text.name, "clauses": clauses}
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")

    (report,) = check_folder(tmp_path)

    assert report.version is not None, [finding.message for finding in report.findings]
    assert not report.failed
    loose = [sentence["text"] for sentence in report.to_json()["text"]["loose"]]
    assert [text for text in loose if not re.fullmatch(r"\W*\w{1,3}\W*", text)] == []
