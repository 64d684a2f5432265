"""The end of a play: what decided it, what it did to cred, and what a moderator has taken out of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from debate.arena import services
from debate.arena.stage import stage_of
from debate.models import Persona, Play, Round, Speech, Verdict
from debate.referee.scoring import Outcome
from newsroom.players import achievements
from newsroom.players.models import CredEntry, Player
from stories.models import Story
from tests.debate.playing import drain

pytestmark = pytest.mark.django_db


def marked(marks: dict[str, int]) -> dict[str, object]:
    weights = {"evidence": 40, "logic": 30, "detail": 20, "style": 10}
    return {
        "marks": {name: str(mark) for name, mark in marks.items()},
        "overall": f"{sum(weights[name] * mark for name, mark in marks.items())}/100",
        "reasons": {name: f"{name} was heard." for name in marks},
        "excerpts": {name: f"A sentence for {name} [1]." for name in marks},
    }


def decide(play: Play, number: int, pro: dict[str, int], con: dict[str, int], outcome: str) -> None:
    verdict = Verdict.objects.get(round__debate=play.debate, round__number=number)
    verdict.record = {"round": number, "outcome": outcome, "pro": marked(pro), "con": marked(con)}
    verdict.save()


EVEN = {"evidence": 6, "logic": 6, "detail": 6, "style": 6}


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona], rae: Client) -> Play:
    """Rae's play, called for PRO twice. Round 1 even; round 2 won by PRO, most of it in logic."""
    choice = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
    rae.post(f"/stories/{flagship.slug}/arena/", choice)
    made = Play.objects.get()
    drain(made.debate)
    decide(made, 1, EVEN, EVEN, "draw")
    services.predict(made, number=1, side="pro", confidence=70)
    services.choose_question(made, number=1)
    drain(made.debate)
    # evidence: 40 × 1 = 40 points of a hundred; logic: 30 × 3 = 90; detail: 20 × 4 = 80, but for CON
    decide(made, 2, EVEN | {"evidence": 7, "logic": 9}, EVEN | {"detail": 10}, "pro")
    Round.objects.filter(number=2).update(house_line=0.5)
    services.predict(made, number=2, side="pro", confidence=85)
    return Play.objects.get()


def test_what_decided_it_is_the_weightiest_gap_of_the_winner(play: Play, rae: Client) -> None:
    result = stage_of(play).result
    assert result is not None
    assert result.final.outcome is Outcome.SPLIT  # 6.65 to 6.4 over both rounds
    assert result.exchange is None
    decide(play, 1, EVEN | {"style": 10, "detail": 7}, EVEN, "pro")
    result = stage_of(play).result
    assert result is not None
    assert result.final.outcome is Outcome.PRO
    assert result.exchange is not None
    assert (result.exchange.name, result.exchange.number) == ("logic", 2)
    page = rae.get(play.get_absolute_url()).content.decode()
    assert "What decided it: logic in round two" in page


def test_cred_and_calls_are_added_up(play: Play, rae: Client) -> None:
    result = stage_of(play).result
    assert result is not None
    assert (result.right, result.decided) == (1, 1)
    assert (result.right_ever, result.decided_ever) == (1, 1)
    assert result.cred_change == "+22.8"  # 100·(0.5² − 0.15²) = 22.75; the draw moved nothing
    assert sum(entry.delta for entry in CredEntry.objects.all()) == Player.objects.get().cred - 1000
    page = rae.get(play.get_absolute_url()).content.decode()
    assert re.search(r"Cred</th>\s*<td>\+22\.8</td>\s*<td>now 1023", page)


def test_who_hides_the_numbers_is_shown_none(play: Play, rae: Client) -> None:
    Player.objects.update(numbers_hidden=True)
    result = rae.get(play.get_absolute_url()).content.decode().partition('id="result"')[2]
    assert not re.search(r"\bXP\b", result)  # by itself: a form's token may hold any two letters
    assert "Cred" not in result


def test_a_speech_that_was_taken_down_is_quoted_nowhere(play: Play, rae: Client) -> None:
    Speech.objects.filter(round__number=2, side="pro", part="closing").update(
        hidden_reason="A moderator has taken this speech down."
    )
    shown = stage_of(play).rounds[1].verdict
    assert shown is not None
    assert {mark.excerpt for mark in shown.pro.marks} == {""}
    assert {mark.excerpt for mark in shown.con.marks} != {""}
    assert shown.sealed_record == ""
    page = rae.get(play.get_absolute_url()).content.decode()
    assert "kept back with it" in page
    assert "A moderator has taken this speech down." in page
    assert stage_of(play).rounds[0].verdict.sealed_record != ""  # type: ignore[union-attr]


def test_the_result_shows_pick_marks_share_level_and_three_things_to_do(play: Play, rae: Client) -> None:
    achievements.award(play.player)  # as is done once a call is stored
    page = rae.get(play.get_absolute_url()).content.decode()
    assert re.search(
        r'columnheader" class="pro">Thucydides\s*<small class="pick right">your pick · \+20 XP</small>', page
    )
    assert page.count("your pick") == 2
    assert re.search(r"<span>9<small>/10</small></span>", page)
    assert re.search(r'<b class="pro">6\.7<small>/10</small></b>', page)
    assert "100 % right (1 of 1 decided rounds)" in page
    assert "Level 1" in page
    assert "Heard out" in page  # an achievement that came with it
    assert re.search(r"You were 85 % sure of the case for, and it won: you gain 22\.8 cred\.", page)
    assert "<summary>The sum</summary>" in page
    (todo,) = re.findall(r'<ol class="todo">.*?</ol>', page, re.DOTALL)
    assert todo.count("<li>") == 3


def test_what_is_shared_tells_title_and_calls_and_no_verdict(play: Play, rae: Client, sly: Client) -> None:
    result = stage_of(play).result
    assert result is not None
    page = rae.get(play.get_absolute_url()).content.decode()
    (text,) = re.findall(r'<textarea id="share-text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert text.startswith(f"“{result.title.name}”: I called round one at 70 % and round two at 85 %.")
    assert f"http://testserver/replays/{play.replay_code}/" in text
    for tells in ("right", "wrong", "undecided", "won", "wins", "draw", "split", "Thucydides at", "cred"):
        assert tells not in text
    seen = sly.get(f"/replays/{play.replay_code}/").content.decode()
    assert f"“{result.title.name}”" in seen
    before = sly.get(f"/replays/{play.replay_code}/card.png")["ETag"]
    Player.objects.update(numbers_hidden=True)
    assert sly.get(f"/replays/{play.replay_code}/card.png")["ETag"] != before
    assert "I called" not in rae.get(play.get_absolute_url()).content.decode()
