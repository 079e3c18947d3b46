"""Which words may be recorded: those that some version of a policy knows."""

from __future__ import annotations

import pytest

from tests.engine.build import USE, policy
from troth.errors import RequestError
from troth.gate.words import known_terms, known_version
from troth.language import from_documents

MAY = {"may": "use", **USE}
OWN = {"data": {"club-number": {"is": "identity"}}}
VERSIONS = from_documents([policy(MAY), policy(MAY, version="2", effective="2014-02-01", supersedes="1", terms=OWN)])[
    0
].versions


def test_a_term_that_one_version_knows_is_known() -> None:
    known_terms(VERSIONS, data=["club-number", "email"], purposes=["delivery"], recipients=["courier"])
    with pytest.raises(RequestError, match="data: no policy knows such a term") as error:
        known_terms(VERSIONS, data=["email", "club-numbre"])
    assert error.value.help == "known: club-number"


def test_a_version_is_known_in_its_own_policy_alone() -> None:
    known_version(VERSIONS, "lantern", "2")
    for name, number in (("lantern", "3"), ("another", "2")):
        with pytest.raises(RequestError):
            known_version(VERSIONS, name, number)


def test_where_nothing_is_near_some_of_what_is_known_is_named_and_where_nothing_is_known_nothing() -> None:
    with pytest.raises(RequestError) as error:
        known_terms(VERSIONS, data=["xyzzy"])
    assert len(error.value.help.split(", ")) == 12
    with pytest.raises(RequestError) as error:
        known_terms([], data=["email"])
    assert error.value.help == "see the list of terms and policies"
