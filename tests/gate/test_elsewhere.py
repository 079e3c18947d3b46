"""What was changed through another open store counts at the very next act here, whatever is kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.house import NOW, House
from troth.app.demo.clock import DemoClock
from troth.errors import NotFound, Refused


@pytest.fixture
def elsewhere(house: tuple[Path, dict[str, str]]) -> Iterator[House]:
    """The same deployment, opened by another process as it were."""
    folder, settings = house
    with House.open(folder, clock=DemoClock(NOW), **settings) as opened:
        assert isinstance(opened, House)
        yield opened


def email(troth: House, person: int) -> object:
    return troth.gate.use(troth.caller, person, ["email"], "account-management").values["email"]


def test_a_restriction_made_elsewhere_and_lifted_there(troth: House, elsewhere: House) -> None:
    ann = troth.member()
    assert email(troth, ann) == "ann@mail.example"
    restriction = elsewhere.told("restrict", ann)
    with pytest.raises(Refused):
        email(troth, ann)
    elsewhere.told("lift", ann, restriction)
    assert email(troth, ann) == "ann@mail.example"


def test_an_erasure_made_elsewhere(troth: House, elsewhere: House) -> None:
    ann = troth.member()
    email(troth, ann)
    with troth.database.read() as tx:
        (held,) = troth.vault.get(tx, ann, ["email"])
    elsewhere.told("erase", ann)
    with pytest.raises(NotFound):
        email(troth, ann)
    with pytest.raises(NotFound):
        troth.collects(ann, {"order": "a lamp"}, notice="order")
    assert held.person == ann
