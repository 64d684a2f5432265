"""A quiz played in a room: the same questions for all, what the host sees, and what nobody is told early."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.players.models import Player
from newsroom.rooms import services as rooms
from newsroom.rooms.models import AWAY, Member, Room
from newsroom.rooms.registry import Shown, game_of
from quiz import loading, services
from quiz.models import Run
from stories.models import Story
from tests.quiz.playing import loaded, right_option, wrong_option

pytestmark = pytest.mark.django_db


def opened(story: Story, pace: str) -> Room:
    game = game_of("quiz")
    assert game is not None
    return rooms.open_room(game, subject=story.slug, pace=pace)[0]


@pytest.fixture
def room(story: Story) -> Room:
    return opened(story, "own")


def seat(room: Room, name: str) -> Run:
    player = Player.objects.create()
    rooms.join(room, player, nickname=name)
    return Run.objects.get(player=player, room_quiz__room=room)


def answer(run: Run, number: int, *, right: bool) -> None:
    services.open_run(loaded(run), timezone.now())
    round = loaded(run).round(number)
    assert round is not None
    option = right_option(round) if right else wrong_option(round)
    services.answer(run, number=number, token=option.token, now=timezone.now())
    services.go_on(run, number=number)


def told(room: Room, **shown: bool) -> dict[str, object]:
    game = game_of("quiz")
    assert game is not None
    return dict(game.board(Room.objects.get(pk=room.pk), Shown(**shown)).context)


def test_everyone_in_a_room_is_asked_the_same_in_one_order(room: Room) -> None:
    asked = [[round.quote_key for round in loaded(seat(room, "Ann")).rounds] for _ in range(3)]
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) >= 4


def test_the_host_sees_whom_the_group_named_and_the_answer_once_it_is_opened(room: Room) -> None:
    for name, right in (("Ann", True), ("Ben", True), ("Cem", False)):
        answer(seat(room, name), 1, right=right)
    before = told(room, calls=True)["questions"][0]  # type: ignore[index]
    assert sorted(person.votes for person in before.people) == [0, 0, 1, 2]
    assert not any(person.is_speaker for person in before.people)
    rooms.open_round(Room.objects.get(pk=room.pk), 1)
    answer(seat(room, "Late"), 1, right=True)
    after = told(room, names=True)
    first = after["questions"][0]  # type: ignore[index]
    assert (first.right, first.answered, first.after) == (2, 4, 1)
    assert [person.votes for person in first.people if person.is_speaker] == [2]
    assert [(each.name, each.right) for each in after["standings"]][-1] == ("Cem", 0)  # type: ignore[attr-defined]


def test_together_nobody_is_told_nor_goes_on_before_the_host_opens_the_answer(
    story: Story, rae: Client
) -> None:
    room = opened(story, "together")
    here = rae.post(room.get_absolute_url(), {"nickname": "Ann"})["Location"]
    run = Run.objects.get()
    rae.get(here)
    first = loaded(run).rounds[0]
    quote, speaker = loading.quote_of(first), loading.speaker_of(first)
    rae.post(f"{here}answer/", {"round": "1", "option": right_option(first).token})
    for path in (here, "/me/", room.get_absolute_url()):
        page = rae.get(path).content.decode()
        assert quote.context not in page
        assert speaker.office not in page
        assert "Right." not in page
        assert "right" not in page.partition('class="pips"')[2].partition("</ol>")[0]
    told = rae.get("/me/export.json").json()["quizzes"][0]
    assert (told["right"], told["answers"][0]["right"]) == (0, None)
    assert rae.post(f"{here}next/", {"round": "1"}).status_code == 409
    asked = {"headers": {"HX-Request": "true"}}
    assert rae.get(f"{here}?v=0", **asked).status_code == 204
    rooms.open_round(Room.objects.get(), 1)
    assert "Right." in rae.get(f"{here}?v=0", **asked).content.decode()
    assert rae.post(f"{here}next/", {"round": "1"}).status_code == 303


def test_together_a_run_ends_with_the_last_opening_or_when_the_host_is_gone(story: Story) -> None:
    room = opened(story, "together")
    run = seat(room, "Ann")
    last = len(loaded(run).rounds)
    for number in range(1, last):
        rooms.open_round(Room.objects.get(), number)
        answer(run, number, right=True)
    services.open_run(loaded(run), timezone.now())
    services.answer(run, number=last, token=right_option(loaded(run).rounds[-1]).token, now=timezone.now())
    services.open_run(loaded(run), timezone.now())
    run.refresh_from_db()
    assert run.finished_at is None
    assert not run.player.awards.exists()
    Room.objects.update(host_seen_at=timezone.now() - AWAY - dt.timedelta(seconds=1))
    assert rooms.tidy() == 1
    services.open_run(loaded(run), timezone.now())
    run.refresh_from_db()
    assert run.finished_at is not None


def test_a_room_keeps_its_own_run_beside_one_of_the_same_story(room: Room, story: Story) -> None:
    player = Player.objects.create()
    alone = services.start(player, story=story, timed=False)
    rooms.join(room, player, nickname="Ann")
    rooms.join(room, player, nickname="Ann")
    assert player.quiz_runs.count() == 2
    assert services.start(player, story=story, timed=False) == alone


def test_runs_outlive_the_room(room: Room) -> None:
    run = seat(room, "Ann")
    answer(run, 1, right=True)
    rooms.close(room)
    assert not Member.objects.exists()
    answer(run, 2, right=True)
    assert loading.load(run.pk) is not None


def test_a_host_plays_a_quiz_with_a_class_over_the_pages(story: Story, sly: Client, rae: Client) -> None:
    where = sly.post("/rooms/open/", {"play": f"quiz:{story.slug}", "pace": "own"})["Location"]
    room = Room.objects.get()
    run = rae.post(room.get_absolute_url(), {"nickname": "Ann"})["Location"]
    page = rae.get(run).content.decode()
    assert room.spoken_code in page
    board = sly.get(where).content.decode()
    assert "Show the answer on this page" in board
    assert "said it" not in board
    sly.post(where, {"do": "open", "number": "1"})
    assert "said it" in sly.get(where).content.decode()
    assert "said it" in sly.get(f"{room.get_absolute_url()}paper/").content.decode()
    Story.objects.filter(pk=story.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="Taken back.")
    assert {c.get(p).status_code for c, p in ((sly, where), (rae, run), (rae, room.get_absolute_url()))} == {
        410
    }
