"""The leaves of a predicate asked of a mapped table: for each, the SQL that it holds and the SQL that it fails.

Either is TRUE only when it is known to be so; what is not mapped is neither. NULL hides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlglot import exp

from troth.engine.leaves import (
    Agreed,
    Asking,
    Carried,
    Chosen,
    Consented,
    During,
    From,
    Grounded,
    Grouped,
    Leaf,
    Named,
    OwnOf,
    Restricted,
    SeenBy,
    Told,
    Undecided,
)
from troth.language import Agreement, Fact, Role
from troth.warehouse.clock import Clock, timed
from troth.warehouse.model import Channelled, DecidedOn, Given, Mapping, Records, Words, Yes
from troth.warehouse.pieces import Expression, Sql, among, every, naming, no, some, void
from troth.warehouse.records import Reader

VISIBLE_TO = {"public": ("public",), "contacts": ("contacts", "public")}
VISIBILITIES = frozenset(("public", "contacts", "private"))


class Both(NamedTuple):
    """What is TRUE when it holds, and what is TRUE when it fails."""

    holds: Sql
    fails: Sql


UNKNOWN = Both(False, False)


@dataclass(frozen=True, slots=True)
class Session:
    """What the session says of its question, dimension by dimension."""

    setting: Callable[[str], Expression]


@dataclass(frozen=True, slots=True)
class Rows:
    """A mapped table as it is asked. `channel`: that of the question; a session may say it too."""

    mapping: Mapping
    clock: Clock
    channel: Expression | None = None
    session: Session | None = None

    def holds(self, leaf: Leaf) -> Sql:
        return self.both(leaf).holds

    def fails(self, leaf: Leaf) -> Sql:
        return self.both(leaf).fails

    def both(self, leaf: Leaf) -> Both:
        """The two questions about a leaf."""
        return _ASKED[type(leaf)](self, leaf)

    # -- the person --

    def fact(self, leaf: Fact) -> Both:
        return self._truth(self.mapping.facts.get(leaf.name))

    def chosen(self, leaf: Chosen) -> Both:
        choices = self.mapping.choices
        if choices is None:
            return UNKNOWN
        if isinstance(choices, Records):
            said = self._truth(self._reader.said_yes(choices, leaf, self.channel))
            return self._whole(choices, self._signalled(leaf, said, self._yes_after(choices, leaf)))
        found = choices.get(leaf.topic)
        if isinstance(found, Channelled):
            return self._channelled(leaf, found)
        return UNKNOWN if found is None else self._chosen_so(leaf, found)

    def _chosen_so(self, leaf: Chosen, yes: Yes) -> Both:
        since = self._since()
        after = UNKNOWN if since is None or yes.at is None else self._later(yes.at, since)
        return self._signalled(leaf, self._truth(yes.said), after)

    def _channelled(self, leaf: Chosen, choice: Channelled) -> Both:
        """The channel's own choice where it has one, else the one that is for any."""
        other = UNKNOWN if choice.any is None else self._chosen_so(leaf, choice.any)
        if self.channel is None:
            return other
        own = [(among(self.channel, [name]), self._chosen_so(leaf, yes)) for name, yes in choice.channels.items()]
        elsewhere = some((void(self.channel), no(among(self.channel, choice.channels)))) if own else True
        if isinstance(self.channel, exp.Literal):
            found = choice.channels.get(self.channel.name)
            return other if found is None else self._chosen_so(leaf, found)
        ways = [*own, (elsewhere, other)]
        return Both(
            some(every((through, both.holds)) for through, both in ways),
            some(every((through, both.fails)) for through, both in ways),
        )

    def _signalled(self, leaf: Chosen, said: Both, after: Both) -> Both:
        """A yes under Global Privacy Control, where the topic heeds it: only one said after the signal stands."""
        if not leaf.stops:
            return said
        gpc = self.mapping.gpc
        if gpc is None:
            return Both(False, said.fails)
        seen, since = self._truth(gpc.said), self._since()
        begun = UNKNOWN if since is None else Both(self._past(since), exp.GT(this=since, expression=self.clock.now()))
        free = some((seen.fails, begun.fails, after.holds))
        stopped = every((seen.holds, True if since is None else begun.holds, True if since is None else after.fails))
        return Both(every((said.holds, free)), some((said.fails, every((said.holds, stopped)))))

    def _yes_after(self, choices: Records, leaf: Chosen) -> Both:
        since = self._since()
        if since is None or not leaf.stops:
            return UNKNOWN
        after = self._reader.yes_after(choices, leaf, self.channel, since)
        return Both(after, no(after.copy()))

    def consented(self, leaf: Consented) -> Both:
        consents = self.mapping.consents
        if consents is None:
            return UNKNOWN
        if isinstance(consents, Records):
            return self._whole(consents, self._known(self._reader.consented(consents, leaf)))
        found = [self._given(given, leaf) for given in consents if _covers(given, leaf)]
        return Both(some(each.holds for each in found), every(each.fails for each in found))

    def _given(self, given: Given, leaf: Consented) -> Both:
        parts = [self._truth(given.stands)]
        if given.given is not None:
            begun, now = given.given.copy(), self.clock.now()
            parts.append(Both(self._past(begun), exp.GT(this=begun.copy(), expression=now)))
        if given.withdrawn is not None:
            end = given.withdrawn.copy()
            still = some((void(end), exp.GT(this=end.copy(), expression=self.clock.now())))
            parts.append(Both(still, self._past(end)))
        if leaf.explicit:
            parts.append(self._truth(given.explicit))
        return Both(every(part.holds for part in parts), some(part.fails for part in parts))

    def own(self, leaf: OwnOf) -> Both:
        own = self.mapping.own
        if isinstance(own, Records):
            return self._whole(own, self._known(self._reader.named(own, leaf.to)))
        return self._words(own, [leaf.to])

    def grounded(self, leaf: Grounded) -> Both:
        """Not citing a ground is known: so a kind that is not mapped is not cited."""
        found = [self._truth(self.mapping.grounds[kind]) for kind in leaf.kinds if kind in self.mapping.grounds]
        return Both(some(each.holds for each in found), every(each.fails for each in found))

    def restricted(self, leaf: Restricted) -> Both:
        restricted = self.mapping.restricted
        if isinstance(restricted, Records):
            return self._whole(restricted, self._known(self._reader.restricted(restricted, leaf)))
        return self._truth(restricted)

    def told(self, leaf: Told) -> Both:
        told = self.mapping.told
        if isinstance(told, Records):
            return self._whole(told, self._known(self._reader.told(told, leaf)))
        columns = [told[version].copy() for version in sorted(leaf.versions) if told and version in told]
        early = self.clock.ago(leaf.window)
        return Both(some(exp.LTE(this=each, expression=early.copy()) for each in columns), False)

    def undecided(self, leaf: Undecided) -> Both:
        decided = self.mapping.decided
        if isinstance(decided, Records):
            return self._whole(decided, Both(self._reader.undecided(decided, leaf), False))
        found = self._decisions(decided, leaf)
        return UNKNOWN if found is None else Both(every(_answers(each, "none") for each in found), False)

    def agreed(self, leaf: Agreed) -> Both:
        decided = self.mapping.decided
        if isinstance(decided, Records):
            return self._whole(decided, Both(self._reader.agreed(decided, leaf), False))
        found = self._decisions(decided, leaf)
        if found is None:
            return UNKNOWN
        return Both(some(self._newest(each, [o for o in found if o is not each]) for each in found), False)

    def _decisions(self, decided: Mapped[str, DecidedOn] | None, leaf: Undecided | Agreed) -> list[DecidedOn] | None:
        """The columns of all those versions; None, where one has none, and so is unknown."""
        if decided is None or not leaf.versions <= set(decided):
            return None
        return [decided[version] for version in sorted(leaf.versions)]

    def _newest(self, one: DecidedOn, others: list[DecidedOn]) -> Sql:
        """It says agreed, and no other says declined, unless before it."""
        past = True if one.at is None else self._past(one.at.copy())
        return every((_answers(one, "agreed"), past, *(_yields(other, one) for other in others)))

    # -- the datum --

    def carried(self, leaf: Carried) -> Both:
        return self._one_of(self.mapping.version, leaf.versions, ())

    def come(self, leaf: From) -> Both:
        return self._one_of(self.mapping.source, leaf.sources, leaf.known - leaf.sources)

    def named(self, leaf: Named) -> Both:
        return self._words(self.mapping.notice, leaf.purposes)

    def seen(self, leaf: SeenBy) -> Both:
        inside = VISIBLE_TO.get(leaf.audience or "", ())
        return self._one_of(self.mapping.visible, inside, VISIBILITIES.difference(inside))

    def grouped(self, leaf: Grouped) -> Both:
        group = self.mapping.grouped
        if group is None:
            return UNKNOWN
        size, nameless = exp.Literal.number(leaf.people), self._truth(group.nameless)
        enough = exp.GTE(this=group.people.copy(), expression=size)
        few = exp.LT(this=group.people.copy(), expression=size.copy())
        return Both(every((enough, nameless.holds)), some((few, nameless.fails)))

    # -- the question --

    def agreement(self, leaf: Agreement) -> Both:  # noqa: ARG002
        if self.mapping.agreement is not None or self.session is None:
            return self._truth(self.mapping.agreement)
        said = self.session.setting("agreement")
        return Both(among(said, ["yes"]), among(said, ["no"]))

    def role(self, leaf: Role) -> Both:
        if self.session is None:
            return UNKNOWN
        has = naming(self.session.setting("roles"), [leaf.name], ",")
        return Both(has, no(has))

    def during(self, leaf: During) -> Both:
        now = self.clock.now()
        since = True if leaf.start is None else exp.GTE(this=now, expression=self.clock.moment(leaf.start))
        until = True if leaf.until is None else exp.LT(this=now.copy(), expression=self.clock.moment(leaf.until))
        return Both(every((since, until)), some((no(since), no(until))))

    def asking(self, leaf: Asking) -> Both:
        if self.session is None:
            return UNKNOWN
        said = self.session.setting(leaf.dimension)
        inside = among(said, leaf.terms)
        if leaf.lacking:
            return Both(some((void(said), inside)), every((no(void(said)), no(inside))))
        optional = leaf.dimension in ("to", "with")  # a question may be without; not without a purpose
        return Both(inside, some((void(said) if optional else False, no(inside))))

    # -- inside --

    @property
    def _reader(self) -> Reader:
        return Reader(self.mapping, self.clock)

    def _truth(self, source: Sql | None) -> Both:
        """A yes or no of the row: NULL is neither."""
        if source is None:
            return UNKNOWN
        if isinstance(source, bool):
            return Both(source, not source)
        return Both(self._timed(source), no(self._timed(source)))

    def _known(self, holds: Sql) -> Both:
        return Both(holds, no(holds))

    def _whole(self, records: Records, both: Both) -> Both:
        """Neither, unless the person's records are known to be all there."""
        known = self._truth(records.known).holds
        return Both(every((known, both.holds)), every((known, both.fails)))

    def _timed(self, source: Expression) -> Expression:
        return timed(source, self.clock)

    def _one_of(self, source: Expression | None, inside: Iterable[str], outside: Iterable[str]) -> Both:
        if source is None:
            return UNKNOWN
        if isinstance(source, exp.Literal):
            return Both(source.name in set(inside), source.name in set(outside))
        return Both(among(self._timed(source), inside), among(self._timed(source), outside))

    def _words(self, words: Words[Expression] | None, wanted: Iterable[str]) -> Both:
        if words is None:
            return UNKNOWN
        found = naming(self._timed(words.text), wanted, words.around)
        return Both(found, no(found))

    def _past(self, moment: Expression) -> Expression:
        return exp.LTE(this=moment.copy(), expression=self.clock.now())

    def _later(self, moment: Expression, since: Expression) -> Both:
        after = exp.GT(this=moment.copy(), expression=since.copy())
        return Both(every((after, self._past(moment))), exp.LTE(this=moment.copy(), expression=since.copy()))

    def _since(self) -> Expression | None:
        gpc = self.mapping.gpc
        return None if gpc is None or gpc.at is None else self._timed(gpc.at)


