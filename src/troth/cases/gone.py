"""What recipients are told of data that went without a case: because their time was over, or the company erased them.

GDPR Art. 19 knows no other erasure than that of Art. 17(1), and that is due as well without being asked for, when the
data are needed no more (a). So each recipient that got what went is told, once, in the transaction in which it goes.

1. What went out then is gone now: nothing that was held then of the category is left. Who came by a newer value later
   keeps it.
2. It was not told before: by a case, by a recall, or when other data of the same disclosure went.
3. It went out on no ground of kind `legal-order`, `legal-claim`, `emergency`, `protect-rights`: an authority that
   inquires is no recipient (Art. 4(9)), and what a claim needs is needed still (Art. 17(3)(e)).
4. The register names an endpoint or a mailbox. With neither somebody would have to telephone for each item of each day,
   which is out of proportion (Art. 19); what an erasure by case tells, is listed for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from troth import parties
from troth.cases.parts import Parts
from troth.cases.recall import every_disclosure, insert_notices, recipients_of
from troth.cases.sending.store import told_of
from troth.db import Connection
from troth.engine.coverage import LIFTING
from troth.parties import Disclosure
from troth.people import cite_ground
from troth.vault import ItemFacts


@dataclass(frozen=True, slots=True)
class Gone:
    """`troth.lifetimes` calls it."""

    parts: Parts

    def __call__(self, tx: Connection, person: int, left: Iterable[ItemFacts]) -> list[str]:
        """Queues what recipients are told, when `left` is what is still held; gives the recipients."""
        oldest: dict[str, datetime] = {}
        for item in left:
            oldest[item.category] = min(item.collection.at, oldest.get(item.category, item.collection.at))
        found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for line, fields in self._untold(tx, person):
            went = tuple(sorted(each for each in fields if each not in oldest or line.at < oldest[each]))  # 1
            if went and line.entry and self._is_told(tx, line):
                found.setdefault((line.recipient, went), []).append(line.entry)
        return recipients_of(insert_notices(self.parts, tx, person, "erasure", found))

    def _untold(self, tx: Connection, person: int) -> Iterator[tuple[Disclosure, list[str]]]:
        """Each disclosure, with that of it which its recipient was not told yet (2)."""
        lines = list(every_disclosure(tx, person))
        before = told_of(tx, person) if lines else set[tuple[str, str]]()
        for line in lines:
            yield line, [each for each in line.fields if (line.entry, each) not in before]

    def _is_told(self, tx: Connection, line: Disclosure) -> bool:
        recipient = parties.get_recipient(tx, line.recipient, self.parts.clock())
        if recipient is None or not (recipient.endpoint or recipient.contact):  # 4
            return False
        return line.ground is None or cite_ground(tx, line.ground, line.person).ground.kind not in LIFTING  # 3
