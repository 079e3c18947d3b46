"""A language that people are spoken to in. English is what the code says; what else there is, who speaks knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from gettext import NullTranslations
from typing import Final, Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal


@dataclass(frozen=True, slots=True)
class Tongue:
    """`tag`: as in `lang` and Accept-Language. `locale`: whose customs dates and numbers follow."""

    tag: str
    locale: Locale
    texts: NullTranslations = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return Locale.parse(self.tag, sep="-").get_display_name() or self.tag

    def gettext(self, text: str, **values: object) -> str:
        """A text of ours, its `%(name)s` filled in."""
        return self.texts.gettext(text) % values

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """The same for a count; `%(num)s` is the number as the language writes it."""
        return self.texts.ngettext(one, many, num) % {"num": self.number(num), **values}

    def day(self, at: datetime) -> str:
        """15 January 2014."""
        return format_date(at.astimezone(UTC), "long", self.locale)

    def moment(self, at: datetime) -> str:
        """1 March 2014, 10:00 UTC."""
        return self.gettext("%(day)s, %(time)s UTC", day=self.day(at), time=f"{at.astimezone(UTC):%H:%M}")

    def number(self, count: int) -> str:
        """12,345."""
        return format_decimal(count, locale=self.locale)

    def listed(self, words: Sequence[str], joint: Literal["and", "or"]) -> str:
        """`a, b and c`."""
        return format_list(list(words), "standard" if joint == "and" else "or", self.locale)


ENGLISH: Final = Tongue("en", Locale.parse("en_GB"), NullTranslations())


def marked(text: str) -> str:
    """A text that is translated later, by `gettext` of it: this only puts it into the catalogues."""
    return text
