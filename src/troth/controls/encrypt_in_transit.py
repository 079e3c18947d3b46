"""encrypt-in-transit: the server is spoken to as nobody should, and recipients' endpoints pretend.

What keeps it: `transport` (how the server listens), the register, which takes https URLs only, and
`parties.endpoint`, which lets nothing out to an endpoint that does not prove who it is.
"""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from troth.controls.attempt import Attempt, Found, all_tried, broken, kept, refused
from troth.controls.certificates import Authority, Certificate
from troth.controls.model import Asked, Control, Drilled
from troth.controls.rehearsal import rehearsed
from troth.controls.stage import Stage
from troth.controls.transport import Demand, demanded, listener, server_side
from troth.controls.wire import Endpoint, endpoint, greeted, in_the_clear, old_hello, served
from troth.errors import EndpointUnsafe, RequestError, SettingsError
from troth.parties import Entered, Recipient, check_endpoint, put_recipient

_ALERT, _HANDSHAKE = 21, 22  # types of record (RFC 8446 5.1)
_OLD_CIPHERS = "AES128-SHA:AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0"
_1_2, _1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """On loopback, with certificates made for this and thrown away. Nothing is put into the store."""
    demand = Demand().with_(str(asked.params.get("tls") or "1.2"), int(asked.params.get("rsa") or 2048))
    with tempfile.TemporaryDirectory(prefix="troth-drill-") as scratch:
        authority = Authority.made(Path(scratch))
        yield from _of_the_server(stage, asked, _Server(authority, demand))
        yield from all_tried(asked.at, _of_the_register(stage, asked))
        yield from all_tried(asked.at, _of_endpoints(authority))


@dataclass(frozen=True, slots=True)
class _Server:
    """What a deployment would serve with."""

    authority: Authority
    demand: Demand

    def context(self, certificate: Certificate) -> ssl.SSLContext:
        return server_side(certificate.certificate, certificate.key, self.demand)


def _of_the_server(stage: Stage, asked: Asked, server: _Server) -> Iterator[Drilled]:
    trusted, demand = server.authority.file, server.demand
    with served(server.context(server.authority.issue("server"))) as port:
        yield from all_tried(asked.at, _visits(port, trusted, demand))
    yield from all_tried(
        asked.at,
        {
            f"a certificate with an RSA key below {demand.rsa} bits is served": lambda: _short_key(server, -8),
            f"a certificate with an RSA key of {demand.rsa} bits is served": lambda: _short_key(server, 0),
            "a server without a certificate is opened to the network": lambda: refused(
                SettingsError,
                lambda: listener(None, "192.0.2.1", 0, None),
                "it would listen",
            ),
            "what the clause asks for is what the server is set up with": lambda: _asked_for(stage, demand),
        },
    )


def _visits(port: int, trusted: Path, demand: Demand) -> dict[str, Attempt]:
    visits: dict[str, Attempt] = {
        "somebody comes with TLS 1.1": lambda: _old(port),
        "somebody comes without TLS": lambda: _clear(port),
        "somebody comes with ciphers that are broken": lambda: _turned_away(port, trusted, _1_2, _OLD_CIPHERS),
        "somebody comes with TLS 1.3": lambda: _let_in(port, trusted, _1_3),
    }
    if demand.tls > "1.2":
        return visits | {"somebody comes with TLS 1.2": lambda: _turned_away(port, trusted, _1_2, "")}
    return visits | {"somebody comes with TLS 1.2": lambda: _let_in(port, trusted, _1_2)}


def _old(port: int) -> Found:
    answer = old_hello(port)
    if answer[:1] == bytes([_HANDSHAKE]):
        return broken("the server went on with the handshake")
    return kept("turned away, with an alert" if answer[:1] == bytes([_ALERT]) else "turned away, without a word")


def _clear(port: int) -> Found:
    return broken("the server answered in the clear") if b"HTTP/" in in_the_clear(port) else kept("nothing came back")


