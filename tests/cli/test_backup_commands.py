"""`troth backup`, `restore`, `sweep` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.commands import EXAMPLE, troth
from troth.app import Troth


def test_a_store_is_backed_up_restored_and_swept(tmp_path: Path) -> None:
    store, file, new = tmp_path / "store", tmp_path / "a.backup", tmp_path / "new"
    with Troth.create(store, [Path(EXAMPLE)]) as made:
        made.person()
    backed = troth("backup", store, file)
    assert backed.code == 0
    assert "it holds no key" in backed.out
    restored = troth("restore", file, new, "--keys", store, "--json")
    assert restored.code == 0
    assert json.loads(restored.out)["tables"]["person"] == 1
    swept = troth("sweep", new, "--json")
    assert json.loads(swept.out)["items"] == 0
    assert "erased 0 items" in troth("sweep", new).out
