"""Many at once: one prediction, one debate, one payment, whoever comes first."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client

from debate.arena import services
from debate.models import Debate, Persona, Play, Prediction, Round, Speech
from newsroom.errors import Conflict
from newsroom.players.models import Award, Player
from newsroom.players.services import xp_drift
from stories.models import Story
from tests.debate.playing import at_once, drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona], rae: Client) -> Play:
    rae.post(
        f"/stories/{flagship.slug}/arena/",
        {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"},
    )
    made = Play.objects.get()
    drain(made.debate)
    return made


def test_two_hundred_predictions_of_one_player_make_one(play: Play, rae: Client) -> None:
    cookies = rae.cookies

    def post(i: int) -> int:
        client = Client()
        client.cookies = cookies
        call = {"round": 1, "side": ("pro", "con")[i % 2], "confidence": (55, 70, 85)[i % 3]}
        return client.post(f"/plays/{play.pk}/predict/", call).status_code

    statuses = Counter(at_once(200, post))
    assert set(statuses) == {303, 409}
    assert Prediction.objects.count() == 1
    assert Award.objects.filter(source__endswith="round:1").count() == 1
    player = Player.objects.get()
    assert xp_drift(player) == 0
    assert player.xp in (5, 25)


def test_one_of_three_questions_clicked_at_once_is_chosen(play: Play) -> None:
    services.predict(play, number=1, side="pro", confidence=55)

    def click(i: int) -> object:
        try:
            return services.choose_question(play, number=1 + i % 3).number
        except Conflict:
            return None

    chosen = set(at_once(12, click)) - {None}
    assert len(chosen) == 1
    assert Round.objects.filter(number=2).count() == 1


def test_players_who_ask_for_one_debate_at_the_same_moment_share_it(
    flagship: Story, cast: dict[str, Persona]
) -> None:
    motion = flagship.document.motions[0]

    def join(i: int) -> object:
        player = Player.objects.create()
        return services.start_play(
            player, story=flagship, motion=motion, pro=cast["thucydides"], con=cast["mozi"]
        ).debate_id

    debates = at_once(16, join)
    assert len(set(debates)) == 1
    assert (Debate.objects.count(), Round.objects.count(), Speech.objects.count()) == (1, 1, 2)
    assert Play.objects.count() == 16


def test_one_question_chosen_by_many_at_once_has_one_round(play: Play) -> None:
    others = [Play.objects.create(player=Player.objects.create(), debate=play.debate) for _ in range(8)]
    for each in others:
        services.predict(each, number=1, side="pro", confidence=55)
    at_once(8, lambda i: services.choose_question(others[i], number=1))
    assert Round.objects.filter(number=2).count() == 1
    assert Speech.objects.filter(round__number=2).count() == 2
