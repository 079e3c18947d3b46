"""Alerts: a promise that no longer holds is told to those who run the place, by log, web hook and mail.

An alert names policy, version, clauses and what the drills found. Drills find nothing of anyone's.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from troth.app.settings import Settings
from troth.errors import SettingsError
from troth.proof import Proof, Proven

log = logging.getLogger("troth.alerts")
PATIENCE = 10.0  # seconds for a hook or a mail server
RAISING = ("broken", "lapsed")


def raise_alert(settings: Settings, proofs: Iterable[Proof]) -> list[str]:
    """Tells of each broken or lapsed clause; gives the ways that it was told. Nothing is told while all is well.

    A way that does not work is logged, and does not keep the others from being taken.
    """
    found = {f"{proof.policy}@{proof.version}": _failed(proof) for proof in proofs}
    failed = {version: clauses for version, clauses in found.items() if clauses}
    if not failed:
        return []
    for version, clauses in failed.items():
        for proven in clauses:
            log.error("%s: the promise %s is %s: %s", version, proven.clause, proven.status, _why(proven))
    told = ["log"]
    told += _hook(settings, failed) if settings.alert_webhook else []
    return told + (_mail(settings, failed) if settings.alert_mail else [])


def check_settings(settings: Settings) -> None:
    """SettingsError for a hook that is neither https nor on loopback, or a mail without a server."""
    if settings.alert_webhook and not _safe(settings.alert_webhook):
        raise SettingsError("alert_webhook must be an https URL, or http on loopback", help="alerts may tell of faults")
    if settings.alert_mail and not settings.smtp:
        raise SettingsError("alert_mail needs smtp", help="set smtp to the mail server, as host:port")


def _failed(proof: Proof) -> list[Proven]:
    return [proven for proven in proof.clauses if proven.status in RAISING]


def _why(proven: Proven) -> str:
    return "; ".join(f"{drill.name}: {drill.detail}" for drill in proven.drills if not drill.passed) or "no drill"


def _hook(settings: Settings, failed: dict[str, list[Proven]]) -> list[str]:
    import httpx  # here, so that a server starts without it

    try:
        check_settings(settings)
        httpx.post(settings.alert_webhook, json=_told(failed), timeout=PATIENCE).raise_for_status()
    except (httpx.HTTPError, SettingsError) as error:
        log.error("the alert did not reach the web hook: %s", type(error).__name__)
        return []
    return ["webhook"]


def _told(failed: dict[str, list[Proven]]) -> dict[str, Any]:
    clauses = [{"version": version, **proven.to_json()} for version, found in failed.items() for proven in found]
    return {"alert": "promises", "clauses": clauses}


def _mail(settings: Settings, failed: dict[str, list[Proven]]) -> list[str]:
    import smtplib
    import ssl
    from email.message import EmailMessage

    message = EmailMessage()
    count = sum(map(len, failed.values()))
    message["Subject"] = f"troth: {count} {'promise needs' if count == 1 else 'promises need'} attention"
    message["From"] = message["To"] = settings.alert_mail
    lines = [f"{v}: {p.clause} is {p.status}\n  {_why(p)}" for v, found in failed.items() for p in found]
    message.set_content("\n\n".join(lines) + "\n")
    host, _, port = settings.smtp.partition(":")
    try:
        check_settings(settings)
        with smtplib.SMTP(host, int(port or 25), timeout=PATIENCE) as server:
            if not _is_loopback(host):
                server.starttls(context=ssl.create_default_context())
            server.send_message(message)
    except (OSError, ValueError, smtplib.SMTPException, SettingsError) as error:
        log.error("the alert did not reach the mail server: %s", type(error).__name__)
        return []
    return ["mail"]


def _safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
