"""What was put together for a person: when it can be fetched until, a page to read it on, and the files to take home.

Everything that shows or hands out values asks for a fresh session and a form of ours, is noted as fetched, and leaves
an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
from starlette.responses import Response

from troth.cases import CENTRE, Case, fetch, number_of, on_paper, package_of
from troth.cases.dossier import Access, Item, Portable, read
from troth.cases.packages import MEDIA
from troth.cases.paper import PARTS, can_be_set
from troth.db import Connection
from troth.errors import NotFound
from troth.people.ref import parse_ref
from troth.vault import StoredFile
from troth.web.centre import held
from troth.web.centre.desk import Centre
from troth.web.centre.guest import Guest
from troth.web.centre.words import data_words, purpose_words, source_words
from troth.web.tongues import _, marked, spoken

AT_ONCE: Final = 100  # items a page, and lines of a part
Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """One item in words. `rules`: the clauses that say when it goes, each with the page that shows it."""

    value: Lines | None = field(repr=False)
    source: str
    at: datetime
    until: datetime | None
    rules: tuple[tuple[str, str], ...]
    file: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """Another part of the document: its lines, the first of them, as names and values."""

    title: str
    count: int
    lines: tuple[Lines, ...] = field(repr=False)


# -- the pages --


def look(centre: Centre, guest: Guest) -> Response:
    """What there is to be fetched, and until when."""
    with centre.troth.database.read() as tx:
        case = _own(centre, tx, guest)
        there = package_of(tx, case)
    if there is None or guest.at >= there.ends_at:
        raise NotFound(marked("there is nothing to be fetched, or not any more"))
    about: dict[str, Any] = {"number": number_of(case), "kind": case.kind, "paper": can_be_set()}
    return centre.page("centre/package.html", guest, made=there.made_at, until=there.ends_at, **about)


def show(centre: Centre, guest: Guest) -> Response:
    """The document as a page."""
    content = _fetched(centre, guest)
    if content is None:
        return centre.page("centre/again.html", guest)
    first = guest.number("from")
    document = read(content)
    whole = document if isinstance(document, Access) else None
    following = first + AT_ONCE if first + AT_ONCE < len(document.items) else None
    return centre.page(
        "centre/package-read.html",
        guest,
        number=guest.visit.path["case"],
        made=document.made,
        count=len(document.items),
        first=first,
        following=following,
        groups=_groups(document, first),
        whole=whole is not None,
        disclosures=list(_disclosures(whole)) if whole else [],
        others=list(_others(whole)) if whole else [],
        withheld=document.withheld,
    )


def take(centre: Centre, guest: Guest) -> Response:
    """The document, or the page that is set from it, as a file."""
    part = guest.visit.path["part"]
    if part not in MEDIA:
        raise NotFound(marked("there is nothing to be fetched, or not any more"))
    content = _fetched(centre, guest, part)
    if content is None:
        return centre.page("centre/again.html", guest)
    return _attached(content, MEDIA[part], f"{guest.visit.path['case']}.{part}")


def file(centre: Centre, guest: Guest) -> Response:
    """A file that was too large for the document: what it is, and a button."""
    person, number = guest.person, guest.visit.path["item"]
    with centre.troth.database.read() as tx:
        found = [each for each in centre.troth.vault.items(tx, person) if each.id == parse_ref("i", number)]
    if not found:
        raise NotFound(marked("you have no such file here"))
    title, at = held.title_of(found[0].category), found[0].collection.at
    return centre.page("centre/package-file.html", guest, number=number, title=title, at=at)


def take_file(centre: Centre, guest: Guest) -> Response:
    """The file itself."""
    person = guest.check()
    if not guest.is_fresh:
        return centre.page("centre/again.html", guest)
    item = parse_ref("i", guest.visit.path["item"])
    with centre.troth.database.write() as tx:
        found = centre.troth.gate.own(tx, CENTRE, person, [item]).values.get(item)
        if not isinstance(found, StoredFile):
            raise NotFound(marked("you have no such file here"))
        content = b"".join(found.chunks())
    return _attached(content, "application/octet-stream", found.name)


def _fetched(centre: Centre, guest: Guest, part: str = "json") -> bytes | None:
    """What is inside, once it is noted that they had it; None: the session is not fresh."""
    guest.check()
    if not guest.is_fresh:
        return None
    database, parts = centre.troth.database, centre.troth.cases.parts
    with database.read() as tx:
        case = _own(centre, tx, guest)
    paper = on_paper(parts, database, case, spoken()) if part == "pdf" else None
    with database.write() as tx:
        return fetch(parts, tx, CENTRE, case, paper)


def _own(centre: Centre, tx: Connection, guest: Guest) -> Case:
    """The case of the path, if it is theirs; another's is not found."""
    person = guest.person
    case = centre.troth.cases.get(tx, parse_ref("c", guest.visit.path["case"]))
    if case.person != person:
        raise NotFound(marked("there is no such case"))
    return case


def _attached(content: bytes, media: str, name: str) -> Response:
    """To be saved, never shown in the browser: it may be anything (RFC 6266, RFC 8187)."""
    plain = name if name.isascii() and name.replace(".", "").replace("-", "").isalnum() else "file"
    place = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media, headers={"content-disposition": place})


# -- the document in words --


def _groups(document: Access | Portable, first: int) -> list[tuple[str, list[Thing]]]:
    """The items of one page, category by category."""
    groups: dict[str, list[Thing]] = {}
    ordered = sorted(document.items, key=lambda item: item.category)
    for item in ordered[first : first + AT_ONCE]:
        groups.setdefault(item.category, []).append(_thing(item))
    return [(held.title_of(category), things) for category, things in groups.items()]


def _thing(item: Item) -> Thing:
    rules = {
        (f"{rule.clause} ({rule.version})", _rule_path(rule.policy, rule.version, rule.clause))
        for rule in item.kept.rules
    }
    at, source = item.collected.at, source_words(item.collected.source)
    if isinstance(item.file, msgspec.UnsetType):
        shut = isinstance(item.value, msgspec.UnsetType)
        value = None if shut else tuple(held.lines(item.value))
        return Thing(value, source, at, item.kept.until, tuple(sorted(rules)), None)
    about = StoredFile(item.file.name, item.file.media_type, item.file.size, lambda: iter(()))
    return Thing(tuple(held.lines(about)), source, at, item.kept.until, tuple(sorted(rules)), f"/me/file/{item.item}")


def _rule_path(policy: str, version: str, clause: str) -> str:
    return f"/policy/{quote(policy, safe='')}/{quote(version, safe='')}?{urlencode({'clause': clause})}"


def _disclosures(document: Access) -> Iterator[dict[str, Any]]:
    for each in document.disclosures:
        who, data = each.name or each.recipient, data_words(sorted(each.fields))
        yield {"who": who, "data": data, "purpose": purpose_words([each.purpose]), "at": each.at, "entry": each.entry}


def _others(document: Access) -> Iterator[Told]:
    """Every other part that says something."""
    for name, title in PARTS.items():
        part: Sequence[Any] = getattr(document, name)
        if part:
            yield Told(_(title), len(part), tuple(_pairs(each) for each in part[:AT_ONCE]))


def _pairs(part: Any) -> Lines:
    said = {name: value for name, value in msgspec.to_builtins(part).items() if value not in (None, "", [], (), {})}
    return tuple(held.lines(said))