def _turned_away(port: int, trusted: Path, version: ssl.TLSVersion, ciphers: str) -> Found:
    with suppress(OSError):
        return broken(f"it was let in, over {greeted(port, trusted, oldest=version, newest=version, ciphers=ciphers)}")
    return kept("turned away")


def _let_in(port: int, trusted: Path, version: ssl.TLSVersion) -> Found:
    try:
        return kept(f"answered, over {greeted(port, trusted, oldest=version, newest=version)}")
    except OSError as error:
        return broken(f"not answered: {type(error).__name__}")


def _short_key(server: _Server, more: int) -> Found:
    """A key of that many bits, or just not of that many."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=server.demand.rsa + more)
    certificate = server.authority.issue(f"rsa-{key.key_size}", key=key)
    if more < 0:
        return refused(SettingsError, lambda: server.context(certificate), "it would be served")
    server.context(certificate)
    return kept("it would be served")


def _asked_for(stage: Stage, demand: Demand) -> Found:
    set_up = demanded(stage.engine.policies)
    if set_up.with_(demand.tls, demand.rsa) != set_up:
        return broken(f"it is set up with TLS {set_up.tls} and RSA of {set_up.rsa} bits")
    return kept(f"TLS {set_up.tls} or newer, RSA of {set_up.rsa} bits or more")


def _of_the_register(stage: Stage, asked: Asked) -> dict[str, Attempt]:
    def entered(url: str) -> Found:
        with rehearsed(stage) as (_, tx):
            recipient = Recipient("drill-endpoint", "drill", "recipients", (), (), endpoint=url)
            entering = Entered("drill", asked.at)
            return refused(
                RequestError, lambda: put_recipient(tx, recipient, at=asked.at, entered=entering), "it was entered"
            )

    return {
        "an endpoint without TLS is put on the register": lambda: entered("http://intake.drill.example/data"),
        "an endpoint with a password in it is put on the register": lambda: entered("https://a:b@drill.example/"),
    }


def _of_endpoints(authority: Authority) -> dict[str, Attempt]:
    issue = authority.issue
    return {
        "an endpoint has signed for itself": lambda: _distrusted(authority, issue("itself", itself=True)),
        "an endpoint's certificate has run out": lambda: _distrusted(authority, issue("ended", ended=True)),
        "an endpoint shows another's certificate": lambda: _distrusted(authority, issue("other", host="drill.example")),
        "an endpoint speaks no TLS": lambda: _distrusted(authority, None),
        "data are to be sent without looking whom to": lambda: _unverified(authority, issue("unseen")),
        "an endpoint proves who it is": lambda: _trusted(authority, issue("good")),
    }


def _distrusted(authority: Authority, certificate: Certificate | None) -> Found:
    with endpoint(_at_the_endpoint(certificate)) as there:
        found = refused(EndpointUnsafe, lambda: check_endpoint(there.url, _trusting(authority)), "it was trusted")
        there.settled()
        return broken(f"{len(there.received)} bytes went out") if there.received else found


def _unverified(authority: Authority, certificate: Certificate) -> Found:  # noqa: ARG001
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    with endpoint(_at_the_endpoint(certificate)) as there:
        return refused(EndpointUnsafe, lambda: check_endpoint(there.url, blind), "it was trusted unseen")


def _trusted(authority: Authority, certificate: Certificate) -> Found:
    with endpoint(_at_the_endpoint(certificate)) as there:
        spoken = check_endpoint(there.url, _trusting(authority))
        there.settled()
        return _silent(there, spoken)


def _silent(there: Endpoint, spoken: str) -> Found:
    if not there.greeted or there.received:
        return broken("the handshake was not made, or something was sent with it")
    return kept(f"trusted, over {spoken}")


def _trusting(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority.file))


def _at_the_endpoint(certificate: Certificate | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    return context


CONTROL = Control("encrypt-in-transit", drills)
