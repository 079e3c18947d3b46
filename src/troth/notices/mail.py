"""Handing a notice to the mail server (RFC 5321, 5322)."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from troth.errors import SettingsError
from troth.notices.sending import Deliver, Message, Undelivered

PATIENCE = 30.0  # seconds


@contextmanager
def mail_server(place: str, sender: str) -> Iterator[Deliver]:
    """What hands messages to the server at host:port, from that address, over one connection.

    A server that is not on loopback must speak STARTTLS with a certificate that holds: addresses go over no open line.
    Raises SettingsError when it cannot be used at all.
    """
    host, _, port = place.rpartition(":") if ":" in place else (place, "", "25")
    try:
        with smtplib.SMTP(host, int(port), timeout=PATIENCE) as server:
            if not _loopback(host):
                server.starttls(context=ssl.create_default_context())
            yield lambda message: _hand_over(server, message, sender)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise SettingsError(
            f"the mail server cannot be used ({type(error).__name__})", help="see the setting smtp, as host:port"
        ) from None


def _hand_over(server: smtplib.SMTP, message: Message, sender: str) -> None:
    """A refusal of this one message is Undelivered; a lost connection ends the run, which can be started again."""
    try:
        server.send_message(_letter(message, sender))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused):
        raise Undelivered from None
    except (UnicodeError, ValueError):  # an address that no server takes
        raise Undelivered from None


def _letter(message: Message, sender: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, message.address, message.words.subject
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    letter.set_content(message.words.body)
    return letter


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
