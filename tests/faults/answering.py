"""Faults of what people ask for: not done, done for anybody, late, without a reason."""

from __future__ import annotations

from tests.faults.fault import GYMNASIUM, fault

CASES, STANDING, CLOCK, WORK = "cases/cases.py", "cases/standing.py", "cases/clock.py", "cases/work.py"
ERASE, CORRECT, RESTRICT = "cases/erase.py", "cases/correct.py", "cases/restrict.py"

FAULTS = (
    fault(
        "who asks need not be known",
        "Q35 Q36 Q38",
        STANDING,
        'if case.level < NEEDED[case.kind]:\n        return {"state": "unverified", "since": at}',
        "if False:\n        return {}",
    ),
    fault(
        "what was asked for waits for staff for ever",
        "Q35 Q36 Q38",
        STANDING,
        "if case.kind not in BY_ITSELF:",
        "if case.kind in BY_ITSELF:",
    ),
    fault(
        "what was taken back is done all the same",
        "Q36 Q38",
        STANDING,
        '"cancelled": "cancelled"}',
        '"cancelled": "open"}',
    ),
    fault(
        "an erasure can be taken back for ever",
        "Q35 Q36 Q38",
        STANDING,
        '{"state": "undo", "since": at + undo}',
        '{"state": "undo", "since": at + 365 * undo}',
    ),
    fault(
        "a case has a year more",
        "Q35 Q36 Q38 Q04",
        CLOCK,
        "return Due(received + (within.length if within is not None else COURTESY), clause.id)",
        "return Due(received + timedelta(days=365), clause.id)",
        CLOCK,
        'first = min([*promised, *legal], key=lambda each: each.at, default=Due(received + COURTESY, "courtesy"))',
        'first = max([*promised, *legal], key=lambda each: each.at, default=Due(received + COURTESY, "courtesy"))',
    ),
    fault(
        "late is never noticed",
        "Q36 Q38 Q04",
        CLOCK,
        "for at in (*(due_at - before for before in REMINDERS), due_at) if at > after)",
        "for at in (due_at - before for before in REMINDERS) if at > after)",
    ),
    fault(
        "nobody is told that it is late",
        "Q36 Q38 Q04",
        CASES,
        'self.letter(tx, done, "case-late")',
        "pass",
    ),
    fault("a refusal needs no reason", "Q36 Q09", CASES, "        _word(code, DENIALS)\n", ""),
    fault(
        "a complaint is closed without a word",
        "Q04",
        CASES,
        "if not words.strip():",
        "if False:",
    ),
    fault(
        "an answer to a complaint is not sent",
        "Q04",
        CASES,
        'done = self._step(tx, caller, found, "done", words=words)\n        self.letter(tx, done, "case-done")',
        'done = self._step(tx, caller, found, "done", words=words)',
    ),
    fault(
        "a report of a hole waits for nobody",
        "holes",
        STANDING,
        "if case.kind not in BY_ITSELF:",
        'if case.kind not in BY_ITSELF | {"security-report"}:',
        policy=GYMNASIUM,
    ),
    fault(
        "nobody who received data is told that they are called back",
        "called-back",
        "cases/recall.py",
        "    store.insert_notices(tx, made_now)\n",
        "",
        policy=GYMNASIUM,
    ),
    fault(
        "an address whose holder said no is taken again",
        "leads",
        "gate/suppressing/suppressing.py",
        "if not places or not store.there(tx, places, _realm(tx, ready.what.person)):",
        "if True:",
        policy=GYMNASIUM,
    ),
    fault("where a complaint goes on to is not said", "Q04", CASES, 'duty.params["escalate-to"]) for', '"") for'),
    fault(
        "erasing deletes nothing",
        "Q35 Q36 Q38",
        ERASE,
        "    found = parts.tell.erase(tx, CLERK, case.person)  # 3, 4",
        "    found = __import__('troth.lifetimes').lifetimes.Certificate(case.person, parts.clock(), {}, {})",
    ),
    fault(
        "what is taken down stays",
        "Q36 Q09 Q11-remove Q34-remove",
        ERASE,
        "    parts.vault.delete_items(tx, case.person, going)  # 3\n",
        "",
    ),
    fault(
        "more is taken down than was named",
        "Q36 Q09 Q11-remove Q34-remove",
        ERASE,
        "lambda life: life.item.id in ids)",
        "lambda life: True)",
    ),
    fault(
        "a correction puts the old value back",
        "Q35 Q36",
        CORRECT,
        "new = new_of(version, item.category, value)",
        "value = before\n    new = new_of(version, item.category, value)",
    ),
    fault(
        "an objection stops nothing",
        "Q36 Q38",
        RESTRICT,
        "    event = parts.tell.restrict(tx, CLERK, case.person, data=data, purposes=purposes, via=case.via)",
        "    event = 0",
    ),
    fault(
        "what one asks to see holds no values",
        "Q35 Q36",
        WORK,
        '"access": access,',
        '"access": lambda *_: Result("done"),',
        WORK,
        '"port": port,',
        '"port": lambda *_: Result("done"),',
    ),
)
