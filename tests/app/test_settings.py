"""Settings: from the file, the environment, the caller, later ones winning; and the page that lists them all."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from troth.app import Settings
from troth.errors import SettingsError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"
LISTED = [each for each in fields(Settings) if "meaning" in each.metadata]


def load(folder: Path, toml: str = "", environ: dict[str, str] | None = None, **given: Any) -> Settings:
    (folder / "troth.toml").write_text(toml, encoding="utf-8")
    return Settings.load(folder, environ or {}, **given)


def test_without_a_word_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, {})
    assert {each.name: getattr(settings, each.name) for each in LISTED} == {each.name: each.default for each in LISTED}


def test_the_environment_wins_over_the_file_and_the_caller_over_both(tmp_path: Path) -> None:
    toml = "port = 1\npool = 1\nregion = 'GB'\n"
    settings = load(tmp_path, toml, {"TROTH_PORT": "2", "TROTH_POOL": "2"}, port=3, host=None)
    assert (settings.region, settings.pool, settings.port, settings.host) == ("GB", 2, 3, "127.0.0.1")


def test_a_list_is_a_list_in_the_file_and_separated_as_paths_in_the_environment(tmp_path: Path) -> None:
    assert load(tmp_path, "policies = ['a', 'b']").policies == ("a", "b")
    assert load(tmp_path, environ={"TROTH_POLICIES": os.pathsep.join(("a", "b", ""))}).policies == ("a", "b")


def test_a_number_with_a_fraction_may_be_whole(tmp_path: Path) -> None:
    assert load(tmp_path, "checkpoint_seconds = 2").checkpoint_seconds == 2
    assert load(tmp_path, environ={"TROTH_CHECKPOINT_SECONDS": "0.5"}).checkpoint_seconds == 0.5


@pytest.mark.parametrize(
    "wrong", ["port = '1'", "port = 1.5", "port = true", "host = 1", "policies = 'a'", "policies = [1]"]
)
def test_a_setting_of_the_wrong_type_is_named(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match=wrong.split(maxsplit=1)[0]):
        load(tmp_path, wrong)


def test_a_variable_of_the_wrong_type_is_named_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'port' should be of type int") as error:
        load(tmp_path, environ={"TROTH_PORT": "eighty"})
    assert error.value.help == "set TROTH_PORT"
    assert "eighty" not in f"{error.value}{error.value.__cause__}"


def test_an_unknown_setting_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="unknown setting 'prot'") as error:
        load(tmp_path, "prot = 1")
    assert "port" in error.value.help


def test_a_file_that_is_no_toml_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"troth.toml: .*line 1"):
        load(tmp_path, "port 1")


def test_the_caller_is_held_to_the_same_types_and_names(tmp_path: Path) -> None:
    for wrong in ({"port": "1"}, {"prot": 1}):
        with pytest.raises(SettingsError):
            load(tmp_path, **wrong)


def test_the_master_keys_themselves_are_in_no_setting_and_not_printed(tmp_path: Path) -> None:
    settings = load(tmp_path, environ={"TROTH_MASTER_KEYS": "k1:secret"})
    assert settings.master_keys == "master.keys"
    assert "secret" not in repr(settings)


def test_paths_start_at_the_folder(tmp_path: Path) -> None:
    settings = load(tmp_path, "master_keys = 'keys/m'")
    assert settings.path(settings.master_keys) == tmp_path / "keys" / "m"
    assert settings.database_url == f"sqlite:///{tmp_path / 'store.sqlite'}"
    assert load(tmp_path, "database = 'sqlite:////srv/x.sqlite'").database_url == "sqlite:////srv/x.sqlite"
    assert load(tmp_path, "database = 'postgresql:///troth'").database_url == "postgresql:///troth"


def test_there_are_fewer_than_thirty() -> None:
    assert len(LISTED) < 30


def test_the_page_lists_every_setting_with_its_default_variable_and_meaning() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` (\|.*\|)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert list(rows) == [each.name for each in LISTED]
    for each in LISTED:
        default = "none" if each.default in ("", ()) else f"`{each.default}`"
        variable = "" if each.name == "master_keys" else f"`TROTH_{each.name.upper()}`"
        assert rows[each.name] == f"| {default} | {variable} | {each.metadata['meaning']} |", each.name
