"""encrypt-in-transit: the example keeps it, and each way to break it turns a drill red."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.controls.asking import red, run, small_stage
from troth.app import Settings
from troth.app.transport import server_context
from troth.controls import Stage, encrypt_in_transit, transport
from troth.controls.certificates import Authority
from troth.controls.encrypt_in_transit import CONTROL
from troth.errors import EndpointUnsafe, SettingsError
from troth.parties import check_endpoint, endpoint, register

Patch = pytest.MonkeyPatch


@pytest.mark.parametrize("clause", ["Q30-transit", "Q31"])
def test_the_example_keeps_it(stage: Stage, clause: str) -> None:
    found = run(CONTROL, stage, clause)
    assert (len(found), red(found)) == (17, {})


def test_a_policy_may_ask_for_more(tmp_path: Path) -> None:
    with small_stage(tmp_path, 'must: {encrypt-in-transit: {tls: "1.3", rsa: 2300}}') as stage:
        found = run(CONTROL, stage, "c1", policy="small")
        assert transport.demanded(stage.engine.policies) == transport.Demand("1.3", 2300)
    assert red(found) == {}
    assert {d.name: d.detail for d in found}["somebody comes with TLS 1.2"] == "turned away"


def serving(change: Callable[[ssl.SSLContext], None]) -> Callable[[Patch], None]:
    """The server's context, changed."""

    def fault(patch: Patch) -> None:
        right = encrypt_in_transit.server_side

        def wrong(*given: Any) -> ssl.SSLContext:
            context = right(*given)
            with warnings.catch_warnings(action="ignore"):
                change(context)
            return context

        patch.setattr(encrypt_in_transit, "server_side", wrong)

    return fault


def lax(context: ssl.SSLContext) -> None:
    context.set_ciphers("ALL:@SECLEVEL=0")


def old(context: ssl.SSLContext) -> None:
    lax(context)
    context.minimum_version = ssl.TLSVersion.TLSv1_1


def only(version: ssl.TLSVersion) -> Callable[[ssl.SSLContext], None]:
    def change(context: ssl.SSLContext) -> None:
        context.minimum_version = context.maximum_version = version

    return change


def clear(patch: Patch) -> None:
    patch.setattr(encrypt_in_transit._Server, "context", lambda *_: None)


def any_key(patch: Patch) -> None:
    patch.setattr(transport, "_check_key", lambda *_: None)


def no_rsa(patch: Patch) -> None:
    patch.setattr(transport, "_CIPHERS", "ECDHE+AESGCM")
    check = transport._check_key

    def strict(certificate: Path, demand: transport.Demand) -> None:
        check(certificate, transport.Demand(demand.tls, demand.rsa + 8))

    patch.setattr(transport, "_check_key", strict)


def open_to_all(patch: Patch) -> None:
    patch.setattr(transport, "_loopback", lambda _: True)


def asked_less(patch: Patch) -> None:
    patch.setattr(encrypt_in_transit, "demanded", lambda _: transport.Demand("1.2", 1024))


def any_url(patch: Patch) -> None:
    patch.setattr(register, "_https", lambda *_: None)


def trusts_all(patch: Patch) -> None:
    def blind(_: object) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    patch.setattr(endpoint, "_strict", blind)


def any_host(patch: Patch) -> None:
    def blind(context: ssl.SSLContext) -> ssl.SSLContext:
        context.check_hostname = False
        return context

    patch.setattr(endpoint, "_strict", blind)


def without_tls(patch: Patch) -> None:
    def plain(url: str, _: object) -> str:
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)).close()
        return ""

    patch.setattr(encrypt_in_transit, "check_endpoint", plain)


def talks_first(patch: Patch) -> None:
    def eager(url: str, context: ssl.SSLContext) -> str:
        with endpoint.connected(url, context) as line:
            line.sendall(b"somebody's name")
            return ""

    patch.setattr(encrypt_in_transit, "check_endpoint", eager)


FAULTS: list[tuple[Callable[[Patch], None], str]] = [
    (serving(old), "somebody comes with TLS 1.1"),
    (clear, "somebody comes without TLS"),
    (serving(lax), "somebody comes with ciphers that are broken"),
    (serving(only(ssl.TLSVersion.TLSv1_2)), "somebody comes with TLS 1.3"),
    (serving(only(ssl.TLSVersion.TLSv1_3)), "somebody comes with TLS 1.2"),
    (any_key, "a certificate with an RSA key below 2048 bits is served"),
    (no_rsa, "a certificate with an RSA key of 2048 bits is served"),
    (open_to_all, "a server without a certificate is opened to the network"),
    (asked_less, "what the clause asks for is what the server is set up with"),
    (any_url, "an endpoint without TLS is put on the register"),
    (any_url, "an endpoint with a password in it is put on the register"),
    (trusts_all, "an endpoint has signed for itself"),
    (trusts_all, "an endpoint's certificate has run out"),
    (any_host, "an endpoint shows another's certificate"),
    (without_tls, "an endpoint speaks no TLS"),
    (trusts_all, "data are to be sent without looking whom to"),
    (talks_first, "an endpoint proves who it is"),
]


@pytest.mark.parametrize(("fault", "hit"), FAULTS, ids=[hit.replace(" ", "-") for _, hit in FAULTS])
def test_a_fault_turns_its_drill_red(
    tmp_path: Path, monkeypatch: Patch, fault: Callable[[Patch], None], hit: str
) -> None:
    with small_stage(tmp_path, "must: encrypt-in-transit") as stage, monkeypatch.context() as patch:
        fault(patch)
        found = red(run(CONTROL, stage, "c1", policy="small"))
    assert hit in found, found


def settings(folder: Path, **given: Any) -> Settings:
    return Settings.load(folder, {}, **given)


def test_the_settings_certificate_is_served(tmp_path: Path) -> None:
    made = Authority.made(tmp_path).issue("server")
    context = server_context(settings(tmp_path, tls_certificate="server.pem", tls_key=str(made.key)))
    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert server_context(settings(tmp_path)) is None


@pytest.mark.parametrize(
    ("certificate", "key", "why"),
    [
        ("server.pem", "", "tls_key is not"),
        ("server.pem", "other.key", "no certificate and its key"),
        ("server.pem", "gone.key", "no certificate and its key"),
        ("gone.pem", "server.key", "cannot be read as a certificate"),
        ("server.key", "server.key", "cannot be read as a certificate"),
        ("short.pem", "short.key", "has 1024 bits, and 2048 are promised"),
    ],
)
def test_a_certificate_that_falls_short_stops_the_server(tmp_path: Path, certificate: str, key: str, why: str) -> None:
    authority = Authority.made(tmp_path)
    authority.issue("server")
    authority.issue("other")
    authority.issue("short", key=rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505
    with pytest.raises(SettingsError, match=why):
        server_context(settings(tmp_path, tls_certificate=certificate, tls_key=key))


@pytest.mark.parametrize("url", ["http://drill.example/", "https:///x", "https://127.0.0.1:1/"])
def test_what_is_no_endpoint_gets_nothing(url: str) -> None:
    with pytest.raises(EndpointUnsafe):
        check_endpoint(url, seconds=2)
