"""Handing a message to the mail server (RFC 5321, 5322)."""

from __future__ import annotations

import email.policy
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from troth.errors import SettingsError
from troth.notices.sending import Deliver, Message, Undelivered

PATIENCE = 30.0  # seconds
NOBODY_THERE: Final = (550, 551, 553)  # RFC 5321, 4.2.3: no such mailbox, moved away, not a mailbox
_ABOUT_ADDRESS = re.compile(r"\b5\.(?:1\.\d+|2\.1|0\.0)\b")  # RFC 3463: bad address, mailbox disabled
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# Headers in one line each: what is folded may be encoded, and no program finds an address in that (RFC 8058, 3.1).
_WHOLE: Final = 998

BOUNCE: Final = "bounce"

Sign = Callable[[bytes], bytes]  # the signature's own header, to stand before the message


@contextmanager
def mail_server(place: str, sender: str, sign: Sign | None = None) -> Iterator[Deliver]:
    """What hands messages to the server at host:port, from that address, over one connection, each signed.

    A server that is not on loopback must speak STARTTLS with a certificate that holds: addresses go over no open line.
    Raises SettingsError when it cannot be used at all.
    """
    host, _, port = place.rpartition(":") if ":" in place else (place, "", "25")
    try:
        with smtplib.SMTP(host, int(port), timeout=PATIENCE) as server:
            if not _loopback(host):
                server.starttls(context=ssl.create_default_context())
            yield lambda message: _hand_over(server, message, sender, sign)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise SettingsError(
            f"the mail server cannot be used ({type(error).__name__})", help="see the setting smtp, as host:port"
        ) from None


def _hand_over(server: smtplib.SMTP, message: Message, sender: str, sign: Sign | None) -> None:
    """A refusal of this one message is Undelivered; a lost connection ends the run, which can be started again."""
    try:
        content = written(message, sender)
        if sign is not None:
            content = sign(content) + content
        options = () if message.address.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
        server.sendmail(message.bounces or sender, message.address, content, options)
    except smtplib.SMTPRecipientsRefused as refused:
        raise Undelivered(gone=any(is_gone(*why) for why in refused.recipients.values())) from None
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError):
        raise Undelivered from None
    except (UnicodeError, ValueError):  # an address that no server takes
        raise Undelivered(gone=True) from None


def is_gone(code: int, text: bytes | str) -> bool:
    """Whether a refusal says that there is no such address: by its enhanced status (RFC 3463), else by its code."""
    said = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    if _STATUS.search(said):
        return _ABOUT_ADDRESS.search(said) is not None
    return code in NOBODY_THERE


def written(message: Message, sender: str) -> bytes:
    """The message as it is sent. ValueError for an address with a line's end in it."""
    letter = EmailMessage(email.policy.SMTP.clone(max_line_length=_WHOLE, utf8=not message.address.isascii()))
    letter["From"], letter["To"], letter["Subject"] = sender, message.address, message.words.subject
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = f"<{message.id}@{domain_of(sender)}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    for name, value in message.headers.items():
        letter[name] = value
    letter.set_content(message.words.body, cte="quoted-printable")
    if message.html is not None:
        letter.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return letter.as_bytes()


def bounce_address(message: str, domain: str) -> str | None:
    """Where a message comes back to when it cannot be delivered (a return path for each); None without a domain."""
    return f"{BOUNCE}+{message}@{domain}" if domain else None


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
