"""What a hold keeps from going is kept apart by a restriction of ours: nobody makes one like it or lifts it."""

import pytest

from tests.gate.house import House
from troth.errors import NotAllowed, RequestError
from troth.people import Proof, record_restriction
from troth.people.record import KEPT_APART


@pytest.mark.parametrize("via", sorted(KEPT_APART))
def test_a_restriction_of_ours_is_neither_told_nor_lifted(troth: House, via: str) -> None:
    ann = troth.member()
    with pytest.raises(RequestError, match="a word of ours"):
        troth.told("restrict", ann, via=via)
    with troth.database.write() as tx:
        seq = record_restriction(tx, ann, at=troth.clock(), proof=Proof("sweep", troth.clock(), via))
    with pytest.raises(NotAllowed, match="keeps apart"):
        troth.told("lift", ann, seq)


def test_a_persons_own_is_lifted(troth: House) -> None:
    ann = troth.member()
    assert troth.told("lift", ann, troth.told("restrict", ann, via="letter"))
