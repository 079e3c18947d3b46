"""Faults of the gate: a step left out, or done to the wrong thing."""

from __future__ import annotations

from tests.faults.fault import GYMNASIUM, fault

DOOR, GATHERING, INTAKE, ENTRIES = "gate/door.py", "gate/gathering.py", "gate/intake.py", "gate/entries.py"

FAULTS = (
    fault(
        "a refusal is not heeded",
        "Q15 Q24 Q13",
        DOOR,
        "        if answer.permitted:\n            return None",
        "        if True:\n            return None",
    ),
    fault(
        "what the engine refuses is done all the same",
        "Q15 Q24 Q13",
        DOOR,
        "refusal = self._refusal(answer) or register.beyond(",
        "refusal = register.beyond(",
    ),
    fault(
        "what the engine refuses is collected all the same",
        "Q06 Q13 Q29",
        DOOR,
        "refusal = self._refusal(answer) or intake.beyond(",
        "refusal = intake.beyond(",
    ),
    fault(
        "a refusal of an act is passed over",
        "Q15 Q24 Q13",
        DOOR,
        "        if refusal is not None:\n            return self._refused(tx, caller, entries.of_act",
        "        if False:\n            return self._refused(tx, caller, entries.of_act",
    ),
    fault(
        "a refusal of an intake is passed over",
        "Q06 Q13 Q29",
        DOOR,
        "if refusal is not None or version is None:",
        "if version is None:",
    ),
    fault(
        "the gate does not ask the register",
        "Q19-figures Q19-letters",
        DOOR,
        "register.beyond(act, found, version) or ",
        "",
    ),
    fault(
        "the register is not looked at",
        "Q19-figures Q19-letters",
        "gate/register.py",
        "if recipient is None or version is None:",
        "if True:",
    ),
    fault(
        "the register's purposes are not looked at",
        "Q19-figures Q19-letters",
        "gate/register.py",
        "if not any(terms.purposes.covers(purpose, act.purpose) for purpose in recipient.purposes):",
        "if False:",
    ),
    fault(
        "the register's data are not looked at",
        "Q19-figures Q19-letters",
        "gate/register.py",
        "if more else None",
        "if False else None",
    ),
    fault("more is taken than the notice asks for", "Q05 Q06", INTAKE, "if not listed or not more:", "if True:"),
    fault(
        "an intake is held against nothing but the clauses",
        "Q05 Q06",
        DOOR,
        "self._refusal(answer) or intake.beyond(ready, version)  # 6",
        "self._refusal(answer)  # 6",
    ),
    fault(
        "an intake is not held against its notice",
        "Q05 Q06",
        INTAKE,
        "return _beyond_notice(ready, version)",
        "return None",
    ),
    fault(
        "a datum too coarse to be judged is taken",
        "coarse",
        INTAKE,
        "if hidden := coarse_terms(version).get(term):",
        "if hidden := ():",
        policy=GYMNASIUM,
    ),
    fault(
        "a refusal leaves no entry",
        "Q15 Q24",
        DOOR,
        "entry = self._append(tx, entries.refused(caller, details, answer, refusal, at), key)",
        'entry = "0" * 16',
    ),
    fault(
        "a permit leaves no entry",
        "Q15 Q14",
        DOOR,
        "entry = self._append(tx, permit, found.key)",
        'entry = "0" * 16',
    ),
    fault(
        "an entry names another act",
        "Q22 Q25-link",
        DOOR,
        "entries.permitted(act.action.value,",
        'entries.permitted("use",',
    ),
    fault(
        "a refusal is entered as done",
        "Q15 Q24",
        ENTRIES,
        'return _entry("refuse", details',
        'return _entry(str(details["action"]), details',
    ),
    fault("an entry names no clause", "Q15 Q14", ENTRIES, '"clauses": list(answer.clauses)', '"clauses": []'),
    fault(
        "a disclosure is not entered in the account",
        "Q19-figures Q22",
        DOOR,
        "        record_disclosures(tx, [disclosure])\n",
        "",
    ),
    fault(
        "a ground that is good once is never used up",
        "Q22 Q39-books",
        DOOR,
        "return use_ground(tx, found.ground.ground, at=at)",
        "return True",
    ),
    fault(
        "a group is expanded into all that is held",
        "Q15 Q14",
        GATHERING,
        "wanted = covered(version, act)",
        "wanted, met = None, None",
    ),
    fault(
        "other people's items come out too",
        "Q15 Q14",
        "gate/store.py",
        "outerjoin(item, and_(item.c.person == people.c.id, wanted))",
        "outerjoin(item, wanted)",
    ),
    fault(
        "values come out although it was refused",
        "Q15 Q24",
        DOOR,
        "return self._refused(tx, caller, entries.of_act(act, found), answer, refusal, at, found.key)  # 7",
        "gone = self._refused(tx, caller, entries.of_act(act, found), answer, refusal, at, found.key)\n"
        "            return replace(gone, held=tuple(map(_held, found.items)))",
    ),
    fault(
        "what is collected is kept under another version",
        "Q05 Q06",
        INTAKE,
        "        version=version.version,\n",
        '        version="2012-12",\n',
    ),
    fault(
        "what is collected is kept under another name",
        "Q05 Q06",
        INTAKE,
        "return New(term, value,",
        'return New("name", value,',
    ),
    fault(
        "what is collected is kept with another source",
        "Q10 Q25",
        INTAKE,
        "        source=what.source,\n",
        '        source="person",\n',
    ),
    fault(
        "what is permitted is not done", "Q15 Q14", DOOR, "held = tuple(map(_held, found.items))  # 9", "held = ()  # 9"
    ),
    fault("of a link one side alone is judged", "Q25-link", DOOR, "answers += [", "answers += [] and ["),
    fault(
        "the time of the act is not looked at",
        "Q15",
        DOOR,
        "return act, engine.version_at(act.property, at), at",
        "return act, engine.version_at(act.property, at), at.replace(year=2010)",
    ),
    fault(
        "the caller's roles are not passed on",
        "Q07-desk Q22-fraud",
        GATHERING,
        "roles=tuple(sorted(caller.roles)),",
        "roles=(),",
    ),
    fault(
        "the recipient's agreement is not passed on",
        "Q19-figures Q20",
        GATHERING,
        "recipient=recipient.facts() if recipient else None,",
        "recipient=None,",
    ),
    fault(
        "what comes out is not passed on", "Q06-visitors Q18-report", GATHERING, "output=act.output,", "output=None,"
    ),
)
