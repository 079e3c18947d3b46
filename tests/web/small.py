"""A small policy in two versions, with every kind of sentence and a good deal amiss."""

from __future__ import annotations

from pathlib import Path

TEXT = """# Small & <b>bold</b>

We keep your name to run your account. We never sell anything about you. Write to us within 30 days & wait.

#### How far this goes

Nobody keeps this sentence. It says "quoted <things>" too.

- We may write to you, if you like.
- This is only said.
"""

CLAUSES = """
policy: small
version: "1"
effective: 2014-01-01
text: policy.md
properties: [small.example]
terms:
  purposes:
    letters: {is: direct-marketing, topic: letters}
clauses:
  - {id: keep, at: "We keep your name … account.", may: [collect, use], data: name, for: account-management}
  - {id: unsold, at: "We never sell … about you.", never: disclose, data: data, unless: [explicit-consent]}
  - {id: gone, at: "We never sell … about you.", must: {erase: {data: [name], when: account-closed, after: 30d}}}
  - {id: asked, at: "We may write … if you like.", may: use, data: name, for: letters, when: [{choice: letters}, adult]}
  - {id: said, at: "This is only said.", says: about}
  - {id: told-nobody, may: use, data: name, for: statistics, when: [{ground: audit}]}
  - {id: letters, at: "We may write … if you like.", must: {offer-choice: {topic: letters, default: no, stop: [link]}}}
"""


def write_small(folder: Path) -> Path:
    """The policy's folder: version 1 in force, version 2 to come."""
    for version, effective in (("1", "2014-01-01"), ("2", "2030-01-01")):
        own = folder / version
        own.mkdir(parents=True)
        clauses = CLAUSES.replace('version: "1"', f'version: "{version}"').replace("2014-01-01", effective)
        later = "" if version == "1" else 'supersedes: "1"\n'
        (own / "policy.yaml").write_text(later + clauses, encoding="utf-8")
        (own / "policy.md").write_text(TEXT, encoding="utf-8")
    return folder
