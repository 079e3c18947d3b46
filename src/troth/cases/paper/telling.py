"""What the page says, in the person's language; of what they gave each word as it is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from troth.cases.dossier import Access, Item, Portable
from troth.cases.tongue import Tongue, marked
from troth.cases.words import SOURCES, WHEN, data_words, ends_words, purpose_words, source_words, title_of

MOST: Final = 2000  # items that are set on paper; the rest is in the JSON document, and the page says so
PARTS: Final[Mapping[str, str]] = {
    "holds": marked("What keeps things longer"),
    "lookups": marked("What you are found by"),
    "facts": marked("What is known of you"),
    "choices": marked("Your choices"),
    "consents": marked("What you agreed to"),
    "receipts": marked("Receipts of what you agreed to"),
    "decisions": marked("What you decided about new versions"),
    "notifications": marked("What you were told"),
    "restrictions": marked("What must not be done with your data"),
    "named_recipients": marked("Recipients that you named"),
    "visibility": marked("Who may see what"),
    "events": marked("What else became known"),
    "grounds": marked("Reasons of law"),
    "publications": marked("What is shown to others"),
    "recipients_told": marked("What recipients were told"),
    "cases": marked("What you asked for"),
    "packages": marked("What was put together for you before"),
    "letters": marked("Letters to you"),
    "mailings": marked("Messages to you"),
    "notices": marked("Messages about new versions"),
    "bounces": marked("Addresses that did not work"),
    "stop_letters": marked("Letters by which you said stop"),
    "stop_links": marked("Links by which you can say stop"),
    "sign_ins": marked("When you signed in"),
    "sign_in_links": marked("Links to sign in"),
    "sessions": marked("Where you are signed in"),
    "accounts_elsewhere": marked("Accounts elsewhere that sign you in"),
    "record": marked("What was done"),
    "places": marked("Where it lies in our store"),
}
_RECEIVED, _NOBODY = marked("Who received it"), marked("Nobody.")
_MORE, _WITHHELD = marked("What else is in the JSON document"), marked("What is not shown, and why")


def sample(tongue: Tongue) -> str:
    """Words of ours enough to tell by whether a language can be set here."""
    texts: Iterable[str] = (_RECEIVED, _NOBODY, _MORE, _WITHHELD, *PARTS.values(), *SOURCES.values(), *WHEN.values())
    return " ".join(tongue.gettext(text) for text in texts)


def told(document: Access | Portable, tongue: Tongue) -> dict[str, Any]:
    """What Typst is given: texts, and which language they are in."""
    return _Telling(document, tongue).whole()


@dataclass(frozen=True, slots=True)
class _Telling:
    document: Access | Portable
    tongue: Tongue

    def whole(self) -> dict[str, Any]:
        document, say = self.document, self.tongue.gettext
        company, contact = document.controller.name or "", document.controller.email or document.controller.phone
        given = isinstance(document, Portable)
        title = (
            say("What you gave %(sender)s", sender=company)
            if given
            else say("Your data with %(sender)s", sender=company)
        )
        beside = say("The JSON document beside this page holds the same and more, in a form that programs read.")
        about = [say("Made on %(day)s.", day=self.tongue.day(document.made)), beside]
        if contact:
            about.append(say("Questions: %(contact)s", contact=contact))
        locale = self.tongue.locale
        return {
            "language": {"lang": locale.language, "region": locale.territory},
            "company": company,
            "title": title,
            "about": " ".join(about),
            "reference": document.person,
            "groups": [*self._items(), *self._rest()],
        }

    def _items(self) -> Iterator[dict[str, Any]]:
        groups: dict[str, list[dict[str, str]]] = defaultdict(list)
        for item in self.document.items[:MOST]:
            groups[item.category].append({"text": _value(item), "about": self._about(item)})
        for category, lines in groups.items():
            yield {"title": title_of(self.tongue, category), "lines": lines}
        left = len(self.document.items) - MOST
        if left > 0:
            more = self.tongue.ngettext(
                "%(num)s more thing is in the JSON document.", "%(num)s more things are in the JSON document.", left
            )
            yield {"title": "…", "lines": [{"text": more}]}

    def _about(self, item: Item) -> str:
        tongue, kept = self.tongue, item.kept
        since, version = tongue.day(item.collected.at), item.collected.version
        source = source_words(tongue, item.collected.source)
        said = [tongue.gettext("We have it %(source)s since %(day)s.", source=source, day=since)]
        said.append(tongue.gettext("It came under version %(version)s.", version=version))
        if kept.until:
            said.append(tongue.gettext("It goes on %(day)s.", day=tongue.day(kept.until)))
        elif kept.rules:
            ends = ends_words(tongue, [(rule.when, rule.after) for rule in kept.rules])
            said.append(tongue.gettext("It is kept until %(ends)s.", ends=ends))
        else:
            said.append(tongue.gettext("The policy names no end of it."))
        if item.holds:
            said.append(
                tongue.ngettext(
                    "%(num)s reason of law keeps it longer.", "%(num)s reasons of law keep it longer.", len(item.holds)
                )
            )
        return " ".join(said)

    def _rest(self) -> Iterator[dict[str, Any]]:
        say, document = self.tongue.gettext, self.document
        if isinstance(document, Access):
            yield {"title": say(_RECEIVED), "lines": list(self._received(document)) or [{"text": say(_NOBODY)}]}
            yield {"title": say(_MORE), "lines": [{"text": each} for each in self._more(document)]}
        shut = [{"text": f"{each.what} ({each.count}): {each.reason}", "lang": "en"} for each in document.withheld]
        if shut:
            yield {"title": say(_WITHHELD), "lines": shut}

    def _received(self, document: Access) -> Iterator[Mapping[str, str]]:
        tongue = self.tongue
        for each in document.disclosures:
            data, purpose = data_words(tongue, sorted(each.fields)), purpose_words(tongue, [each.purpose])
            got = {"who": each.name or each.recipient, "data": data, "purpose": purpose}
            yield {"text": tongue.gettext("%(who)s got %(data)s %(purpose)s.", **got), "about": tongue.day(each.at)}

    def _more(self, document: Access) -> Iterator[str]:
        """How much else is in the JSON document, part by part."""
        for name, title in PARTS.items():
            count = len(getattr(document, name))
            if count:
                yield f"{self.tongue.gettext(title)} ({self.tongue.number(count)})"


def _value(item: Item) -> str:
    if item.withheld is not msgspec.UNSET:
        return item.withheld
    if item.file is not msgspec.UNSET:
        return f"{item.file.name} ({item.file.media_type}, {item.file.size} bytes)"
    return item.value if isinstance(item.value, str) else json.dumps(item.value, ensure_ascii=False)
