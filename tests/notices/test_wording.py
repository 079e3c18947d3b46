"""What a notice says: the way to the privacy centre, and the same words to everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cli.commands import troth as command
from tests.notices.coming import House, Pile
from tests.web.small import write_small
from troth.errors import Conflict
from troth.language import load_policies
from troth.notices import words_of

PLACE, OTHER = "https://privacy.lantern.example/", "https://data.lantern.example/"


def kept(coming: House) -> set[str]:
    """The digests that stand in the store."""
    with coming.troth.database.read() as tx:
        return set(tx.execute(text("SELECT words FROM notice_message")).scalars())


def test_the_notice_links_to_the_choice_in_both_languages(coming: House) -> None:
    coming.member(1)
    pile = Pile()
    coming.sends(pile, PLACE)
    (words,) = [message.words for message in pile.messages]
    assert "\n  https://privacy.lantern.example/me#changes\n" in words.body
    assert "To say yes or no in our privacy centre" in words.body
    assert "私隱中心表示同意或拒絕" in words.body
    assert kept(coming) == {words.digest}


def test_without_an_address_there_is_no_link(coming: House) -> None:
    coming.member(1)
    pile = Pile()
    coming.sends(pile)
    assert "me#changes" not in pile.messages[0].words.body
    assert "privacy@lantern.example" in pile.messages[0].words.body


def test_where_there_is_nothing_to_choose_the_link_does_not_say_so(tmp_path: Path) -> None:
    (policy,) = load_policies([write_small(tmp_path / "policy")])
    old, new = policy.versions
    body = words_of(old, new, PLACE).body
    assert "side by side in our privacy centre:\n" in body
    assert "yes or no" not in body
    assert "同意" not in body


@pytest.mark.parametrize("began", [None, PLACE])
def test_it_ends_in_the_words_that_it_began_with(coming: House, began: str | None) -> None:
    coming.member(1)
    pile = Pile()
    coming.sends(pile, began)
    coming.member(2)
    coming.sends(pile, PLACE)
    assert [message.address for message in pile.messages] == ["ann1@mail.example", "ann2@mail.example"]
    assert {message.words.digest for message in pile.messages} == kept(coming)
    assert len(kept(coming)) == 1


@pytest.mark.parametrize("now", [None, OTHER])
def test_words_that_cannot_be_said_again_are_not_replaced_by_others(coming: House, now: str | None) -> None:
    coming.member(1)
    coming.sends(Pile(), PLACE)
    coming.member(2)
    pile = Pile()
    with pytest.raises(Conflict, match="in other words"):
        coming.sends(pile, now)
    assert pile.messages == []
    assert coming.sends(pile, PLACE) == 1


def test_the_command_says_the_address_of_the_settings(coming: House, tmp_path: Path) -> None:
    if coming.settings:
        return  # the command opens the store of the folder's own settings
    coming.member(1)
    store, show = tmp_path / "store", ("--version", "2014-01", "--dry-run")
    assert "me#changes" not in command("notify", store, *show).out
    with (store / "troth.toml").open("a", encoding="utf-8") as file:
        file.write('address = "https://privacy.lantern.example"\n')
    assert "  https://privacy.lantern.example/me#changes\n" in command("notify", store, *show).out
    coming.sends(Pile())
    assert "me#changes" not in command("notify", store, *show).out
