"""Throw-away certificates for drills: good ones, and bad ones of each kind."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HERE: Final = "127.0.0.1"
_DAY: Final = timedelta(days=1)
_SIGNS: Final = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key, in files."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Authority:
    """One that nobody but the drill knows."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls, folder: Path) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        begun = _begun("drill authority", "drill authority", key)
        begun = begun.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        begun = begun.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        return cls(folder, key, begun.add_extension(_SIGNS, critical=True).sign(key, hashes.SHA256()))

    @property
    def file(self) -> Path:
        """Its own certificate, for who shall trust it."""
        return _written(self.folder / "authority.pem", self.certificate.public_bytes(Encoding.PEM))

    def issue(
        self,
        name: str,
        *,
        host: str = HERE,
        ended: bool = False,
        itself: bool = False,
        key: PrivateKey | None = None,
    ) -> Certificate:
        """A certificate for a host. `ended`: out of date since yesterday; `itself`: signed by its own key."""
        own = key or ec.generate_private_key(ec.SECP256R1())
        begun = _begun(name, name if itself else "drill authority", own, ended=ended)
        alternatives = x509.SubjectAlternativeName([_name(host)])
        signer = own if itself else self.key
        by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        begun = begun.add_extension(alternatives, critical=False).add_extension(by, critical=False)
        made = begun.sign(signer, hashes.SHA256())
        bare = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return Certificate(
            _written(self.folder / f"{name}.pem", made.public_bytes(Encoding.PEM)),
            _written(self.folder / f"{name}.key", bare),
        )


def _begun(subject: str, issuer: str, key: PrivateKey, *, ended: bool = False) -> x509.CertificateBuilder:
    now = datetime.now(UTC)  # that of the machine: who verifies goes by it too
    until = now - _DAY if ended else now + _DAY
    return (
        x509.CertificateBuilder()
        .subject_name(_called(subject))
        .issuer_name(_called(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 3 * _DAY)
        .not_valid_after(until)
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _written(path: Path, content: bytes) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path
