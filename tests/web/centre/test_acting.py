"""Acting for others at the centre: who may, whose pages they see, and that it ends when the right does."""

from __future__ import annotations

from datetime import timedelta

from tests.web.centre.seat import House, Person, Seat
from troth.cases.acting import Actings
from troth.people import parse_person_ref


def organisation(house: House, contact: Person) -> str:
    troth = house.troth
    ref = troth.person("organisation")
    troth.collect(ref, {"name": "Amber Ltd"}, purpose="account-management")
    with troth.database.write() as tx:
        Actings(troth.ledger).contact(tx, troth.caller, parse_person_ref(ref), contact.id, at=troth.clock())
    return ref


def guards(house: House, guardian: Person, child: Person) -> int:
    troth = house.troth
    at = troth.clock()
    with troth.database.write() as tx:
        until = at + timedelta(days=365)
        return Actings(troth.ledger).guardian(tx, troth.caller, child.id, guardian.id, until=until, at=at)


def test_a_contact_acts_for_their_organisation(house: House, ann: Person, seat: Seat) -> None:
    ref = organisation(house, ann)
    page = seat.done("/me/as", person=ref)
    assert f"These are the data of {ref}, not yours" in page.text
    assert "Amber Ltd" in seat.values().text
    assert "Ann Amber" in Seat.values(seat_back(seat)).text
    acting = [entry.details for entry in house.entries(ann) if entry.act == "acting"]
    assert acting == [{"as": "contact", "actor": "privacy-centre"}]


def seat_back(seat: Seat) -> Seat:
    seat.press("/me/as")
    return seat


def test_nobody_acts_for_whom_they_may_not(house: House, seat: Seat) -> None:
    other = house.person()
    answers = [seat.press("/me/as", 404, person=ref) for ref in (other.ref, "p0000000000001")]
    assert answers[0].text == answers[1].text
    assert "Ann Amber" in seat.values().text


def test_a_guardian_asks_for_the_child(house: House, ann: Person, seat: Seat) -> None:
    child = house.person({"name": "Cleo Amber"})
    guards(house, ann, child)
    seat.press("/me/as", person=child.ref)
    seat.press("/me/ask/restrict", **{"for": "marketing", "what": "everything"})
    with house.troth.database.read() as tx:
        assert [case.kind for case in house.troth.cases.of(tx, child.id)] == ["restrict"]
        assert house.troth.cases.of(tx, ann.id) == []


def test_once_the_child_is_grown_the_guardian_is_out(house: House, ann: Person, seat: Seat) -> None:
    child, troth = house.person({"name": "Cleo Amber"}), house.troth
    guards(house, ann, child)
    seat.press("/me/as", person=child.ref)
    with troth.database.write() as tx:
        troth.tell.fact(tx, troth.caller, child.id, "adult", True)
    assert seat.post("/me/values", data={"from": "0"}).headers["location"] == "/me"
    assert "Your e-mail address" in seat.page("/me").text


def test_when_the_guardianship_ends_so_does_the_session(house: House, ann: Person, seat: Seat) -> None:
    child, troth = house.person({"name": "Cleo Amber"}), house.troth
    seq = guards(house, ann, child)
    seat.press("/me/as", person=child.ref)
    with troth.database.write() as tx:
        Actings(troth.ledger).end(tx, troth.caller, child.id, seq, at=troth.clock())
    assert "Your e-mail address" in seat.page("/me").text


def test_a_session_that_ended_so_is_opened_by_no_later_guardianship(house: House, ann: Person, seat: Seat) -> None:
    child, troth = house.person({"name": "Cleo Amber"}), house.troth
    seq = guards(house, ann, child)
    seat.press("/me/as", person=child.ref)
    with troth.database.write() as tx:
        Actings(troth.ledger).end(tx, troth.caller, child.id, seq, at=troth.clock())
    guards(house, ann, child)
    assert "Your e-mail address" in seat.page("/me").text


def test_the_signal_of_the_actors_browser_is_not_the_others(house: House, ann: Person, seat: Seat) -> None:
    ref = organisation(house, ann)
    seat.press("/me/as", person=ref)
    seat.get("/me", headers={"sec-gpc": "1"})
    with house.troth.database.read() as tx:
        assert [e.act for e in house.entries(ann)].count("choice") == 0
        theirs = house.troth.ledger.entries_of(tx, parse_person_ref(ref))
    assert "choice" not in [each.entry.act for each in theirs if each.entry]


def test_suspicion_signs_everybody_out_and_is_looked_into(house: House, ann: Person, seat: Seat) -> None:
    link = house.link(ann)
    with house.signed_in(ann) as other:
        answer = seat.press("/me/suspicion")
        assert answer.headers["location"] == "/me?out=suspicion"
        assert "Your e-mail address" in other.page("/me").text
    assert seat.post(link, data={"go": "1"}).status_code == 403
    assert "on every device" in seat.page("/me?out=suspicion").text
    with house.troth.database.read() as tx:
        case = house.troth.cases.of(tx, ann.id)[0]
        codes = [step.code for step, _ in house.troth.cases.steps(tx, case)]
    assert (case.kind, case.state, codes[-1]) == ("security-report", "staff", "urgent")
    assert "suspicion" in [entry.act for entry in house.entries(ann)]
