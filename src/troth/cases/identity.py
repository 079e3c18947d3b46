"""Who is it? A person shows that they are who we hold data of by opening a link that we send to their own address.

1. Somebody gives an address. Whatever it is, the same is answered at once; the rest happens later, apart from them.
2. The address is looked up by the vault's blind index. For each person found a link is made; for nobody, a decoy.
3. The letter goes to the address as we hold it, not as it was typed: two texts with one normal form may be two
   mailboxes. It names nobody.
4. The link's page has one button. Pressed, the link is used up, and a session begins. A code beside it does the same
   in the browser that asked.

Or somebody else vouches for who they are: the company's own app, by a token that it signed; a provider of accounts,
by OpenID Connect. Either must be on the register (`troth.people.vouchers`).

That a link was sent and that somebody signed in is in the ledger. Of an address that nobody has there is an entry as
well, about nobody, so that the ledger's growth does not tell who is here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from troth import people
from troth.cases.model import Level
from troth.cases.tongue import Tongue
from troth.db import Connection, Database
from troth.errors import NotFound, RequestError
from troth.gate import Caller
from troth.ledger import Entry, Ledger
from troth.notices import Message, Words
from troth.people.sign_in import (
    FRESH,
    Session,
    SignInWay,
    act_for,
    end_session,
    find_subject,
    make_code,
    make_decoy,
    make_link,
    start_session,
    take_code,
    take_link,
)
from troth.people.vouchers import Elsewhere, take_token
from troth.vault import Item, Kind, Vault

CENTRE: Final = Caller("privacy-centre")  # who acts when people act for themselves
MOST: Final = 5  # people who share an address and each get a link
_MINUTES = 15
_BY: Final[dict[SignInWay, str]] = {"link": "email", "code": "email-code", "app": "app", "provider": "provider"}


def level_of(session: Session, at: datetime) -> Level:
    """How well it is known who sits in front of a session: by when they last showed it, whatever way they came."""
    return Level.FRESH if session.is_fresh(at) else Level.ADDRESS


class Link(NamedTuple):
    """What signs somebody in: by a link that opens anywhere, or by a code where it was asked for."""

    address: str  # as it is held
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What signing in needs of a deployment. `terms`: the terms of e-mail addresses in the policies."""

    database: Database
    vault: Vault
    ledger: Ledger
    clock: Callable[[], datetime]
    terms: Callable[[], Iterable[str]]

    def letters(self, address: str, asked: str, place: str, sender: str, tongue: Tongue) -> list[Message]:
        """The letters to send for an address that somebody gave: none if nobody has it. The same work either way.

        `asked` is the secret of the browser, `place` where the pages are, `sender` who writes, `tongue` what language.
        """
        with self.database.write() as tx:
            links = self._links(tx, self._found(tx, address), asked)
        return [_letter(theirs, place, sender, tongue) for theirs in _by_address(links)]

    def letters_again(self, person: int, asked: str, place: str, sender: str, tongue: Tongue) -> list[Message]:
        """The letter with a new link for who is signed in, to the newest address that we hold."""
        with self.database.write() as tx:
            held = [item.value.open() for item in self._addresses(tx, person)]
            links = self._links(tx, [(person, held[-1])] if held else [], asked)
        return [_letter(theirs, place, sender, tongue) for theirs in _by_address(links)]

    def enter(self, token: str, before: str = "") -> str | None:
        """Changes a link's token for a session's secret; None for a token that opens nothing (any more).

        `before`: the secret of a session that the new one takes the place of.
        """
        at = self.clock()
        with self.database.write() as tx:
            return self._session(tx, take_link(tx, token, at=at), "link", before, at)

    def enter_code(self, asked: str, code: str, before: str = "") -> str | None:
        """As `enter`, for a code that came with the link, typed where it was asked for."""
        at = self.clock()
        with self.database.write() as tx:
            return self._session(tx, take_code(tx, asked, code, at=at), "code", before, at)

    def enter_app(self, token: str, audience: str, before: str = "") -> str | None:
        """As `enter`, for a signed token of the company's own app, made for `audience`: where our pages are.

        The session is as fresh as the app says the person showed it who they are; where it does not say, it is not.
        """
        at = self.clock()
        with self.database.write() as tx:
            found = take_token(tx, token, audience, at=at)
            if found is None:
                return None
            return self._session(tx, found.person, "app", before, at, found.proved or at - FRESH, found.by)

    def enter_elsewhere(self, found: Elsewhere, before: str = "") -> str | None:
        """As `enter`, for who signed in with an account elsewhere; None when it is bound to nobody here."""
        at = self.clock()
        with self.database.write() as tx:
            person = find_subject(tx, self.vault, found.issuer, found.subject)
            return self._session(tx, person, "provider", before, at, found.proved)

    def act_for(self, session: Session, person: int) -> str:
        """A session about a person for whom who sits there may act, in the place of theirs. NotFound if they may not.

        Both learn of it in the ledger.
        """
        at = self.clock()
        with self.database.write() as tx:
            acting = next((each for each in people.acts_for(tx, session.who, at) if each.person == person), None)
            if person != session.who and (acting is None or not _is_here(tx, person)):
                raise NotFound("there is nobody of that number for whom you act")
            if acting is not None:
                for whose in (person, session.who):
                    self.ledger.append(tx, Entry("acting", at, whose, {"as": acting.kind, "actor": CENTRE.id}))
            return act_for(tx, session, person, at=at)

    # -- inside --

    def _session(
        self,
        tx: Connection,
        person: int | None,
        way: SignInWay,
        before: str,
        at: datetime,
        proved: datetime | None = None,
        voucher: str | None = None,
    ) -> str | None:
        if person is None or not _is_here(tx, person):
            return None
        if before:
            end_session(tx, before)
        told = {"by": _BY[way], "actor": CENTRE.id} | ({"voucher": voucher} if voucher else {})
        self.ledger.append(tx, Entry("sign-in", at, person, told))
        return start_session(tx, person, at=at, way=way, proved=proved)

    def _found(self, tx: Connection, address: str) -> list[tuple[int, str]]:
        """Who has the address, each with the address as it is held."""
        try:
            wanted = self.vault.digest(tx, "email", address)
            named = people.listed(tx, self.vault.find(tx, "email", address))[:MOST]
        except (RequestError, UnicodeError):  # no text that an address could be
            return []
        return [(person, held) for person in named for held in self._held(tx, person, wanted)]

    def _held(self, tx: Connection, person: int, wanted: tuple[int, bytes]) -> list[str]:
        """The address of theirs that was found, as they gave it last."""
        held = [item.value.open() for item in self._addresses(tx, person)]
        return [each for each in held if self.vault.digest(tx, "email", each) == wanted][-1:]

    def _addresses(self, tx: Connection, person: int) -> list[Item]:
        return [item for item in self.vault.get(tx, person, sorted(self.terms())) if item.kind is Kind.TEXT]

    def _links(self, tx: Connection, found: Iterable[tuple[int, str]], asked: str) -> list[Link]:
        at, links = self.clock(), list[Link]()
        for person, held in found:
            if _is_here(tx, person):
                token, code = make_link(tx, person, at=at), make_code(tx, person, asked, at=at)
                links.append(Link(held, token, code))
                self.ledger.append(tx, Entry("sign-in-link", at, person, {"actor": CENTRE.id}))
        if not links:
            make_decoy(tx, asked, at=at)
            self.ledger.append(tx, Entry("sign-in-link", at, None, {"actor": CENTRE.id}))
        return links


