"""A broken promise is told by log, web hook and mail, each to a real server; while all is well nothing is."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from troth.app.alerts import check_settings, raise_alert
from troth.app.settings import Settings
from troth.controls import Drilled
from troth.errors import SettingsError
from troth.proof import Proof, Proven

AT = datetime(2014, 3, 1, tzinfo=UTC)
FINE = Drilled("permits use email", True, "permitted, and done", AT)
WRONG = Drilled("but not without adult", False, "it was permitted, and should not have been", AT)
KEPT = Proof("small", "1", (Proven("c1", "kept", None, (FINE,)),))
BROKEN = Proof("small", "2", (Proven("c1", "kept", None, (FINE,)), Proven("c2", "broken", None, (FINE, WRONG))))
LAPSED = Proof("small", "3", (Proven("c3", "lapsed", "attest", ()), Proven("c4", "unproven", None, ())))


@dataclass
class Hook:
    """A web server that keeps what it is told; `status` is its answer."""

    url: str = ""
    told: list[Any] = field(default_factory=list)
    status: int = 200


@pytest.fixture
def hook() -> Iterator[Hook]:
    kept = Hook()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.told.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(kept.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/alerts"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


class Inbox:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self.got.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[str, Inbox]]:
    kept = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"127.0.0.1:{port}", kept
    controller.stop()


def _settings(tmp_path: Path, **given: str) -> Settings:
    return Settings.load(tmp_path, {}, **given)


def test_while_all_is_well_nothing_is_told(tmp_path: Path, hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    assert raise_alert(_settings(tmp_path, alert_webhook=hook.url), [KEPT]) == []
    assert hook.told == []
    assert caplog.records == []


def test_a_broken_promise_is_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert raise_alert(_settings(tmp_path), [KEPT, BROKEN, LAPSED]) == ["log"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    first, second = (record.getMessage() for record in caplog.records)
    assert first == (
        "small@2: the promise c2 is broken: but not without adult: it was permitted, and should not have been"
    )
    assert "c3 is lapsed" in second


def test_the_web_hook_gets_the_clause_and_its_drills(tmp_path: Path, hook: Hook) -> None:
    assert raise_alert(_settings(tmp_path, alert_webhook=hook.url), [BROKEN]) == ["log", "webhook"]
    (told,) = hook.told
    assert told == {"alert": "promises", "clauses": [{"version": "small@2", **BROKEN.clauses[1].to_json()}]}


def test_the_mail_says_what_happened(tmp_path: Path, inbox: tuple[str, Inbox]) -> None:
    server, kept = inbox
    settings = _settings(tmp_path, alert_mail="officer@lantern.example", smtp=server)
    assert raise_alert(settings, [BROKEN, LAPSED]) == ["log", "mail"]
    ((to, content),) = kept.got
    assert to == ["officer@lantern.example"]
    message = message_from_bytes(content)
    assert message["subject"] == "troth: 2 promises need attention"
    body = str(message.get_payload(decode=False))
    assert "small@2: c2 is broken" in body
    assert "it was permitted, and should not have been" in body


def test_a_hook_that_fails_is_logged_and_the_mail_goes_all_the_same(
    tmp_path: Path, hook: Hook, inbox: tuple[str, Inbox], caplog: pytest.LogCaptureFixture
) -> None:
    hook.status, (server, kept) = 500, inbox
    settings = _settings(tmp_path, alert_webhook=hook.url, alert_mail="officer@lantern.example", smtp=server)
    assert raise_alert(settings, [BROKEN]) == ["log", "mail"]
    assert len(kept.got) == 1
    assert "the alert did not reach the web hook" in caplog.text


def test_a_mail_server_that_is_not_there_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = _settings(tmp_path, alert_mail="officer@lantern.example", smtp="127.0.0.1:1")
    assert raise_alert(settings, [BROKEN]) == ["log"]
    assert "the alert did not reach the mail server" in caplog.text


@pytest.mark.parametrize(
    "given",
    [
        {"alert_webhook": "http://hooks.example/x"},
        {"alert_webhook": "ftp://127.0.0.1/x"},
        {"alert_mail": "officer@lantern.example"},
    ],
)
def test_an_alert_that_would_go_in_the_open_or_nowhere_is_no_setting(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        check_settings(_settings(tmp_path, **given))
