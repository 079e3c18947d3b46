"""DKIM signatures (RFC 6376) of what we send: RSA, 2048 bits, under a key that is kept beside the deployment.

RFC 8058, 4, asks that the signature covers `List-Unsubscribe` and `List-Unsubscribe-Post`, so that nobody on the way
puts in an address of their own.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from troth.errors import SettingsError
from troth.notices.mail import Sign
from troth.notices.sending import Undelivered

BITS: Final = 2048
COVERED: Final = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)


def make_key(path: Path) -> bool:
    """Makes the key's file, for its owner alone, unless there is one; whether it was made."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    try:
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(opened, "wb") as file:
        file.write(pem)
    return True


def dns_record(path: Path, selector: str, domain: str) -> tuple[str, str]:
    """The name of the TXT record by which others check the signature, and what stands in it (RFC 6376, 3.6.1)."""
    public = _key(path).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    told = base64.b64encode(public.public_bytes(serialization.Encoding.DER, form)).decode()
    return f"{selector}._domainkey.{domain}", f"v=DKIM1; k=rsa; p={told}"


def signer(path: Path, selector: str, domain: str) -> Sign:
    """What signs messages for the domain. SettingsError when the key cannot be read."""
    _key(path)
    pem = path.read_bytes()

    def sign(content: bytes) -> bytes:
        import dkim  # type: ignore[import-untyped]  # takes a while to load, and is needed only where mail is signed

        covered = [name.lower().encode() for name in COVERED]
        head = content.partition(b"\r\n\r\n")[0].lower()
        present = [name for name in covered if (b"\n" + name + b":") in b"\n" + head]
        try:
            told: bytes = dkim.sign(content, selector.encode(), domain.encode(), pem, include_headers=present)
        except dkim.DKIMException:  # nothing goes out unsigned
            raise Undelivered from None
        return told

    return sign


def _key(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SettingsError("the key that signs mail cannot be read", help="make one: troth mailing key STORE")
    return key
