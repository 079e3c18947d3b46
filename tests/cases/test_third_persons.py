"""Data about somebody that another gave: theirs to see and to have removed, and the giver's to take back."""

import pytest

from tests.cases.test_cases import now, opened
from tests.gate.house import ANN, DAY, NOW, House
from troth import people
from troth.cases import Asked, dossier
from troth.errors import NotFound, Refused, RequestError
from troth.people import Proof
from troth.vault.givers import told_by

VALUES = {"beneficiary": "Bea Quill", "beneficiary-email": "bea@mail.example"}


def told(troth: House, person: int, giver: int, **more: object) -> int:
    """The item of the address."""
    given = {"purpose": "succession", "source": "third-party", "given_by": giver, **more}
    return troth.collects(person, VALUES, **given).unwrap().items["beneficiary-email"]


@pytest.fixture
def ann(troth: House) -> int:
    return troth.member()


@pytest.fixture
def bea(troth: House, ann: int) -> int:
    """Of whom Ann told us, and who has no account."""
    person = troth.someone()
    told(troth, person, ann)
    return person


def document(troth: House, person: int) -> dossier.Access:
    with troth.database.write() as tx:
        return dossier.access(troth.cases.parts, tx, troth.caller, person)


def test_who_tells_of_another_is_another_and_is_here(troth: House, ann: int) -> None:
    for wrong in ({"giver": ann}, {"giver": troth.someone(), "source": "person"}):
        with pytest.raises(RequestError, match="neither from that person"):
            told(troth, ann, **wrong)
    with pytest.raises(NotFound):
        told(troth, ann, 1)


def test_it_is_used_for_what_it_was_given_for_and_never_to_advertise(troth: House, bea: int) -> None:
    assert troth.gate.use(troth.caller, bea, ["beneficiary"], "succession").values == VALUES
    for purpose in ("newsletters", "own-offers", "fitting-pages"):
        with pytest.raises(Refused):
            troth.gate.use(troth.caller, bea, ["beneficiary-email"], purpose)


def test_each_sees_their_side_of_it_and_nobody_who_the_other_is(troth: House, ann: int, bea: int) -> None:
    theirs, givers = document(troth, bea), document(troth, ann)
    assert {item.value for item in theirs.items} == set(VALUES.values())
    assert {item.collected.source for item in theirs.items} == {"third-party"}
    assert "who told us of you" in {each.what for each in theirs.withheld}
    assert [each.category for each in givers.told_of_others] == ["beneficiary", "beneficiary-email"]
    written = dossier.written(givers).decode()
    assert not any(value in written for value in (*VALUES.values(), dossier.read(dossier.written(theirs)).person))
    assert givers.person not in dossier.written(theirs).decode()


def test_they_have_it_removed_and_the_givers_own_data_stay(troth: House, ann: int, bea: int) -> None:
    case = opened(troth, bea, "erase", Asked(data=("beneficiary",)))
    troth.set(NOW + 4 * DAY)
    troth.work.work()
    assert now(troth, case).state == "done"
    assert (troth.held(bea), troth.held(ann)) == ([], sorted(ANN))
    assert document(troth, ann).told_of_others == ()


def test_the_giver_takes_back_what_they_told_and_no_more(troth: House, ann: int, bea: int) -> None:
    with troth.database.read() as tx:
        (first, _) = told_by(tx, ann)
    case = opened(troth, ann, "remove", Asked(items=(first.item,)))
    troth.work.work()
    assert now(troth, case).state == "done"
    assert (troth.held(bea), troth.held(ann)) == (["beneficiary-email"], sorted(ANN))
    entry = troth.entries(bea)[-1]
    assert (entry.act, entry.details["by"], entry.details["items"]) == ("erase", "giver", 1)


def test_what_a_hold_of_the_other_keeps_is_said_without_the_reason(troth: House, ann: int, bea: int) -> None:
    with troth.database.write() as tx:
        troth.tell.hold(tx, troth.caller, bea, "dispute", ["third-person"], reference="HCA-1", reason="a claim")
        (first, _) = told_by(tx, ann)
    case = opened(troth, ann, "remove", Asked(items=(first.item,)))
    entries = len(troth.entries(bea))
    troth.work.work()
    assert now(troth, case).state == "denied"
    assert troth.held(bea) == sorted(VALUES)
    assert len(troth.entries(bea)) == entries
    with troth.database.read() as tx:
        notes = [step.note for step, _ in troth.cases.steps(tx, now(troth, case)) if step.note]
    assert notes
    assert "HCA-1" not in "".join(notes)


def test_a_giver_erased_at_the_same_moment_is_gone_all_the_same(troth: House, ann: int) -> None:
    """As when the erasure commits between the look at the giver and the end of the collection."""
    person = troth.someone()
    told(troth, person, ann)
    with troth.database.write() as tx:
        people.erase_person(tx, ann, at=troth.clock(), proof=Proof("a-staff", troth.clock()))
    troth.set(NOW + 30 * DAY)
    troth.lifetimes.sweep_all(troth.database)
    assert troth.held(person) == []


def test_nobody_takes_back_what_another_told(troth: House, bea: int) -> None:
    with troth.database.read() as tx:
        item = troth.vault.items(tx, bea)[0].id
    case = opened(troth, troth.member(values={"name": "Cy Pond"}), "remove", Asked(items=(item,)))
    troth.work.work()
    assert now(troth, case).state == "staff"
    assert troth.held(bea) == sorted(VALUES)


def test_once_the_givers_own_data_are_gone_its_clock_runs(troth: House, ann: int, bea: int) -> None:
    with troth.database.write() as tx:
        troth.tell.erase(tx, troth.caller, ann)
    for days, left in ((29, sorted(VALUES)), (30, [])):
        troth.set(NOW + days * DAY)
        troth.lifetimes.sweep_all(troth.database)
        assert troth.held(bea) == left
    assert troth.entries(bea)[-1].details["clauses"] == ["Q37-others"]