def _answers(decided: DecidedOn, *words: str) -> Sql:
    return among(decided.answer, words)


def _yields(other: DecidedOn, one: DecidedOn) -> Sql:
    """The other decision takes nothing from the one: it is none, or agrees, or is older."""
    older: Sql = False
    if other.at is not None and one.at is not None:
        older = every((_answers(other, "declined"), exp.LT(this=other.at.copy(), expression=one.at.copy())))
    return some((_answers(other, "agreed", "none"), older))


def _covers(given: Given, leaf: Consented) -> bool:
    return (
        leaf.action in given.actions
        and not leaf.data.isdisjoint(given.data)
        and not leaf.purposes.isdisjoint(given.purposes)
        and (leaf.recipients is None or not leaf.recipients.isdisjoint(given.recipients))
    )


_ASKED: dict[type[Any], Callable[[Rows, Any], Both]] = {
    Fact: Rows.fact,
    Role: Rows.role,
    Agreement: Rows.agreement,
    Chosen: Rows.chosen,
    Consented: Rows.consented,
    Named: Rows.named,
    OwnOf: Rows.own,
    Grounded: Rows.grounded,
    Grouped: Rows.grouped,
    SeenBy: Rows.seen,
    From: Rows.come,
    Restricted: Rows.restricted,
    Carried: Rows.carried,
    Agreed: Rows.agreed,
    Undecided: Rows.undecided,
    Told: Rows.told,
    During: Rows.during,
    Asking: Rows.asking,
}
