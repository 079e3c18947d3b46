"""Records, and streams of operations on them, as GDPRbench has them; and a store in memory that has the answers.

After the paper's tables (Shastri et al., PVLDB 13(7), 2020): a record has a key, its data and nine fields of metadata,
PUR TTL USR OBJ DEC ACL SHR SRC CAT; a value's number is the record's, modulo how many values there are. Where ours
differ from the paper's:

- Ten records a user, and SHR goes by the purpose (modulo 10), since the same number of values is shared out then too.
- TTL counts hours, on a clock that the operations carry: one record in ten runs out while the controller works.
- An update sets the field that is the role's to set: the customer's and, by user, the controller's are OBJ and DEC;
  by purpose and by third party it is SHR. Of the others USR, SRC, CAT and PUR say what happened, and are not rewritten.
- A new record is of a user whose OBJ and DEC nobody has changed, and data that run out at once are not corrected
  (here a value that is corrected is collected anew, and its time begins anew).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import accumulate
from random import Random
from typing import Any, Protocol

PURPOSES, GROUPS, OBJECTIONS, EACH = 25, 10, 100, 10
HOURS = (1, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 100_000)
BASE = datetime(2026, 3, 1, tzinfo=UTC)
RUN = timedelta(hours=1)  # what the clock goes on by, in the controller's operations
META = ("pur", "ttl", "usr", "obj", "dec", "acl", "shr", "src", "cat")
Metadata = tuple[int, int, int, int, int, int, int, int, int]
Op = tuple[Any, ...]  # its name, then its arguments


@dataclass(frozen=True, slots=True)
class Record:
    """`number` is the key; the metadata are numbers of values."""

    number: int
    data: str
    meta: Metadata
    created: datetime

    @property
    def user(self) -> int:
        return self.meta[2]

    @property
    def expires(self) -> datetime:
        return self.created + timedelta(hours=self.meta[1])


def record(number: int, users: int, created: datetime | None = None) -> Record:
    user, group = number % users, number % GROUPS
    purpose = number % PURPOSES
    meta = (purpose, HOURS[group], user, user % OBJECTIONS, user % 2, group, purpose % GROUPS, group, group)
    return Record(number, data(number), meta, created or joined(user))


def joined(user: int) -> datetime:
    """When a user came, with all their records: some time in the hour before the start."""
    return BASE - timedelta(seconds=1 + user * 7919 % 3_590)


def data(seed: int) -> str:
    """100 bytes."""
    return blake2b(seed.to_bytes(8, "big"), digest_size=50).hexdigest()


MIXES: dict[str, tuple[dict[str, float], bool]] = {  # each operation's share; whether some keys come more often
    "processor": (
        {"read_data_by_key": 80, "read_data_by_pur": 20 / 3, "read_data_by_obj": 20 / 3, "read_data_by_dec": 20 / 3},
        True,
    ),
    "regulator": ({"read_metadata_by_usr": 46, "get_system_logs": 31, "verify_deletion": 23}, True),
    "customer": (
        {
            "read_data_by_usr": 20,
            "read_metadata_by_key": 20,
            "update_data_by_key": 20,
            "update_metadata_by_key": 20,
            "delete_record_by_key": 20,
        },
        True,
    ),
    "controller": (
        {
            "create_record": 25,
            "delete_record_by_pur": 25 / 3,
            "delete_record_by_ttl": 25 / 3,
            "delete_record_by_usr": 25 / 3,
            "update_metadata_by_pur": 50 / 3,
            "update_metadata_by_usr": 50 / 3,
            "update_metadata_by_shr": 50 / 3,
        },
        False,
    ),
}


class Keys:
    """Which record next: any, or by Zipf's law (0.99) over a shuffled order."""

    def __init__(self, records: int, often: bool, random: Random) -> None:
        self._records, self._random = records, random
        self._sums = list(accumulate(rank**-0.99 for rank in range(1, records + 1))) if often else []
        self._order = list(range(records))
        Random(7).shuffle(self._order)

    def __call__(self) -> int:
        if not self._sums:
            return self._random.randrange(self._records)
        return self._order[bisect_left(self._sums, self._random.random() * self._sums[-1])]


