"""What tables of records tell about a row's person: their choices, consents, restrictions, decisions.

Each is one sub-select tied to the row by the person alone, over the other table's rows up to now. Where order matters
it takes the newest time on either side and compares the two, which databases can turn into a join.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from troth.engine.leaves import Agreed, Chosen, Consented, Restricted, Told, Undecided
from troth.warehouse.clock import Clock, timed
from troth.warehouse.model import Mapping, Records
from troth.warehouse.pieces import Expression, Sql, among, as_sql, column, every, name, naming, no, some, text, void

INNER = "records"  # what the other table is called inside, so that it hides no column of the row's own


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the records of a row's person as they stand now."""

    mapping: Mapping
    clock: Clock

    # -- choices --

    def said_yes(self, records: Records, leaf: Chosen, channel: Expression | None) -> Expression:
        """Whether the newest record on the topic says yes: those of the channel beat those without, no beats yes."""
        own = column(records.columns["channel"]) if "channel" in records.columns else None
        said = self._newest(records, "yes", "no", default=leaf.default)
        if own is not None and channel is not None:
            special = self._newest(records, "yes", "no", default=False, only=void(own))
            none_special = void(exp.Max(this=own.copy()))
            said = exp.Case(ifs=[exp.If(this=none_special, true=said)], default=special)
        return exp.Subquery(this=self._select(said, records, self._on_topic(records, leaf, channel)))

    def yes_after(self, records: Records, leaf: Chosen, channel: Expression | None, since: Expression) -> Expression:
        """Whether some record says yes since that time."""
        later = exp.GT(this=column(records.columns["at"]), expression=since)
        yes = exp.EQ(this=column(records.columns["value"]), expression=text("yes"))
        return self._exists(records, [*self._on_topic(records, leaf, channel), yes, later])

    def _on_topic(self, records: Records, leaf: Chosen, channel: Expression | None) -> list[Sql]:
        topic = exp.EQ(this=column(records.columns["topic"]), expression=text(leaf.topic))
        parts: list[Sql] = [topic, self._past(records, "at")]
        if "channel" in records.columns:
            own = column(records.columns["channel"])
            through = False if channel is None else exp.EQ(this=own, expression=channel.copy())
            parts.append(some((void(own), through)))
        return parts

    def _newest(self, records: Records, yes: str, no_: str, *, default: bool, only: Sql = False) -> Expression:
        """Of records that say one of two words, whether the newest says `yes`; at one instant, `no_` counts.

        `only`: those of which this is not so.
        """
        value = column(records.columns["value" if "value" in records.columns else "answer"])
        at = column(records.columns["at"])

        def newest(word: str) -> Expression:
            says = every((exp.EQ(this=value.copy(), expression=text(word)), no(only)))
            return exp.Max(this=exp.Case(ifs=[exp.If(this=as_sql(says), true=at.copy())]))

        later = exp.GT(this=newest(yes), expression=newest(no_))
        alone = void(newest(no_)) if default else exp.Not(this=void(newest(yes)))
        return exp.Coalesce(this=later, expressions=[alone])

    # -- consents, restrictions --

    def consented(self, records: Records, leaf: Consented) -> Sql:
        """A consent that covers the cell and stands."""
        columns = records.columns
        if (leaf.explicit and "explicit" not in columns) or (leaf.recipients is not None and "to" not in columns):
            return False
        covers: list[Sql] = [
            naming(column(columns["actions"]), [leaf.action]),
            naming(column(columns["data"]), leaf.data),
            naming(column(columns["for"]), leaf.purposes),
            True if leaf.recipients is None else naming(column(columns["to"]), leaf.recipients),
            column(columns["explicit"]) if leaf.explicit else True,
        ]
        return self._exists(records, [*covers, self._past(records, "given"), self._before(records, "withdrawn")])

    def restricted(self, records: Records, leaf: Restricted) -> Expression:
        """A restriction in force that covers the cell; a part that is NULL covers all."""
        parts = [self._or_void(records, "data", leaf.data), self._or_void(records, "for", leaf.purposes)]
        if "from" in records.columns:
            parts.append(some((void(column(records.columns["from"])), self._past(records, "from"))))
        return self._exists(records, [*parts, self._before(records, "until")])

    def _or_void(self, records: Records, part: str, words: Iterable[str]) -> Sql:
        if part not in records.columns:
            return True
        own = column(records.columns[part])
        return some((void(own), naming(own, words)))

    # -- versions, recipients --

    def told(self, records: Records, leaf: Told) -> Expression:
        early = exp.LTE(this=column(records.columns["at"]), expression=self.clock.ago(leaf.window))
        return self._exists(records, [*self._versions(records, leaf), early])

    def undecided(self, records: Records, leaf: Undecided) -> Sql:
        return no(self._exists(records, [*self._versions(records, leaf), self._past(records, "at")]))

    def agreed(self, records: Records, leaf: Agreed) -> Expression:
        newest = self._newest(records, "agreed", "declined", default=False)
        return exp.Subquery(
            this=self._select(newest, records, [*self._versions(records, leaf), self._past(records, "at")])
        )

    def named(self, records: Records, recipient: str) -> Expression:
        return self._exists(records, [exp.EQ(this=column(records.columns["recipient"]), expression=text(recipient))])

    def _versions(self, records: Records, leaf: Told | Undecided | Agreed) -> list[Sql]:
        parts = [among(column(records.columns["version"]), leaf.versions)]
        if "policy" in records.columns:
            parts.append(among(column(records.columns["policy"]), [leaf.policy]))
        return parts

    # -- inside --

    def _past(self, records: Records, part: str) -> Expression:
        return exp.LTE(this=column(records.columns[part]), expression=self.clock.now())

    def _before(self, records: Records, part: str) -> Sql:
        """Not ended: the end is NULL, or still to come."""
        if part not in records.columns:
            return True
        own = column(records.columns[part])
        return some((void(own), exp.GT(this=own, expression=self.clock.now())))

    def _exists(self, records: Records, parts: Iterable[Sql]) -> Expression:
        return exp.Exists(this=self._select(exp.Literal.number(1), records, parts))

    def _select(self, what: Expression, records: Records, parts: Iterable[Sql]) -> exp.Select:
        theirs = exp.EQ(this=column(records.person), expression=self.mapping.person())
        where = exp.Where(this=as_sql(every((theirs, *parts))))
        table = timed(records.table, self.clock)
        table.set("alias", exp.TableAlias(this=name(INNER)))
        return exp.Select(expressions=[what], from_=exp.From(this=table), where=where)
