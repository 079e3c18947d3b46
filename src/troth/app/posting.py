"""Mail of a deployment: the server that its settings name, messages signed, and whom a mailing may go to."""

from __future__ import annotations

from contextlib import AbstractContextManager

from troth.app.settings import Settings
from troth.audience import Audiences, Question
from troth.db import Database
from troth.errors import SettingsError
from troth.gate import Caller
from troth.language import Action
from troth.notices import Deliver, Mailing, Reach, Reached, domain_of, mail_server, signer
from troth.notices.mailings.model import DATA
from troth.notices.outbox.outbox import OpenMail


def mail_of(settings: Settings) -> OpenMail | None:
    """What opens the mail server for a sender; None where no mail can be sent from. Signed, if there is a key."""
    if not settings.smtp:
        return None

    def open_mail(sender: str) -> AbstractContextManager[Deliver]:
        key, domain = settings.dkim_key, domain_of(sender)
        sign = signer(settings.path(key), settings.dkim_selector, domain) if key else None
        return mail_server(settings.smtp, sender, sign)

    return open_mail


def reach_of(database: Database, audiences: Audiences) -> Reach:
    """Whom a mailing may go to now. Asking who they are is in the ledger."""

    def reach(mailing: Mailing, ids: bool) -> Reached:
        plan, caller = mailing.plan, Caller(mailing.by, mailing.roles)
        more = {"channel": plan.channel, "property": plan.place}
        question = Question(Action.USE, (DATA[plan.channel],), plan.purpose, roles=mailing.roles, **more)
        found = audiences.look(question, "in-order" if ids else "count")
        if ids:
            with database.write() as tx:
                audiences.enter(tx, caller, found)
        return Reached(found.tally.to_json(), found.people)

    return reach


def need_mail(settings: Settings) -> str:
    """The domain of mail that comes in. SettingsError when there is none."""
    if not settings.mail_in:
        raise SettingsError("no mail comes in", help="set mail_in to the domain whose mail this reads")
    return settings.mail_in
