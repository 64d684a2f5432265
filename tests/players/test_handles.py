from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from newsroom.players import handles
from newsroom.players.models import Player
from newsroom.players.services import player_of


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Ａｄｍｉｎ",
        "аdmin",
        "4dm1n",
        "ad-min",
        "AdmіnHelp",
        "rnoderator",
        "the.newsroom",
        "Éditor",
        "st4ff",
    ],
)
def test_it_never_passes_for_the_house(name: str, db: None) -> None:
    with pytest.raises(ValidationError):
        handles.clean_handle(name)


@pytest.mark.parametrize("name", ["ab", "x" * 25, "two words", "-edge", "a--b", "<b>", "a/b", "", "😀😀😀"])
def test_it_refuses_what_is_no_handle(name: str, db: None) -> None:
    with pytest.raises(ValidationError, match="3 to 24"):
        handles.clean_handle(name)


@pytest.mark.parametrize("name", ["rae", "candid-heron-418", "Zoë_9", "Ольга", "a.b.c"])
def test_it_lets_people_be_called_what_they_like(name: str, db: None) -> None:
    assert handles.clean_handle(name) == name


def test_it_refuses_what_looks_like_an_editor(db: None) -> None:
    User.objects.create_user("margo", is_staff=True)
    with pytest.raises(ValidationError):
        handles.clean_handle("Маrgо")


def test_an_editor_may_be_called_by_their_own_name(db: None) -> None:
    player = player_of(User.objects.create_user("margo", is_staff=True))
    handles.change_handle(player, "margo")
    assert player.handle == "margo"


def test_lookalikes_collide(db: None) -> None:
    one = player_of(User.objects.create_user("one"))
    two = player_of(User.objects.create_user("two"))
    handles.change_handle(one, "Lilly")
    for name in ("lilly", "1i1ly", "LILLY", "li-lly"):
        with pytest.raises(ValidationError, match="taken"):
            handles.change_handle(two, name)
    handles.change_handle(one, "LILLY")  # one's own may change its case


def test_every_generated_handle_may_be_had(db: None) -> None:
    for adjective in handles.ADJECTIVES:
        for noun in handles.NOUNS:
            name = f"{adjective}-{noun}-418"
            assert len(name) <= handles.LONGEST
            assert not handles.passes_for_staff(handles.fold(name), Player()), name


def test_accounts_get_a_handle_of_their_own(db: None) -> None:
    players = [player_of(User.objects.create_user(f"u{n}")) for n in range(30)]
    assert len({player.handle_key for player in players}) == 30


def test_the_database_has_the_last_word(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(["calm-otter-100", "calm-otter-100", "wise-otter-200"])
    monkeypatch.setattr(handles, "suggest", lambda: next(names))
    assert player_of(User.objects.create_user("one")).handle == "calm-otter-100"
    assert player_of(User.objects.create_user("two")).handle == "wise-otter-200"
