"""A mailing's message to one person: the company's words, and what troth adds."""

from __future__ import annotations

from collections.abc import Mapping

from troth.notices.mail import bounce_address
from troth.notices.mailings.footer import Places, footer, footer_html, headers
from troth.notices.mailings.model import Mailing, Text
from troth.notices.outbox.templates import language_of
from troth.notices.sending import Message
from troth.notices.words import Words


def message_to(
    mailing: Mailing,
    controller: Mapping[str, str],
    places: Places,
    *,
    id_: str,
    address: str,
    language: str,
    token: str | None,
) -> Message:
    """`token`: of the link that stops the topic; None in a service message."""
    text = in_language(mailing, language)
    body = f"{text.body.rstrip()}\n\n{footer(controller, mailing.topic, places, token)}"
    html = None
    if text.html is not None:
        html = _within(text.html, footer_html(controller, mailing.topic, places, token))
    own = headers(places, token) if token is not None else {}
    return Message(id_, address, Words(text.subject, body), html, own, bounce_address(id_, places.mail_in))


def in_language(mailing: Mailing, language: str) -> Text:
    """The text in the language that somebody names as theirs (`zh-HK`, `Chinese`), or one near it; else the first."""
    texts = mailing.plan.texts
    for wanted in (language, language_of(language)):
        near = [name for name in texts if _root(name) == _root(wanted)]
        if near:
            return texts[wanted if wanted in near else near[0]]
    return next(iter(texts.values()))


def _root(language: str) -> str:
    return language.strip().casefold().partition("-")[0]


def _within(html: str, foot: str) -> str:
    """The footer at the end of the page's body; at the very end, if it has none."""
    place = html.lower().rfind("</body>")
    return html + foot if place < 0 else html[:place] + foot + html[place:]
