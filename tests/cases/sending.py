"""A deployment whose recipients can be told: the courier by its endpoint, or by mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.gate.house import House, narrow
from tests.web.mailing import Mailbox, mail_server
from troth.app.posting import mail_of
from troth.cases import Asked, Level, SendingOn
from troth.cases.model import RecipientNotice
from troth.controls.receiver import Receiver, receiving

COURIER = "swiftfoot"
SENT = ["name", "postal-address"]


def moved(troth: House, **more: Any) -> int:
    """Somebody whose address the courier got."""
    ann = troth.member()
    order = troth.ordered(ann, **more)
    troth.gate.disclose(troth.caller, ann, SENT, "delivery", COURIER, ground=order)
    return ann


def corrects(troth: House, person: int, value: str = "9 New Lane") -> RecipientNotice:
    """They put their address right; gives the courier's notice."""
    with troth.database.write() as tx:
        (item,) = troth.vault.get(tx, person, ["postal-address"])
        asked = Asked(values={item.id: value})
        troth.cases.open(tx, troth.caller, person, "correct", asked, via="self-service", level=Level.FRESH)
    troth.work.work()
    return about(troth, person)[-1]


def about(troth: House, person: int) -> list[RecipientNotice]:
    with troth.database.read() as tx:
        return troth.sending_on.about(tx, person)


@contextmanager
def by_endpoint(troth: House, folder: Path) -> Iterator[tuple[Receiver, SendingOn]]:
    """The courier has an endpoint, whose authority is trusted."""
    with receiving(folder) as there:
        narrow(troth, COURIER, endpoint=there.url)
        yield there, replace(troth.sending_on, trust=there.trusted)


@contextmanager
def by_mail(troth: House) -> Iterator[tuple[Mailbox, SendingOn]]:
    """The courier has a mailbox, and no endpoint."""
    with mail_server() as box:
        narrow(troth, COURIER, endpoint=None, contact="privacy@swiftfoot.example")
        settings = replace(troth.settings, smtp=box.place)
        yield box, replace(troth.sending_on, mail=mail_of(settings))