def _is_here(tx: Connection, person: int) -> bool:
    """Locks the person, so that no session slips in behind an erasure."""
    try:
        people.hold_person(tx, person)
    except NotFound:
        return False
    return True


def _by_address(links: Iterable[Link]) -> list[list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.address, []).append(link)
    return list(found.values())


def _letter(theirs: list[Link], place: str, sender: str, tongue: Tongue) -> Message:
    """`theirs`: the links of those who share one address."""
    asked = tongue.gettext(
        "Somebody, we hope it was you, asked to see what %(sender)s holds about the owner of this address.",
        sender=sender,
    )
    how = tongue.gettext(
        "Open the link within %(minutes)s minutes and press the button there, or type the code into the page where "
        "you asked. It works once.",
        minutes=_MINUTES,
    )
    links = "\n".join(f"  {place}me/link/{link.token}\n  {link.code[:4]} {link.code[4:]}" for link in theirs)
    parts = [asked, how, links]
    if len(theirs) > 1:
        parts.append(
            tongue.gettext("%(num)s people share this address. Each link is for one of them.", num=len(theirs))
        )
    parts.append(
        tongue.gettext(
            "Was it not you? Then do nothing. Without the link nobody gets in, and it ends by itself. "
            "Pass it to nobody:\nwhoever has it can see your data. We will never ask you for it."
        )
    )
    title = tongue.gettext("Your link to your data")
    return Message(secrets.token_hex(16), theirs[0].address, Words(title, "\n\n".join(parts) + "\n", (), ()))