def stream(workload: str, records: int, number: int) -> list[Op]:
    """So many operations in the paper's mix, each at least twice, always the same."""
    mix, often = MIXES[workload]
    random, users = Random(f"42-{workload}"), records // EACH
    names = [name for name, share in mix.items() for _ in range(max(2, round(share / 100 * number)))]
    random.shuffle(names)
    keys, made, moved = Keys(records, often, random), 0, 0
    shared = {purpose: purpose % GROUPS for purpose in range(PURPOSES)}
    found: list[Op] = []
    for place, name in enumerate(names):
        at = BASE + RUN * (place + 1) / len(names) if workload == "controller" else BASE
        if name == "create_record":
            new = record(records + made, users, at)
            found.append((name, _changed(new, "shr", shared[new.meta[0]])))  # as it stands for the purpose by then
            made += 1
        elif name == "update_metadata_by_shr":
            found.append((name, moved % 6, 6 + random.randrange(4), at))
            shared.update({purpose: found[-1][2] for purpose, to in shared.items() if to == moved % 6})
            moved += 1
        else:
            found.append((name, *_arguments(name, keys(), users, random, names), at))
            if name == "update_metadata_by_pur":
                shared[found[-1][1]] = found[-1][2]
    return found


def _arguments(name: str, key: int, users: int, random: Random, names: Sequence[str]) -> tuple[Any, ...]:
    made = names.count("create_record")  # these users' words stay as they are
    user = key % users if key % users >= made or users <= made else key % (users - made) + made
    arguments: dict[str, Callable[[], tuple[Any, ...]]] = {
        "read_data_by_pur": lambda: (key % PURPOSES,),
        "read_data_by_obj": lambda: (key % OBJECTIONS % users,),
        "read_data_by_dec": lambda: (key % 2,),
        "read_data_by_usr": lambda: (key % users,),
        "read_metadata_by_usr": lambda: (key % users,),
        "get_system_logs": lambda: (random.randint(1, 100),),
        "update_data_by_key": lambda: (key + (key % GROUPS == 0), data(key + 1_000_000_007)),
        "update_metadata_by_key": lambda: (key, random.randrange(OBJECTIONS)),
        "delete_record_by_pur": lambda: (key % PURPOSES,),
        "delete_record_by_usr": lambda: (user,),
        "delete_record_by_ttl": lambda: (),
        "update_metadata_by_pur": lambda: (key % PURPOSES, 6 + random.randrange(4)),
        "update_metadata_by_usr": lambda: (user, *random.choice((("obj", random.randrange(100)), ("dec", key % 2)))),
    }
    return arguments[name]() if name in arguments else (key,)


class Store(Protocol):
    """Reads of data give (number, data), of metadata the nine; all else how many records it concerned, or None."""

    name: str

    def load(self, records: Iterable[Record]) -> None: ...
    def do(self, op: Op) -> Any: ...
    def close(self) -> None: ...


class Memory:
    """What every store must answer."""

    name = "memory"

    def __init__(self) -> None:
        self._kept: dict[int, Record] = {}

    def load(self, records: Iterable[Record]) -> None:
        self._kept.update((each.number, each) for each in records)

    def close(self) -> None:
        self._kept.clear()

    def do(self, op: Op) -> Any:
        name, *arguments = op
        verb, by = name.rsplit("_by_", 1) if "_by_" in name else (name, "")
        chosen = self._chosen(by, arguments)
        if verb == "read_data":
            return [(each.number, each.data) for each in chosen]
        if verb == "read_metadata":
            return [each.meta for each in chosen]
        if verb == "delete_record":
            for each in chosen:
                del self._kept[each.number]
            return len(chosen)
        return self._other(verb, by, arguments, chosen)

    def _chosen(self, by: str, arguments: Sequence[Any]) -> list[Record]:
        if by == "key":
            return [each] if (each := self._kept.get(arguments[0])) else []
        if by == "ttl":
            return [each for each in self._kept.values() if each.expires <= arguments[-1]]
        place = META.index(by) if by else 0
        return [each for each in self._kept.values() if each.meta[place] == arguments[0]] if by else []

    def _other(self, verb: str, by: str, arguments: Sequence[Any], chosen: Sequence[Record]) -> Any:
        if verb == "create_record":
            self._kept[arguments[0].number] = arguments[0]
            return 1
        if verb == "verify_deletion":
            return arguments[0] not in self._kept
        if verb == "update_data":
            for each in chosen:
                self._kept[each.number] = Record(each.number, arguments[1], each.meta, each.created)
            return len(chosen)
        if verb == "update_metadata":
            field, value = (arguments[1], arguments[2]) if by == "usr" else (FIELD[by], arguments[1])
            for each in chosen:
                self._kept[each.number] = _changed(each, field, value)
            return len(chosen)
        return None


FIELD = {"key": "obj", "pur": "shr", "shr": "shr"}


def _changed(each: Record, field: str, value: int) -> Record:
    place = META.index(field)
    meta: Any = (*each.meta[:place], value, *each.meta[place + 1 :])
    return Record(each.number, each.data, meta, each.created)
