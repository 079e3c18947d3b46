"""What every page needs: the deployment, the templates, and a calm page for what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from troth.app import Troth
from troth.errors import TrothError
from troth.language import Duration, Policy, Version
from troth.web import assets, speech
from troth.web.reach import Reaches
from troth.web.tongues import spoken, tongues
from troth.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Told:
    """A version among its siblings: whether it decides now, and when it began and ended to do so."""

    version: Version
    current: bool
    until: datetime | None
    upcoming: bool

    @property
    def path(self) -> str:
        return f"/policy/{quote(self.version.policy, safe='')}/{quote(self.version.version, safe='')}"


class House:
    """The deployment as the pages see it."""

    def __init__(self, troth: Troth) -> None:
        self.troth = troth
        self.reaches = Reaches(troth)
        self._templates = _templates()

    def page(self, template: str, visit: Visit | None, *, status: int = 200, **more: Any) -> HTMLResponse:
        """A page; `visit` None: nobody is known to be signed in."""
        account = visit.account if visit else None
        token = visit.token if visit else ""
        here = visit.http.url.path if visit else ""
        text = self._templates.get_template(template).render(account=account, form_token=token, here=here, **more)
        return HTMLResponse(text, status)

    def error(self, status: int, error: TrothError | None = None, incident: str = "") -> HTMLResponse:
        """Says what happened and what to do. The message of an error names no person's value."""
        told = _said(error) if error and status < 500 else {}
        return self.page("error.html", None, status=status, code=status, told=told, incident=incident)

    def policies(self) -> tuple[Policy, ...]:
        """Those that have a version to show."""
        return tuple(policy for policy in self.troth.engine.policies if policy.versions)

    def in_force(self) -> tuple[Version, ...]:
        """Of each policy the version in force, if one is."""
        told = [each for policy in self.policies() for each in self.versions(policy)]
        return tuple(each.version for each in told if each.current)

    def versions(self, policy: Policy) -> list[Told]:
        """Newest first. Of the version in force, and so of all before it, it is known when it ended."""
        at, engine = self.troth.clock(), self.troth.engine
        current = next((v for v in engine.in_force(at) if v.policy == policy.id), None)
        starts = [engine.start_of(version) for version in policy.versions]
        told = [
            Told(
                version,
                current=version is current,
                until=end if end and end <= at else None,
                upcoming=start is None or at < start,
            )
            for version, start, end in zip(policy.versions, starts, [*starts[1:], None], strict=True)
        ]
        return told[::-1]


def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("troth.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(_text, _text_of, newstyle=True)  # type: ignore[attr-defined]
    named: dict[str, Any] = {"day": day, "moment": moment, "number": number, "spaced": spaced, "pair": pair}
    named |= {"parameter": parameter, "said": said}
    environment.filters.update(named)
    environment.globals.update(asset=assets.address, tongue=spoken, tongues=tongues, in_tongue=speech.in_tongue)
    return environment


def _text(text: str) -> str:
    """Jinja fills in the values itself."""
    return spoken().texts.gettext(text)


def _text_of(one: str, many: str, num: int) -> str:
    return spoken().texts.ngettext(one, many, num)


def _said(error: TrothError) -> dict[str, Any]:
    """What an error says. `ours`: it is in the visitor's language; what no page raises is English."""
    message, help_ = _text(error.message), _text(error.help) if error.help else ""
    return {"message": message, "help": help_, "ours": (message, help_) != (error.message, error.help or "")}


def day(at: datetime) -> str:
    """15 January 2014."""
    return spoken().day(at)


def moment(at: datetime) -> str:
    """1 March 2014, 10:00 UTC."""
    return spoken().moment(at)


def number(count: int) -> str:
    """12,345."""
    return spoken().number(count)


def spaced(term: str) -> str:
    """A term as words: postal address."""
    return term.replace("-", " ")


def pair(word: str, before: str = "") -> tuple[str, str]:
    """A word as an option of a form: its value, and as words."""
    return before + word, spaced(word)


def said(option: tuple[str, str]) -> tuple[str, str]:
    """An option of a form with its words in the visitor's language."""
    return option[0], _text(option[1])


def parameter(value: object) -> str:
    """A parameter of a duty, as it is written in the policy but for its punctuation."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Duration):
        return value.written
    return ", ".join(str(each) for each in value) if isinstance(value, tuple | list) else str(value)
