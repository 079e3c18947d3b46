"""attest: what no machine can see, somebody answers for, again and again (SPEC 7). Lapsed when out of date.

The drills look at the register at the time of the proof: that of its acts on a store that is thrown away, now on a
live one. That the register itself counts rightly is tried with entries that are taken back at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from troth.controls.attestations.model import Attested
from troth.controls.attestations.register import enter, standing
from troth.controls.model import Asked, Control, Drilled
from troth.controls.stage import Stage
from troth.db import Connection

INSTANT = timedelta(microseconds=1)
DRILL = "drill"


def drills(stage: Stage, asked: Asked) -> Iterator[Drilled]:
    """The attestation itself, then the register."""
    duty = Attested(asked.version, asked.clause)
    with stage.database.read() as tx:
        stands = standing(tx, duty, asked.at)
    if stands.newest is None or stands.until is None:
        told = f"nobody has answered for it; the {duty.owner} should"
    else:
        told = f"answered for on {stands.newest.at:%Y-%m-%d}, good until {stands.until:%Y-%m-%d}"
    yield Drilled("somebody answers for it, and in date", stands.in_date, told, asked.at)
    with stage.database.write() as tx:
        trial = tx.begin_nested()
        wrong = _register(tx, duty, asked.at)
        trial.rollback()
    yield Drilled("it lapses when its time is over", wrong is None, wrong or "as promised", asked.at)


def _register(tx: Connection, duty: Attested, at: datetime) -> str | None:
    """Far in the future, so that no real entry has a say."""
    start = at + 1000 * duty.every
    enter(tx, duty, by=DRILL, at=start, now=start)
    end = start + duty.every
    if not standing(tx, duty, end - INSTANT).in_date:
        return "an entry in date did not count"
    if standing(tx, duty, end).in_date:
        return "it counted after its time was over"
    if standing(tx, duty, start - INSTANT).in_date:
        return "it counted before it was made"
    enter(tx, duty, by=DRILL, at=end, now=end)
    renewed = standing(tx, duty, end)
    return None if renewed.in_date and renewed.newest and renewed.newest.at == end else "the newest did not count"


CONTROL = Control("attest", drills, manual=True)
