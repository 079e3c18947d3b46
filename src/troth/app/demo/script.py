"""The example's own files for the demo: recipients, notices, and the script of a month of life."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from troth.db import Connection
from troth.errors import SettingsError
from troth.parties import Agreement, Entered, Recipient, add_agreement, put_recipient
from troth.people import keep_notice


@dataclass(frozen=True, slots=True)
class Joining:
    """How a part of the people came: `share` in a hundred, when, under which notice."""

    share: float
    at: datetime
    notice: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens to `share` in a hundred people a day. `of`: somebody new, whom they tell us of."""

    name: str
    share: float
    act: str
    data: tuple[str, ...]
    notice: str | None = None
    purpose: str | None = None
    to: str | None = None
    ground: str | None = None
    fact: str | None = None
    source: str = "person"
    of: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A month of life. `told`: which version people were told of, when, how many, and of which joining."""

    start: datetime
    days: int
    joinings: tuple[Joining, ...]
    facts: tuple[str, ...]
    choices: Mapping[str, int]
    told: Mapping[str, Any]
    scenes: tuple[Scene, ...]
    notices: Mapping[str, Mapping[str, Any]] = field(repr=False)

    @classmethod
    def read(cls, folder: Path) -> Script:
        """From life.yaml and notices.yaml beside the policy. SettingsError when the example brings none."""
        life = _read(folder / "life.yaml")
        notices = {str(notice["id"]): notice for notice in _read(folder / "notices.yaml")["notices"]}
        joinings = tuple(Joining(j["share"], _time(j["at"]), j["notice"]) for j in life["join"])
        scenes = tuple(_scene(scene) for scene in life["scenes"])
        told = life["told"] | {"at": _time(life["told"]["at"])}
        start, days = _time(life["from"]), int(life["days"])
        return cls(start, days, joinings, tuple(life["facts"]), life["choices"], told, scenes, notices)


def _scene(raw: Mapping[str, Any]) -> Scene:
    told: dict[str, Any] = dict(raw)
    told |= {"purpose": told.pop("for", None), "data": tuple(raw["data"]), "of": raw.get("of") == "somebody"}
    return Scene(**told)


def enter_parties(tx: Connection, folder: Path, entered: Entered, since: datetime) -> None:
    """Puts the example's recipients, and the agreements they have, on the register."""
    for raw in _read(folder / "parties.yaml")["recipients"]:
        fields, purposes = tuple(raw["fields"]), tuple(raw["purposes"])
        recipient = Recipient(
            raw["id"], raw["name"], raw["kind"], fields, purposes, raw.get("endpoint"), raw.get("policy")
        )
        agreed = raw.get("agreement")
        start = _time(agreed["from"]) if agreed else since
        put_recipient(tx, recipient, at=min(start, since), entered=entered)
        if agreed:
            until = _time(agreed["until"]) if agreed.get("until") else None
            digest = hashlib.sha256(agreed["reference"].encode()).hexdigest()
            add_agreement(tx, recipient.id, Agreement(agreed["reference"], start, until, digest), entered=entered)


def keep_notices(tx: Connection, script: Script, policy: str, at: datetime) -> None:
    """Keeps the words that people are shown when their data are collected."""
    for raw in script.notices.values():
        keep_notice(
            tx,
            str(raw["id"]),
            policy=policy,
            version=str(raw["version"]),
            text=raw["words"],
            purposes=raw["purposes"],
            required=raw.get("required") or (),
            optional=raw.get("optional") or (),
            at=at,
        )


def _read(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}", help="choose a folder of examples/") from None
    if not isinstance(found, dict):
        raise SettingsError(f"{path} holds no demo", help="choose a folder of examples/")
    return found


def _time(value: date | datetime) -> datetime:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) + timedelta()
