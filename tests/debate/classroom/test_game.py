"""A debate played in a room: what is sealed, until when, and what the host sees."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from debate.arena import services, stakes
from debate.arena.stage import Step, stage_of
from debate.models import Debate, Persona, Play, Prediction, Verdict
from newsroom.celery import app
from newsroom.errors import Conflict
from newsroom.players import registry
from newsroom.players.models import Award, CredEntry, Earned, Player
from newsroom.rooms import services as rooms
from newsroom.rooms.models import AWAY, Member, Room
from newsroom.rooms.registry import Shown, game_of
from stories.models import Story
from tests.debate.playing import a_figure, begin, drain, revise

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(flagship: Story, cast: dict[str, Persona]) -> Debate:
    """Judged in round one, and nobody in a room has called it."""
    debate = begin(flagship, cast).debate
    drain(debate)
    return debate


def opened(debate: Debate, pace: str = "together") -> Room:
    game = game_of("debate")
    assert game is not None
    return rooms.open_room(game, subject=str(debate.pk), pace=pace)[0]


def seat(room: Room, name: str, player: Player | None = None) -> Play:
    player = player or Player.objects.create()
    rooms.join(room, player, nickname=name)
    return Play.objects.get(player=player, debate=room.subject)


def fresh(room: Room) -> Room:
    return Room.objects.get(pk=room.pk)


def at(play: Play) -> Step:
    return stage_of(Play.objects.get(pk=play.pk)).step


def outcome_told(play: Play) -> bool:
    """Whether anything that tells how a round came out has reached the player's ledgers or pages."""
    ledgers = CredEntry.objects.filter(player=play.player).exists()
    ledgers |= Award.objects.filter(player=play.player, source__contains=":call:").exists()
    return ledgers or any(view.verdict for view in stage_of(Play.objects.get(pk=play.pk)).rounds)


def test_a_host_alone_in_a_room_has_looked_first(debate: Debate) -> None:
    """What an empty room's board has shown, its host calls for no cred in a play of their own."""
    mine = Play.objects.get(debate=debate)
    assert stakes.why_for_xp(debate, mine) == ""
    rooms.open_round(opened(debate), 1)
    assert services.predict(mine, number=1, side="pro", confidence=85).for_xp == stakes.OPENED


def test_a_room_plays_together_from_the_first_call_to_the_result(debate: Debate) -> None:
    room = opened(debate)
    ann, ben = seat(room, "Ann"), seat(room, "Ben")
    services.predict(ann, number=1, side="pro", confidence=70)
    services.predict(ben, number=1, side="con", confidence=85)
    assert at(ann) is at(ben) is Step.SEALED_1
    assert not outcome_told(ann)

    rooms.open_round(fresh(room), 1)
    assert at(ann) is at(ben) is Step.CROSSFIRE
    assert outcome_told(ann)
    assert outcome_told(ben)
    services.choose_question(ann, number=3)
    services.choose_question(ben, number=2)
    services.choose_question(ben, number=3)  # a vote can be changed
    assert at(ann) is Step.CROSSFIRE
    assert list(Member.objects.values_list("choice", flat=True)) == [3, 3]
    rooms.pick(fresh(room), 3)
    assert {
        play.question.number for play in Play.objects.filter(pk__in=[ann.pk, ben.pk]) if play.question
    } == {3}

    drain(debate)
    services.predict(ann, number=2, side="pro", confidence=55)
    services.predict(ben, number=2, side="pro", confidence=55)
    assert at(ann) is Step.SEALED_2
    assert Play.objects.get(pk=ann.pk).replay_code is None
    rooms.open_round(fresh(room), 2)
    assert at(ann) is at(ben) is Step.FINISHED
    assert Award.objects.filter(player=ann.player, source=ann.source("finish")).count() == 1


