"""The pages about the API: complete, and their examples run."""

from __future__ import annotations

import re

import pytest

from tests.api.house import ROOT, Served, app_of
from troth.api.reference import reference

HOW_TO = ROOT / "docs" / "how-to" / "call-troth-from-your-app.md"


def test_the_reference_is_what_the_document_says() -> None:
    page = (ROOT / "docs" / "reference" / "http-api.md").read_text(encoding="utf-8")
    assert page == reference(), "make it anew: python -m troth.api.reference > docs/reference/http-api.md"


def test_the_examples_of_the_how_to_run(
    served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TROTH_URL", served.url)
    monkeypatch.setenv("TROTH_KEY", served.key())
    names: dict[str, object] = {"signed": app_of(served)}
    for code in re.findall(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(code, HOW_TO.name, "exec"), names)  # noqa: S102  the page is ours
        served.troth.work.work()
    names["troth"].close()  # type: ignore[attr-defined]
    told = capsys.readouterr().out
    assert "ada@quill.example under (" in told
    assert b"ada@quill.example" in names["package"]  # type: ignore[operator]
    assert "unmet {'Q15': ['choice: newsletters']}" in told
