"""The words of letters: a template for each, in each language, and what it must be told (`notices/templates`).

A template is plain text; its first line is the subject. What it names is checked when a letter is queued, so that none
fails when it is sent. The controller's name and address stand under each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, meta

from troth.errors import RequestError
from troth.notices.outbox.reasons import why
from troth.notices.words import Words

LANGUAGES: Final = ("en", "zh-Hant")
_OURS: Final = frozenset({"controller"})
_CHINESE: Final = ("zh", "cantonese", "chinese", "中文", "廣東話", "粵語", "繁體")
_ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "access": "your request to see what we hold about you",
        "correct": "your request to correct what we hold about you",
        "erase": "your request to erase what we hold about you",
        "restrict": "your request to restrict what we do with your data",
        "object": "your objection to what we do with your data",
        "port": "your request to take your data along",
        "remove": "your request to take something down",
        "complaint": "your complaint",
        "security-report": "your report about security",
    },
    "zh-Hant": {
        "access": "你查閱個人資料的要求",
        "correct": "你改正個人資料的要求",
        "erase": "你刪除個人資料的要求",
        "restrict": "你限制使用個人資料的要求",
        "object": "你反對使用個人資料的要求",
        "port": "你帶走個人資料的要求",
        "remove": "你移除內容的要求",
        "complaint": "你的投訴",
        "security-report": "你的保安報告",
    },
}
_OTHERWISE: Final = {"en": "your request", "zh-Hant": "你的要求"}
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"yes": "yes", "no": "no"},
    "zh-Hant": {"yes": "同意", "no": "拒絕"},
}


_WAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "link": "the link in our message",
        "one-click": "your mail program",
        "email": "mail",
        "web": "our privacy centre",
        "phone": "telephone",
        "letter": "letter",
        "fax": "fax",
    },
    "zh-Hant": {
        "link": "訊息內的連結",
        "one-click": "你的電郵程式",
        "email": "電郵",
        "web": "我們的私隱中心",
        "phone": "電話",
        "letter": "信件",
        "fax": "傳真",
    },
}


def language_of(spoken: str) -> str:
    """The one of our languages that is nearest to a person's own word for theirs, such as `zh-HK` or `English`."""
    word = spoken.strip().casefold()
    return "zh-Hant" if word.startswith(_CHINESE) else "en"


def template_names() -> list[str]:
    """Every letter that there is a template for."""
    suffix = ".en.txt"
    found = (name.removesuffix(suffix) for name in _environment("en").list_templates() if name.endswith(suffix))
    return sorted(set(found) - {"close"})


def check_fields(name: str, about: Mapping[str, str]) -> None:
    """RequestError unless there is a template of that name, and `about` has exactly what it names."""
    if name not in template_names():
        raise RequestError(f"no letter template {name!r}", help=f"one of: {', '.join(template_names())}")
    wanted, given = fields_of(name), {field.replace("-", "_") for field in about}
    if wanted != given:
        missing, unknown = sorted(wanted - given), sorted(given - wanted)
        raise RequestError(
            f"the letter {name!r} lacks {missing or 'nothing'}, and has no place for {unknown or 'nothing'}",
            help=f"give: {', '.join(sorted(wanted))}",
        )


@lru_cache(maxsize=256)
def fields_of(name: str) -> frozenset[str]:
    """What a template must be told."""
    found: frozenset[str] = frozenset()
    for language in LANGUAGES:
        environment = _environment(language)
        assert environment.loader is not None
        source, _, _ = environment.loader.get_source(environment, f"{name}.{language}.txt")
        found |= meta.find_undeclared_variables(environment.parse(source))
    return found - _OURS


def letter(name: str, about: Mapping[str, str], controller: Mapping[str, str], language: str = "en") -> Words:
    """The letter's words. RequestError as `check_fields`."""
    check_fields(name, about)
    told = {field.replace("-", "_"): value for field, value in about.items()}
    house = {part: controller.get(part, "") for part in ("name", "address", "email")}
    text = _template(name, language).render(told, controller=house)
    close = _template("close", language).render(controller=house)
    subject, _, body = text.partition("\n")
    lines = [line for line in close.splitlines() if line]
    return Words(subject.removeprefix("Subject:").strip(), body.strip() + "\n\n" + "\n".join(lines) + "\n")


def _template(name: str, language: str) -> Template:
    return _environment(language).get_template(f"{name}.{language}.txt")


@lru_cache(maxsize=len(LANGUAGES))
def _environment(language: str) -> Environment:
    """Plain text, so nothing is escaped (S701): no HTML comes of it."""
    made = Environment(  # noqa: S701
        loader=PackageLoader("troth.notices"), undefined=StrictUndefined, keep_trailing_newline=True
    )
    made.filters["day"] = lambda text: _day(text, language)
    made.filters["asked"] = lambda kind: _ASKED[language].get(kind, _OTHERWISE[language])
    made.filters["said"] = lambda value: _SAID[language].get(value, value)
    made.filters["way"] = lambda way: _WAYS[language].get(way, way)
    made.filters["why"] = lambda code: why(code, language)
    made.filters["words"] = lambda term: str(term).replace("-", " ")
    return made


def _day(text: str, language: str) -> str:
    """An ISO date or time as people write it; what is none stays as it is."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh-Hant" else f"{day.day} {day:%B %Y}"
