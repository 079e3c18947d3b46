"""The person's own data: opened for themself whatever the policy says, and never without an entry."""

from __future__ import annotations

import pytest

from tests.gate.house import ANN, House, newest
from troth.errors import KeyErased, NotFound
from troth.gate import Caller, Owned

CENTRE = Caller("privacy-centre")


def own(troth: House, person: int, items: list[int] | None = None) -> Owned:
    with troth.database.write() as tx:
        return troth.gate.own(tx, CENTRE, person, items)


def test_everything_is_opened_and_the_entry_names_no_value(troth: House) -> None:
    ann = troth.member()
    found = own(troth, ann)
    assert {item.category: found.values[item.id] for item in found.items} == ANN
    act, details = newest(troth.entries(ann))
    assert (act, details["data"], details["items"], details["actor"]) == ("access", sorted(ANN), 4, "privacy-centre")
    assert details["clauses"]
    assert not any(value in str(details) for value in ANN.values())


def test_of_anothers_items_none_is_opened(troth: House) -> None:
    ann, ben = troth.member(), troth.member()
    with troth.database.read() as tx:
        theirs = [item.id for item in troth.vault.items(tx, ben)]
    assert own(troth, ann, theirs).values == {}


def test_a_restriction_does_not_keep_it_from_the_person(troth: House) -> None:
    ann = troth.member()
    troth.told("restrict", ann)
    assert len(own(troth, ann).values) == len(ANN)


def test_a_credential_is_named_and_stays_shut(troth: House) -> None:
    ann = troth.member()
    troth.collects(ann, {"member-pin": "271828"}, notice="choose-pin")
    found = own(troth, ann)
    assert "member-pin" in {item.category for item in found.items}
    assert "271828" not in found.values.values()


def test_of_who_is_gone_or_never_was_there_is_nothing(troth: House) -> None:
    ann = troth.member()
    troth.told("erase", ann)
    with pytest.raises(KeyErased):
        own(troth, ann)
    with pytest.raises(NotFound):
        own(troth, 1)


def test_what_a_drill_opens_is_in_no_list(troth: House) -> None:
    stand_in = troth.someone(realm="drill")
    own(troth, stand_in)
    assert newest(troth.entries(stand_in))[1]["drill"] is True
