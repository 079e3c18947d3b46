"""Faults of what is shown: who may see it, who looks, and what is taken down."""

from __future__ import annotations

from tests.faults.fault import GYMNASIUM, fault

SAID, SEEING = "people/visibility.py", "gate/seeing.py"
DOOR, VIEWING, PUBLISHING = "gate/door.py", "gate/viewing.py", "gate/publishing.py"
STORE = "gate/publications/store.py"

FAULTS = (
    fault(
        "the oldest word on who may see it counts",
        "Q11-audience Q11-post",
        SAID,
        "newest = max(moment for moment, _ in until_now)",
        "newest = min(moment for moment, _ in until_now)",
    ),
    fault(
        "what is set for an item alone is not looked at",
        "Q11-audience Q11-post",
        SAID,
        "own = said.get(of_item(item))",
        "own = None",
    ),
    fault(
        "what is set for a wider term goes before what is set for a nearer",
        "Q11-audience",
        SAID,
        "tree.covers(term, other) for other in over",
        "tree.covers(other, term) for other in over",
    ),
    fault(
        "what the person set is not looked at",
        "Q11-audience Q11-post",
        SEEING,
        "said = set_for(self.said, item.category, item.id, self.version.terms.data)",
        "said = None",
    ),
    fault(
        "everybody sees it by default",
        "set-contacts",
        SEEING,
        'found.append(params.get("default") or "private")',
        'found.append("public")',
        policy=GYMNASIUM,
    ),
    fault(
        "who was a contact is one for ever",
        "Q11-audience",
        SAID,
        'for other, event in newest.items() if event.value == "named"',
        "for other in newest",
    ),
    fault(
        "everybody is a contact",
        "Q11-audience",
        VIEWING,
        "(there and viewer in people.contacts_of(tx, each.person, at))",
        "there",
    ),
    fault(
        "who may not see it learns that it is there",
        "Q11-audience",
        VIEWING,
        "    if found is None:\n        raise nothing()\n    with gate.database.write() as tx:\n",
        "    if found is None:\n        with gate.database.read() as tx:\n            if standing_of_item(tx, item):\n"
        '                raise NotFound("it is not for you")\n'
        "        raise nothing()\n    with gate.database.write() as tx:\n",
    ),
    fault(
        "with one item all of its kind are published",
        "Q11-audience",
        "gate/gathering.py",
        " and act.item in (None, item.id)",
        "",
    ),
    fault(
        "what is published is not noted",
        "Q11-audience Q34-withdraw",
        DOOR,
        "            publishing.record(tx, caller, act, found, version, entry, at)\n",
        "            pass\n",
    ),
    fault(
        "what fewer may see stays on the list",
        "Q11-audience Q34-withdraw",
        PUBLISHING,
        "            if why is not None:\n                self._take_down(",
        "            if False:\n                self._take_down(",
    ),
    fault(
        "what was taken down is shown still",
        "Q11-audience",
        STORE,
        "return _read(tx, _STANDING.where(publication.c.item == item))",
        "return _read(tx, _EACH.where(publication.c.item == item))",
    ),
    fault(
        "taking down ends nothing",
        "Q34-withdraw",
        PUBLISHING,
        "        publications.end(tx, shown, at=self._clock(), why=why, by=caller.id)\n",
        "",
    ),
    fault(
        "only what everybody sees is taken down",
        "Q34-withdraw",
        PUBLISHING,
        "        if shown:\n            self._take_down(tx, caller, shown, TAKEN_DOWN)",
        '        shown = [each for each in shown if each.audience == "public"]\n'
        "        if shown:\n            self._take_down(tx, caller, shown, TAKEN_DOWN)",
    ),
    fault(
        "what the person took down can be put up again",
        "Q34-withdraw",
        DOOR,
        "        refusal = refusal or seeing.unseen(act, found.items, found.sight)\n",
        "",
    ),
    fault(
        "it is not looked at what the person set for the item alone",
        "Q34-withdraw",
        SEEING,
        "    if not hidden(act, items, sight):",
        "    if True:",
    ),
    fault(
        "an item that its person hides stays on the list",
        "Q34-withdraw",
        VIEWING,
        "return NotShown.code if seeing.hidden(act, found.items, found.sight) else None",
        "return None",
    ),
    fault(
        "a consent that was withdrawn leaves up what it let be published",
        "Q34-withdraw",
        "gate/telling.py",
        'return self._narrowed(tx, caller, "withdrawal",',
        'return self._entry(tx, caller, "withdrawal",',
    ),
)
