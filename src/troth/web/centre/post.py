"""Asking for a sign-in link: the same for every address, and not too often.

What is done with an address is done by workers, after the answer and apart from it: how long the answer takes says
nothing about the address. Who asks is counted by keyed hashes that live in this process alone: of the address, and of
the network (an IPv4 address, or the /64 of an IPv6 address).
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from troth.app import Troth
from troth.app.rates import Rate
from troth.cases import Identity
from troth.db import StoreError
from troth.errors import TrothError
from troth.notices import Message, Undelivered
from troth.vault.lookup import normal_form
from troth.web.tongues import spoken

log = logging.getLogger("troth.centre")
LONGEST: Final = 320  # characters of an address (RFC 5321, 4.5.3.1)
WAITING: Final = 500  # letters at once; more are dropped, and can be asked for again
PER_ADDRESS: Final = "5 per 15 minutes"
TRIES: Final = "5 per 15 minutes"  # of codes, from one browser: one in ten million guesses is right


class Post:
    """Sends links. `identity` finds whom to write to."""

    def __init__(self, troth: Troth, identity: Identity) -> None:
        self._troth, self._identity = troth, identity
        self._key, self._lock = secrets.token_bytes(32), threading.Lock()
        self._by_address, self._by_network = Rate.read(PER_ADDRESS), Rate.read(troth.settings.rate_sign_in)
        self._tries = Rate.read(TRIES)
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="links")
        self._room = threading.BoundedSemaphore(WAITING)

    @property
    def sender(self) -> tuple[str, str] | None:
        """Name and address of who writes; None when no mail can be sent from here."""
        version = self._troth.version()
        address = version.controller.get("email") if version else None
        if version is None or not address or not self._troth.settings.smtp:
            return None
        return version.controller.get("name", version.policy), address

    def ask(self, address: str, network: str, asked: str) -> float:
        """Sends a link to the address if somebody has it, in the language that is spoken here.

        `asked`: the secret of the browser that asks. 0, or how many seconds to wait before asking again.
        """
        told, tongue = address.strip(), spoken()
        wait = self._wait(told, network)
        if not wait and 3 <= len(told) <= LONGEST:
            self._later(lambda name: self._identity.letters(told, asked, self._troth.pages(), name, tongue))
        return wait

    def ask_again(self, person: int, network: str, asked: str) -> float:
        """As `ask`, for who is signed in."""
        wait, tongue = self._wait(f"{person:016x}", network), spoken()
        if not wait:
            self._later(lambda name: self._identity.letters_again(person, asked, self._troth.pages(), name, tongue))
        return wait

    def wait_to_try(self, asked: str) -> float:
        """How many seconds to wait before another code is tried from that browser; 0: it may be, and is counted."""
        with self._lock:
            return self._tries.wait(self._hashed(asked))

    def _wait(self, address: str, network: str) -> float:
        with self._lock:
            return self._by_network.wait(self._hashed(_net(network))) or self._by_address.wait(
                self._hashed(normal_form("email", address))
            )

    def _hashed(self, text: str) -> str:
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256").hex()

    def _later(self, written: Callable[[str], Sequence[Message]]) -> None:
        if not self._room.acquire(blocking=False):
            log.warning("too many sign-in links wait to be sent: one was dropped")
            return
        self._workers.submit(self._send, written).add_done_callback(_note)

    def _send(self, written: Callable[[str], Sequence[Message]]) -> None:
        try:
            if (sender := self.sender) is None:
                return
            name, address = sender
            if letters := written(name):
                mail = self._troth.outbox.mail
                assert mail is not None, "there is a sender, so mail can be sent from here"
                with mail(address) as deliver:  # signed as every mail is
                    for letter in letters:
                        deliver(letter)
        except TrothError as error:
            log.error("a sign-in link was not sent: %s (%s)", error.message, error.code)
        except (StoreError, Undelivered) as error:
            log.error("a sign-in link was not sent: %s", type(error).__name__)
        finally:
            self._room.release()


def _note(done: Future[None]) -> None:
    """What nobody foresaw is logged by its kind; its message might hold an address."""
    if (error := done.exception()) is not None:
        log.error("a sign-in link was not sent: %s", type(error).__name__)


def _net(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else str(known)
