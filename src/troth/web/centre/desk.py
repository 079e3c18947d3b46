"""The deployment as the centre sees it: who holds the data, who comes in, and how its pages are made."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse

from troth.cases import Identity, vouching
from troth.language import Version
from troth.people.vouchers import Provider, Voucher
from troth.web.centre.guest import Guest
from troth.web.centre.post import Post
from troth.web.house import House
from troth.web.tongues import _


class Centre:
    """The privacy centre of a deployment."""

    def __init__(self, house: House) -> None:
        self._house, self.troth = house, house.troth
        troth = house.troth
        self.identity = Identity(troth.database, troth.vault, troth.ledger, troth.clock, self._address_terms)
        self.post = Post(troth, self.identity)
        self._provider: tuple[Voucher, Provider] | None = None

    def page(self, template: str, guest: Guest | None, *, status: int = 200, **more: Any) -> HTMLResponse:
        """A page; `guest` None: it shows nothing of who is signed in."""
        key = guest.visit.token if guest else ""
        return self._house.page(template, None, status=status, key=key, sender=self.sender, **more)

    def provider(self) -> tuple[Voucher, Provider] | None:
        """The provider of accounts that people sign in with; None when there is none."""
        with self.troth.database.read() as tx:
            found = vouching.provider(tx, self.troth.vault, self.troth.pages())
        if found is None or self._provider is None or found[0] != self._provider[0]:
            self._provider = found  # what it published is remembered in it
        return self._provider

    @property
    def sender(self) -> str:
        """Who holds the data, by name."""
        version = self.version
        return version.controller.get("name", version.policy) if version else _("the company")

    @property
    def version(self) -> Version | None:
        """The version in force here."""
        return self.troth.version()

    def _address_terms(self) -> frozenset[str]:
        versions = (version for policy in self.troth.engine.policies for version in policy.versions)
        return frozenset[str]().union(*(version.terms.data.descendants("email") for version in versions))
