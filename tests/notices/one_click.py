"""A checker of one-click unsubscription, written from the text of RFC 8058 alone; it shares no code with troth.

Section 3.1: the message has one List-Unsubscribe-Post header whose value is `List-Unsubscribe=One-Click`, and one
List-Unsubscribe header with one HTTPS URI (this machine's own address may do without). Section 4: the message has a
valid DKIM signature that covers at least these two headers. Section 3.1 again: the URI has enough in it to know the
reader and the list, so that nothing else need be sent; and no cookie nor other context may be asked for.
"""

from __future__ import annotations

import base64
import re
from email.message import EmailMessage

import dkim

HEADERS = ("list-unsubscribe", "list-unsubscribe-post")


def faults(raw: bytes, letter: EmailMessage, record: tuple[str, str]) -> list[str]:
    """What is not as the standard asks. `record`: name and content of the signer's TXT record."""
    found = []
    posts, links = letter.get_all("List-Unsubscribe-Post", []), letter.get_all("List-Unsubscribe", [])
    if [str(value).strip() for value in posts] != ["List-Unsubscribe=One-Click"]:
        found.append("List-Unsubscribe-Post is not there once, or says something else")
    if len(links) != 1 or len(_web(str(links[0]))) != 1:
        found.append("List-Unsubscribe is not there once with one address of the web")
    if any(b"=?" in line for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if line.lower().startswith(b"list-")):
        found.append("a header is encoded")
    if not _verifies(raw, record):
        found.append("the signature does not hold")
    return found + [f"the signature does not cover {name}" for name in HEADERS if name not in _covered(letter)]


def address(letter: EmailMessage) -> str:
    """The address that a mail program posts to."""
    return _web(str(letter["List-Unsubscribe"]))[0]


def body() -> tuple[dict[str, str], bytes]:
    """Headers and body of the POST."""
    return {"content-type": "application/x-www-form-urlencoded"}, b"List-Unsubscribe=One-Click"


def _web(value: str) -> list[str]:
    return re.findall(r"<(https://[^>]+|http://127\.0\.0\.1[^>]+)>", value)


def _verifies(raw: bytes, record: tuple[str, str]) -> bool:
    """By dkimpy, which asks for the record as it would ask the DNS."""
    name, content = record

    def ask(asked: bytes, **_: object) -> bytes | None:
        return content.encode() if asked.decode().rstrip(".") == name else None

    return bool(dkim.verify(raw, dnsfunc=ask))


def _covered(letter: EmailMessage) -> list[str]:
    signature = re.sub(r"\s", "", str(letter["DKIM-Signature"] or ""))
    found = re.search(r"(?:^|;)h=([^;]*)", signature)
    return found[1].lower().split(":") if found else []


def modulus_bits(record: tuple[str, str]) -> int:
    """How large the key of a record is."""
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(base64.b64decode(record[1].partition("p=")[2]))
    return int(getattr(key, "key_size", 0))