def test_a_double_click_opens_once_and_a_later_round_has_to_wait(debate: Debate) -> None:
    room = opened(debate)
    ann = seat(room, "Ann")
    services.predict(ann, number=1, side="pro", confidence=70)
    with pytest.raises(Conflict, match="before it"):
        rooms.open_round(fresh(room), 2)
    rooms.open_round(fresh(room), 1)
    rooms.open_round(fresh(room), 1)
    assert fresh(room).opened == 1
    assert CredEntry.objects.filter(player=ann.player).count() == 1
    with pytest.raises(Conflict, match="question"):
        rooms.open_round(fresh(room), 2)


def test_a_worker_looks_for_what_a_class_has_achieved(
    debate: Debate, django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host's request enters what everybody earned, and waits for no more than that."""
    monkeypatch.setattr(registry, "achievements", {})
    registry.register_achievement("here", "Here", "Call.", lambda player: "You called.")
    room = opened(debate)
    plays = [seat(room, "Ann") for _ in range(3)]
    for play in plays:
        services.predict(play, number=1, side="pro", confidence=70)
    with django_capture_on_commit_callbacks() as after:
        rooms.open_round(fresh(room), 1)
    assert CredEntry.objects.filter(player__in=[play.player_id for play in plays]).count() == 3
    assert [call.func.__self__.name for call in after if isinstance(call, partial)] == [
        "newsroom.players.achievements"
    ]
    app.conf.task_always_eager = True
    try:
        after[-1]()
    finally:
        app.conf.task_always_eager = False
    assert set(Earned.objects.values_list("player", flat=True)) == {play.player_id for play in plays}


def test_calls_in_a_room_move_no_cred_and_earn_xp(debate: Debate) -> None:
    for pace in ("own", "together"):
        room = opened(debate, pace)
        play = seat(room, "Ann")
        assert "room" in stage_of(play).rounds[0].for_xp
        with pytest.raises(Conflict, match="in a room"):
            services.predict(play, number=1, side="pro", confidence=70, for_cred=True)
        services.predict(play, number=1, side="pro", confidence=70)
        if pace == "together":
            rooms.open_round(fresh(room), 1)
        entry = CredEntry.objects.get(player=play.player)
        assert entry.delta == 0
        assert play.player.awards.exists()


def test_no_byte_that_a_member_can_ask_for_tells_a_sealed_verdict(
    debate: Debate, rae: Client, sly: Client
) -> None:
    """Every address of the play, the player's page and their data, and a replay of the same debate."""
    other = services.start_play(
        Player.objects.create(),
        story=debate.story,
        motion=debate.story.document.motions[0],
        pro=debate.pro,
        con=debate.con,
    )
    services.predict(other, number=1, side="pro", confidence=55)
    services.choose_question(other, number=1)
    drain(debate)
    services.predict(other, number=2, side="pro", confidence=55)
    other.refresh_from_db()
    room = opened(debate)
    joined = rae.post(room.get_absolute_url(), {"nickname": "Ann"})
    here = joined["Location"]
    mine = Play.objects.get(pk=here.split("/")[2])
    rae.post(f"{here}predict/", {"round": "1", "side": "pro", "confidence": "70"})
    verdict = Verdict.objects.get(round__debate=debate, round__number=1)
    secrets = {verdict.nonce, verdict.record["pro"]["overall"], "takes the round", "called right"}

    def told(response: object) -> set[str]:
        return {secret for secret in secrets if secret in response.content.decode()}  # type: ignore[attr-defined]

    assert "Your call is sealed" in rae.get(here).content.decode()
    for path in (
        here,
        f"{here}stage/",
        here.removesuffix("/") + ".json",
        "/me/",
        "/me/export.json",
        "/arena/",
        room.get_absolute_url(),
    ):
        assert not told(rae.get(path)), path
    replay = f"/replays/{other.replay_code}/"
    assert rae.post(replay, {"round": "1", "show": "1"}).status_code == 409
    assert not told(rae.get(replay))
    assert not outcome_told(mine)
    rooms.open_round(fresh(room), 1)
    assert verdict.nonce in rae.get(here).content.decode()


def test_a_vote_is_none_before_the_host_opens_round_one(debate: Debate) -> None:
    play = seat(opened(debate), "Ann")
    services.predict(play, number=1, side="pro", confidence=70)
    with pytest.raises(Conflict, match="host"):
        services.choose_question(play, number=1)


def test_who_joins_late_calls_for_themselves_and_goes_the_rooms_way(debate: Debate) -> None:
    room = opened(debate)
    services.predict(seat(room, "Ann"), number=1, side="pro", confidence=70)
    rooms.open_round(fresh(room), 1)
    rooms.pick(fresh(room), 2)
    drain(debate)
    late = seat(fresh(room), "Lea")
    assert stage_of(late).is_late
    outcome = Verdict.objects.get(round__debate=debate, round__number=1).outcome
    side = str(outcome) if outcome.is_decided else "pro"
    services.predict(late, number=1, side=side, confidence=85)
    assert at(late) is Step.PREDICT_2
    assert not Award.objects.filter(player=late.player, source=late.source("call:1")).exists()
    first = board(room)["rounds"][0].tally
    assert (first.total, first.after) == (1, 1)


def board(room: Room, **shown: bool) -> dict[str, object]:
    game = game_of("debate")
    assert game is not None
    return dict(game.board(fresh(room), Shown(**shown)).context)


def test_the_host_sees_sides_and_confidence_and_names_only_when_asked(debate: Debate, rae: Client) -> None:
    host = Client()
    host.post("/rooms/open/", {"play": f"debate:{debate.pk}", "pace": "together"})
    room = Room.objects.get()
    page = f"{room.get_absolute_url()}host/"
    for name, side, confidence in (("Ann", "pro", 70), ("Ben", "pro", 85), ("Cem", "con", 70)):
        services.predict(seat(room, name), number=1, side=side, confidence=confidence)
    seat(room, "Dora")
    plain = host.get(page).content.decode()
    assert "<b>3</b> of 4 have called it" in plain
    assert "Ann" not in plain
    assert '<table class="tally">' not in plain
    asked = host.get(f"{page}?names=1&calls=1").content.decode()
    assert re.search(r"Ann, Ben", asked)
    assert "Dora" in asked
    told = board(room)["rounds"][0].tally  # type: ignore[index]
    assert [(sure.confidence, sure.pro, sure.con) for sure in told.by_confidence] == [
        (55, 0, 0),
        (70, 1, 1),
        (85, 1, 0),
    ]


def test_a_host_who_stays_away_lets_everyone_go_on(debate: Debate) -> None:
    room = opened(debate)
    ann, ben = seat(room, "Ann"), seat(room, "Ben")
    services.predict(ann, number=1, side="pro", confidence=70)
    Room.objects.filter(pk=room.pk).update(host_seen_at=timezone.now() - AWAY + dt.timedelta(seconds=30))
    assert rooms.tidy() == 0
    assert at(ann) is Step.SEALED_1
    Room.objects.filter(pk=room.pk).update(host_seen_at=timezone.now() - AWAY - dt.timedelta(seconds=1))
    assert rooms.tidy() == 1
    assert rooms.tidy() == 0
    assert at(ann) is Step.CROSSFIRE
    services.predict(ben, number=1, side="con", confidence=55)
    assert at(ben) is Step.CROSSFIRE
    services.choose_question(ben, number=1)
    assert Play.objects.get(pk=ben.pk).question is not None


def test_the_end_of_the_day_takes_room_and_names_and_leaves_plays(debate: Debate) -> None:
    room = opened(debate)
    ann = seat(room, "Ann")
    services.predict(ann, number=1, side="pro", confidence=70)
    Room.objects.filter(pk=room.pk).update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert rooms.tidy() == 1
    assert not Room.objects.exists()
    assert not Member.objects.exists()
    assert at(ann) is Step.CROSSFIRE
    assert CredEntry.objects.filter(player=ann.player).count() == 1


def test_a_play_in_two_rooms_stays_sealed_until_both_hosts_have_opened_it(debate: Debate) -> None:
    one, two = opened(debate), opened(debate)
    ann = seat(one, "Ann")
    seat(two, "Ann", ann.player)
    services.predict(ann, number=1, side="pro", confidence=70)
    rooms.open_round(fresh(one), 1)
    assert at(ann) is Step.SEALED_1
    assert not outcome_told(ann)
    rooms.open_round(fresh(two), 1)
    assert at(ann) is Step.CROSSFIRE


def test_being_taken_out_frees_nobody_from_the_seal(debate: Debate) -> None:
    room = opened(debate)
    ann = seat(room, "Ann")
    services.predict(ann, number=1, side="pro", confidence=70)
    rooms.remove(fresh(room), Member.objects.get().pk)
    assert at(ann) is Step.SEALED_1
    assert board(room)["rounds"][0].tally.called == 0  # type: ignore[index]
    with pytest.raises(Conflict, match="taken you out"):
        rooms.join(fresh(room), ann.player, nickname="Ann")
    rooms.open_round(fresh(room), 1)
    assert at(ann) is Step.CROSSFIRE


def test_a_story_withdrawn_in_the_lesson_closes_every_page_of_it_with_the_reason(
    debate: Debate, rae: Client, sly: Client
) -> None:
    sly.post("/rooms/open/", {"play": f"debate:{debate.pk}", "pace": "together"})
    room = Room.objects.get()
    here = rae.post(room.get_absolute_url(), {"nickname": "Ann"})["Location"]
    Story.objects.filter(pk=debate.story_id).update(
        withdrawn_at=timezone.now(), withdrawn_reason="A source took it back."
    )
    for client, path in (
        (rae, here),
        (rae, room.get_absolute_url()),
        (sly, f"{room.get_absolute_url()}host/"),
        (sly, f"{room.get_absolute_url()}host/board/?v=99"),
        (sly, f"{room.get_absolute_url()}paper/"),
    ):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "A source took it back." in answer.content.decode()


def test_a_story_revised_in_the_lesson_keeps_the_room_on_its_debate(debate: Debate, flagship: Story) -> None:
    room = opened(debate)
    ann = seat(room, "Ann")
    revise(flagship, "substantive", a_figure("Counted anew, and otherwise."))
    assert seat(fresh(room), "Ben").debate_id == ann.debate_id == debate.pk


def test_three_of_one_name_are_told_apart_and_each_calls_once(debate: Debate) -> None:
    room = opened(debate, "own")
    plays = [seat(room, "Ann") for _ in range(3)]
    assert list(Member.objects.values_list("nickname", flat=True)) == ["Ann", "Ann 2", "Ann 3"]
    for play in plays:
        services.predict(play, number=1, side="pro", confidence=70)
        services.predict(play, number=1, side="pro", confidence=70)
    assert Prediction.objects.filter(play__in=plays).count() == 3


def test_the_page_to_print_has_sheets_before_and_the_verdict_after(debate: Debate, sly: Client) -> None:
    sly.post("/rooms/open/", {"play": f"debate:{debate.pk}", "pace": "together"})
    room = Room.objects.get()
    services.predict(seat(room, "Ann"), number=1, side="pro", confidence=70)
    paper = f"{room.get_absolute_url()}paper/"
    before = sly.get(paper).content.decode()
    assert "Your call: who takes the round?" in before
    assert "called it right" not in before
    assert Verdict.objects.get(round__debate=debate).nonce not in before
    rooms.open_round(fresh(room), 1)
    after = sly.get(paper).content.decode()
    assert '<table class="marks">' in after
    assert "Ann" not in after


def test_a_host_with_a_board_costs_the_same_for_any_number(
    debate: Debate, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    room = opened(debate)
    for _ in range(5):
        services.predict(seat(room, "Ann"), number=1, side="pro", confidence=70)
    rooms.open_round(fresh(room), 1)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        board(room)
