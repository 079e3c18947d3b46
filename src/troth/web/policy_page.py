"""The policy page: a version's text, a mark on each sentence, and the clause of the one that is chosen."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from troth.language import Clause, Policy, Version
from troth.web import panel
from troth.web.console.cases_page import path_of_clause
from troth.web.house import House, Told
from troth.web.marks import SIGNS, Marked, Sheet, sheet
from troth.web.panel import Panel
from troth.web.standing import SHOWN, Standing, standing
from troth.web.visit import Visit


def current(house: House, visit: Visit) -> Response:
    """The version in force of the first policy; before any is in force, the first that will be."""
    policies = house.policies()
    if not policies:
        return house.page("empty.html", visit)
    versions = house.versions(policies[0])
    told = next((told for told in versions if told.current), versions[-1])
    return _page(house, visit, policies[0], told, "/")


def version(house: House, visit: Visit) -> Response:
    """A version by its name, as it stays readable. HTTPException (404) when there is none."""
    policy = next((p for p in house.policies() if p.id == visit.path["policy"]), None)
    versions = house.versions(policy) if policy else []
    told = next((told for told in versions if told.version.version == visit.path["version"]), None)
    if policy is None or told is None:
        raise HTTPException(404)
    return _page(house, visit, policy, told, told.path)


def link(base: str, page: Sheet, clause: Clause, number: int | None) -> str:
    """Chooses a clause at one of its sentences. Which one is said only when it is not the clause's first."""
    numbers = page.by_clause[clause.id]
    query: dict[str, str | int] = {"clause": clause.id}
    if number is not None and number != next(iter(numbers), None):
        query["s"] = number
    return f"{base}?{urlencode(query)}" + (f"#s{number}" if number is not None else "")


def _page(house: House, visit: Visit, policy: Policy, told: Told, base: str) -> Response:
    page = sheet(told.version)
    stands = standing(house.troth, told.version) if visit.may("read") else None
    chosen = _chosen(house, visit, told, page, stands)
    template = "policy.html"
    if visit.query.get("part") == "panel":
        if chosen is None:
            raise HTTPException(404)
        template = "panel.html"

    def choose(marked: Marked) -> str:
        number = marked.sentence.number
        return link(base, page, marked.clauses[0], number) if marked.clauses else f"{base}?sentence={number}#s{number}"

    return house.page(
        template,
        visit,
        told=told,
        sheet=page,
        base=base,
        panel=chosen,
        policies=[(each, house.versions(each)) for each in house.policies()],
        policy=policy,
        signs=SIGNS,
        stands=stands,
        shown=SHOWN,
        untold=_untold(told.version, page) if visit.account else (),
        choose=choose,
        cases_of=path_of_clause,
        link=lambda clause, number: link(base, page, clause, number),
    )


def _chosen(house: House, visit: Visit, told: Told, page: Sheet, stands: Standing | None) -> Panel | None:
    """What the address chooses. HTTPException (404) for what is not there, or not there for this visitor."""
    named, number, version = visit.query.get("clause"), visit.query.get("sentence"), told.version
    if named is not None:
        clause = next((c for c in version.clauses if c.id == named), None)
        if clause is None or not (page.by_clause[clause.id] or visit.account):
            raise HTTPException(404)
        done = panel.latest(house.troth, version, clause) if visit.may("read") else None
        tried = stands.of(clause.id) if stands else None
        reach = house.reaches.of(version, clause) if told.current and visit.may("read") else ()
        cases = panel.touching(house.troth, version, clause) if visit.may("cases") else None
        return panel.of_clause(version, page, clause, _number(visit.query.get("s")), done, tried, reach, cases)
    if number is not None:
        marked = page.sentence(_number(number) or 0)
        if marked is None or marked.clauses:
            raise HTTPException(404)
        return panel.of_loose(page, marked)
    return None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None


def _untold(version: Version, page: Sheet) -> tuple[Clause, ...]:
    """Clauses that stand in no sentence: rules that nobody was told."""
    return tuple(clause for clause in version.clauses if not page.by_clause[clause.id])
