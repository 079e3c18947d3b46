"""Where sentences end, by hand: each case is a text and the sentences a person sees in it."""

from __future__ import annotations

import pytest

from troth.language.text import Text

CASES = [
    ("We keep little. We sell nothing.", ["We keep little.", "We sell nothing."]),
    ("Do we sell data? No! We never will.", ["Do we sell data?", "No!", "We never will."]),
    ("We use logs, e.g. Access logs, i.e. lists.", ["We use logs, e.g. Access logs, i.e. lists."]),
    ("Names, ages, etc. are kept. So are pets, etc. We ask.", [
        "Names, ages, etc. are kept.", "So are pets, etc.", "We ask."
    ]),
    ("Harbour Kiosk Ltd. Delivery Desk answers.", ["Harbour Kiosk Ltd. Delivery Desk answers."]),
    ("It is run by Kiosk Inc. We answer.", ["It is run by Kiosk Inc.", "We answer."]),
    ("Kiosk Co., Ltd. and Tram Corp. share it.", ["Kiosk Co., Ltd. and Tram Corp. share it."]),
    ("See No. 7 of it. The answer is no. Ask on.", ["See No. 7 of it.", "The answer is no.", "Ask on."]),
    ("Art. 17 and Sec. IV apply. So does s. 35.", ["Art. 17 and Sec. IV apply.", "So does s. 35."]),
    ("Data stay in the U.S. for now. In the U.K. we ask.", ["Data stay in the U.S. for now.", "In the U.K. we ask."]),
    ("They leave the U.S. We tell you.", ["They leave the U.S.", "We tell you."]),
    ("Ask Dr. Wong or J. K. Lam. They help.", ["Ask Dr. Wong or J. K. Lam.", "They help."]),
    ("Call by 5 p.m. on Friday. Or at 9 a.m. We wait.", ["Call by 5 p.m. on Friday.", "Or at 9 a.m.", "We wait."]),
    ("TLS 1.2 or 1.3 is used. It costs 0.5 s.", ["TLS 1.2 or 1.3 is used.", "It costs 0.5 s."]),
    ("Kept for 30 days. 12 backups remain.", ["Kept for 30 days.", "12 backups remain."]),
    ("See section 3. We mean it.", ["See section 3.", "We mean it."]),
    ("See www.kiosk.example. Or kiosk.example/a.b?c=d.e now.", [
        "See www.kiosk.example.", "Or kiosk.example/a.b?c=d.e now."
    ]),
    ("Write to desk@kiosk.example. We reply.", ["Write to desk@kiosk.example.", "We reply."]),
    ("Click here . We log it.", ["Click here .", "We log it."]),
    ("We share it.You can object.", ["We share it.", "You can object."]),
    ("Updated in 2013.The old one stands.", ["Updated in 2013.", "The old one stands."]),
    ("Kiosk.Com and Node.Js stay whole.", ["Kiosk.Com and Node.Js stay whole."]),
    ("This is “personal data.” We keep it.", ["This is “personal data.”", "We keep it."]),
    ('They asked "why?" and left. (We know why.) It ends.', [
        'They asked "why?" and left.', "(We know why.)", "It ends."
    ]),
    ("We ask… and wait… Then we act.", ["We ask… and wait…", "Then we act."]),
    ("we keep names. we also keep ages.", ["we keep names.", "we also keep ages."]),
    ("We keep: names; ages; and towns.", ["We keep: names; ages; and towns."]),
    ("我们收集姓名。您可以拒绝！可以吗？可以。", ["我们收集姓名。", "您可以拒绝！", "可以吗？", "可以。"]),
    ("हम नाम रखते हैं। आप मना कर सकते हैं।", ["हम नाम रखते हैं।", "आप मना कर सकते हैं।"]),
    ("Wir löschen es. Ändern geht auch.", ["Wir löschen es.", "Ändern geht auch."]),
    ("« Gardez-vous tout ? » Non. « Rien. » Voilà.", ["« Gardez-vous tout ? »", "Non.", "« Rien. »", "Voilà."]),
    ("Good news! 🍪 No cookies. •", ["Good news!", "🍪 No cookies. •"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CASES, ids=[source for source, _ in CASES])
def test_a_line_is_split_as_a_person_would(source: str, expected: list[str]) -> None:
    assert [s.text for s in Text.read(source.encode(), "policy.txt").sentences] == expected
