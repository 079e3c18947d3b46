"""What troth itself adds to a mailing: who sends it, why one gets it, and how to stop it, in one step and for nothing.

In English and Chinese, for who gets it may read either (Unsolicited Electronic Messages Regulation, Cap. 593A; CAN-SPAM
15 U.S.C. 7704(a)(5); PDPO s.35G). The headers are RFC 2369's and RFC 8058's.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

from troth.errors import RequestError

EXAMPLE: Final = "A" * 22  # what stands for a link's token in a preview
ONE_CLICK: Final = "List-Unsubscribe=One-Click"
STOP: Final = "stop"


@dataclass(frozen=True, slots=True)
class Places:
    """Where answers come to: the pages, ending in a slash; and the domain whose mail `troth mail-in` reads, if any."""

    pages: str
    mail_in: str = ""

    @property
    def open_to_people(self) -> bool:
        """Whether a mail program can use the link: over HTTPS (RFC 8058, 3.1), or on this machine for a trial."""
        host = urlsplit(self.pages).hostname
        return self.pages.startswith("https://") or host in ("127.0.0.1", "::1", "localhost")

    def link(self, token: str) -> str:
        return f"{self.pages}stop/{token}"

    def stop_mailbox(self, token: str) -> str:
        """The address that stops by any mail sent to it; "" without a domain."""
        return f"{STOP}+{mail_token(token)}@{self.mail_in}" if self.mail_in else ""


def mail_token(token: str) -> str:
    """A link's token in a form that survives mail programs which change capitals: base32, in lower case."""
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return base64.b32encode(raw).decode().rstrip("=").lower()


def read_mail_token(text: str) -> str:
    """The link's token of `mail_token`. RequestError when it is none."""
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        raise RequestError("the address holds no token") from None
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def headers(places: Places, token: str) -> dict[str, str]:
    """The headers by which a mail program offers to stop it in one click (RFC 8058, 3.1)."""
    mailbox = places.stop_mailbox(token)
    told = {
        "List-Unsubscribe": ", ".join([f"<{places.link(token)}>", *([f"<mailto:{mailbox}>"] if mailbox else [])]),
        "List-Unsubscribe-Post": ONE_CLICK,
    }
    return told | ({"Reply-To": mailbox} if mailbox else {})


def footer(controller: Mapping[str, str], topic: str | None, places: Places, token: str | None) -> str:
    """The lines under the text; `token` None: a service message, which has nothing to stop."""
    lines = ["———", *_sender(controller)]
    if token is not None:
        answer = places.mail_in != ""
        lines += [
            "",
            f"You get this because of your choice on “{(topic or '').replace('-', ' ')}”. To get no more of it, open",
            f"this address{', or answer this message with any words' if answer else ''}. It costs nothing:",
            f"如不欲再收到此類訊息，請打開以下網址{'，或直接回覆本訊息' if answer else ''}，費用全免：",
            f"  {places.link(token)}",
        ]
    return "\n".join(lines) + "\n"


def footer_html(controller: Mapping[str, str], topic: str | None, places: Places, token: str | None) -> str:
    """The same for a message in HTML, before the end of its body."""
    lines = footer(controller, topic, places, token).splitlines()[1:]
    link = places.link(token) if token is not None else None
    shown = [
        f'<a href="{escape(link)}">{escape(link)}</a>' if link and line.strip() == link else escape(line)
        for line in lines
    ]
    return f"<hr><p>{'<br>'.join(shown)}</p>"


def short(controller: Mapping[str, str], places: Places, token: str) -> str:
    """For a text message: who sends it, and how to stop it."""
    return f"{controller.get('name', '')}. Stop/取消: {places.link(token)}"


def _sender(controller: Mapping[str, str]) -> list[str]:
    return [controller[part] for part in ("name", "address", "phone", "email") if controller.get(part)]
