"""One typed table of settings: from `troth.toml` in the store's folder, each overridden by its environment variable.

The folder holds all that a deployment needs: the store, the keys, this file. docs/reference/settings.md is
kept complete by a test.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from troth.errors import SettingsError

FILE = "troth.toml"


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """`folder` is where relative paths start. Every other field is a setting; its metadata says what it does."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    database: str = _setting("sqlite:///store.sqlite", "URL of the store: sqlite:///file or postgresql://…")
    policies: tuple[str, ...] = _setting((), "policy folders that decide")
    master_keys: str = _setting("master.keys", "file of the master keys (or set TROTH_MASTER_KEYS to the keys)")
    ledger_key: str = _setting("ledger.key", "file of the key that signs checkpoints")
    erasure_log: str = _setting("erased.log", "file of the log of erasures, kept apart from backups of the store")
    origin: str = _setting("troth.example/ledger", "the ledger's name in its checkpoints (C2SP origin)")
    default_property: str = _setting("", "the property meant when an act names none; else the policy's first")
    region: str = _setting("HK", "where telephone numbers without a country code are from (ISO 3166)")
    host: str = _setting("127.0.0.1", "address to listen on; loopback unless you say otherwise")
    port: int = _setting(8463, "port to listen on")
    address: str = _setting("", "where people reach the pages, as https://privacy.shop.example; else host and port")
    tls_certificate: str = _setting("", "PEM file of the certificate; without it only loopback is served")
    tls_key: str = _setting("", "PEM file of the certificate's key")
    rate: str = _setting("1200/minute", "most HTTP requests of one application key")
    rate_unknown: str = _setting("60/minute", "most HTTP requests of one address without a valid key")
    rate_sign_in: str = _setting("20 per 15 minutes", "most sign-in links that one network may ask for")
    body_limit: int = _setting(25_000_000, "largest HTTP request body, in bytes")
    checkpoint_seconds: float = _setting(1.0, "how often new ledger entries are put into the tree and signed")
    undo_days: float = _setting(3.0, "how long a person can take back that they want to be erased")
    laws: tuple[str, ...] = _setting((), "countries whose law sets dates (ISO 3166, US-CA); else the controller's own")
    idempotency_hours: int = _setting(24, "how long an idempotency key is remembered")
    drill_hours: float = _setting(24.0, "how often the policy's promises are drilled while serving; 0: never")
    alert_webhook: str = _setting("", "URL that a broken promise is told to: https, or http on loopback")
    alert_mail: str = _setting("", "address that a broken promise is told to; needs smtp")
    smtp: str = _setting("", "mail server for outgoing mail, as host:port")
    dkim_key: str = _setting("", "file of the key that signs outgoing mail; see troth mailing key")
    dkim_selector: str = _setting("troth", "name of that key in the DNS")
    mail_in: str = _setting("", "domain whose mail `troth mail-in` reads: stops and what comes back")
    pool: int = _setting(8, "connections to the database kept open by a process")

    @classmethod
    def load(cls, folder: Path, environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
        """From `folder/troth.toml`, then TROTH_* variables, then `given` (None: not given), later ones winning.

        SettingsError names the setting that is unknown or of the wrong type.
        """
        environ = os.environ if environ is None else environ
        values = _from_file(folder / FILE)
        for name, kind in _kinds().items():
            if (text := environ.get(f"TROTH_{name.upper()}")) is not None and name != "master_keys":
                values[name] = _read(name, kind, text)
        values |= _known({name: value for name, value in given.items() if value is not None}, "given")
        return cls(folder.resolve(), environ, **values)

    def path(self, value: str) -> Path:
        """A path of a setting, relative to the folder."""
        return self.folder / value

    @property
    def database_url(self) -> str:
        prefix = "sqlite:///"
        if self.database.startswith(prefix):
            return prefix + str(self.path(self.database.removeprefix(prefix)))
        return self.database


def _kinds() -> dict[str, str]:
    return {f.name: str(f.type) for f in fields(Settings) if "meaning" in f.metadata}


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name}: {error}", help="mend the file; it is TOML") from None
    return _known(found, path.name)


def _known(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    kinds = _kinds()
    for name in values:
        if name not in kinds:
            known = ", ".join(sorted(kinds))
            raise SettingsError(f"{where}: unknown setting {name!r}", help=f"known settings: {known}")
    return {name: _checked(name, kinds[name], value) for name, value in values.items()}


def _checked(name: str, kind: str, value: Any) -> Any:
    if kind.startswith("tuple") and isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return tuple(value)
    wanted: tuple[type, ...] = {"str": (str,), "int": (int,), "float": (int, float)}.get(kind, ())
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise SettingsError(f"the setting {name!r} should be of type {kind}", help="see docs/reference/settings.md")
    return value


def _read(name: str, kind: str, text: str) -> Any:
    try:
        if kind.startswith("tuple"):
            return tuple(part for part in text.split(os.pathsep) if part)
        return {"int": int, "float": float}.get(kind, str)(text)
    except ValueError:
        raise SettingsError(
            f"the setting {name!r} should be of type {kind}", help=f"set TROTH_{name.upper()}"
        ) from None
