"""A report can be read and checked by somebody who has nothing of ours but the file and the public key."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.gate.house import NOW, House, small_policy
from tests.proof.small import stage
from troth.app.demo.clock import DemoClock
from troth.ledger import check_proof_file
from troth.proof import Proof, prove
from troth.proof.report import Dossier, as_html, as_pdf, assemble

AT = datetime(2014, 6, 1, tzinfo=UTC)
CLAUSES = (
    "may: use, data: order, for: delivery, when: [adult]",
    "must: {attest: {what: <b>fire</b> & flood, owner: the officer, every: 365d}}",
    "never: use, data: data",
)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """The report on a small policy with a status of each kind."""
    folder = tmp_path_factory.mktemp("report")
    with House.create(folder / "store", [small_policy(folder, *CLAUSES)], clock=DemoClock(NOW)) as troth:
        assert isinstance(troth, House)
        policy = troth.engine.policies[0]
        proof = prove(stage(troth), policy, policy.versions[-1])
        return assemble(troth.database, troth.ledger, policy.versions[-1], proof, AT, "a store")


def _files(html: str) -> dict[str, bytes]:
    """What the page offers to save."""
    links = re.findall(r'<a download="([^"]+)" href="data:application/octet-stream;base64,([^"]*)">', html)
    return {name: base64.b64decode(content) for name, content in links}


def _verified_by_hand(files: dict[str, bytes]) -> None:
    """The steps that the report tells, with SHA-256 and Ed25519 alone."""
    head, note = files["proof.tlog-proof"].decode().split("\n\n", 1)
    _, extra, index, *path = head.split("\n")
    shown = json.loads(base64.b64decode(extra.removeprefix("extra ")))
    entry = json.loads(shown["entry"])
    assert entry["details"]["results"] == hashlib.sha256(files["results.json"]).hexdigest()
    commitment = hashlib.sha256(base64.b64decode(shown["salt"]) + shown["entry"].encode()).digest()
    node = hashlib.sha256(b"\0" + bytes.fromhex(entry["id"]) + commitment).digest()
    place, last = int(index.removeprefix("index ")), int(note.split("\n")[1]) - 1
    for each in map(base64.b64decode, path):  # RFC 9162, 2.1.3.2
        if place % 2 or place == last:
            node = hashlib.sha256(b"\1" + each + node).digest()
            while place and not place % 2:
                place, last = place >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\1" + node + each).digest()
        place, last = place >> 1, last >> 1
    text, signature = note.split("\n\n")
    assert base64.b64decode(text.split("\n")[2]) == node
    key = base64.b64decode(files["key.txt"].decode().strip().split("+", 2)[2])
    sign = base64.b64decode(signature.split()[-1])
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(sign[4:], f"{text}\n".encode())


def test_the_page_can_be_checked_by_hand(dossier: Dossier) -> None:
    files = _files(as_html(dossier))
    assert set(files) == {"results.json", "checkpoint.txt", "proof.tlog-proof", "key.txt"}
    _verified_by_hand(files)
    assert files["checkpoint.txt"].decode() in files["proof.tlog-proof"].decode()
    shown = check_proof_file(files["proof.tlog-proof"].decode(), files["key.txt"].decode().strip())
    assert shown.entry is not None
    assert shown.entry.details["found"] == dict(dossier.proof.summary)


def test_the_results_are_those_of_the_run(dossier: Dossier) -> None:
    told = json.loads(_files(as_html(dossier))["results.json"])
    assert [clause["status"] for clause in told["clauses"]] == [proven.status for proven in dossier.proof.clauses]
    (drill, *_) = dossier.proof.clauses[2].drills
    assert told["clauses"][2]["drills"][0]["entries"] == list(drill.entries)


def test_the_page_is_well_formed_and_loads_and_runs_nothing(dossier: Dossier) -> None:
    html = as_html(dossier)
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert page.findall(".//script") == []
    assert "<b>fire" not in html
    sources = [e.get("src") or e.get("href") for e in page.iter() if e.get("src") or e.get("href")]
    assert all(str(source).startswith(("#", "data:")) for source in sources)
    assert not re.search(r"url\(|@import", html)


def test_the_paper_brings_the_same_files_and_the_words(dossier: Dossier) -> None:
    read = pypdf.PdfReader(io.BytesIO(as_pdf(dossier)))
    assert {name: content[0] for name, content in read.attachments.items()} == _files(as_html(dossier))
    text = " ".join(page.extract_text() for page in read.pages)
    assert "Are the promises kept?" in text
    assert "<b>fire</b> & flood" in text
    assert dossier.digest in text
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged: it can be read aloud


def test_a_sign_that_no_font_has_keeps_no_report_from_being_set(dossier: Dossier) -> None:
    read = pypdf.PdfReader(io.BytesIO(as_pdf(replace(dossier, where="a store of \U000f0000"))))
    words = " ".join(page.extract_text() for page in read.pages)
    assert "a store of □" in words
    assert "Signs that no font here has are drawn as □." in words
    assert {name: bytes(content[0]) for name, content in read.attachments.items()} == dict(dossier.files)


def test_a_run_that_is_sealed_is_not_sealed_again(tmp_path: Path) -> None:
    with House.create(tmp_path / "store", [small_policy(tmp_path, CLAUSES[0])], clock=DemoClock(NOW)) as troth:
        assert isinstance(troth, House)
        version, proof = troth.engine.policies[0].versions[-1], Proof("small", "1", ())
        first = assemble(troth.database, troth.ledger, version, proof, AT, "a store")
        assert assemble(troth.database, troth.ledger, version, proof, AT, "a store").entry == first.entry
        assert [entry.act for entry in troth.entries(None)] == ["proof"]
