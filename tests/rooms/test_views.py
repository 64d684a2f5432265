"""Joining by a code, hosting, and what is said to those who guess."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from debate.models import Debate, Persona
from newsroom.players.models import Player
from newsroom.rooms.forms import code_of
from newsroom.rooms.models import Member, Room
from stories.models import Story
from tests.debate.playing import begin, drain

pytestmark = pytest.mark.django_db
SCHOOL = "203.0.113.7"


@pytest.fixture
def debate(flagship: Story, cast: dict[str, Persona]) -> Debate:
    debate = begin(flagship, cast).debate
    drain(debate)
    return debate


@pytest.fixture
def room(debate: Debate, sly: Client) -> Room:
    """Hosted by sly."""
    answer = sly.post("/rooms/open/", {"play": f"debate:{debate.pk}", "pace": "together"})
    room = Room.objects.get()
    assert answer["Location"] == f"{room.get_absolute_url()}host/"
    return room


def test_what_is_played_is_known_by_one_name(debate: Debate, sly: Client) -> None:
    sly.post("/rooms/open/", {"play": f"debate:{debate.pk:0>100}", "pace": "together"})
    assert Room.objects.get().subject == str(debate.pk)


def join(code: str, nickname: str = "Ann", client: Client | None = None) -> int:
    sent = {"code": code, "nickname": nickname}
    return (client or Client()).post("/rooms/", sent, REMOTE_ADDR=SCHOOL).status_code


@pytest.mark.parametrize(
    "typed",
    ["K7M2QFX", " k7m 2qfx ", "k7m-2qfx", "k7m2qfx", "ｋ７ｍ２ｑｆｘ"],
    ids=["caps", "spaced", "hyphen", "plain", "wide"],
)
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    assert code_of(typed) == "k7m2qfx"


@pytest.mark.parametrize(
    "typed", ["", "k7m2qf", "k7m2qfxx", "k7m2qf0", "k7m2qfl", "к7m2qfx", "k7m2qfx" + " " * 100]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert code_of(typed) == ""


def test_reading_about_rooms_makes_no_player(rae: Client, room: Room) -> None:
    before = Player.objects.count()
    for path in ("/rooms/", "/rooms/open/", room.get_absolute_url()):
        assert rae.get(path).status_code == 200
    assert Player.objects.count() == before


def test_a_member_joins_once_and_two_tabs_are_one_seat(rae: Client, room: Room) -> None:
    where = {
        rae.post("/rooms/", {"code": room.spoken_code, "nickname": name})["Location"]
        for name in ("Ann", "Bo")
    }
    assert len(where) == 1
    assert rae.get(where.pop()).status_code == 200
    assert Member.objects.get().nickname == "Ann"
    assert "You are in this room as <b>Ann</b>" in rae.get(room.get_absolute_url()).content.decode()


def test_a_bad_nickname_is_refused_with_what_was_typed_kept(rae: Client, room: Room) -> None:
    answer = rae.post(room.get_absolute_url(), {"nickname": "***"})
    assert answer.status_code == 422
    assert "***" in answer.content.decode()
    assert not Member.objects.exists()


def test_an_unknown_and_a_closed_room_are_answered_alike(sly: Client, room: Room) -> None:
    sly.post(f"{room.get_absolute_url()}host/", {"do": "close"})
    assert not Room.objects.exists()

    def said(code: str) -> tuple[int, str]:
        answer = Client().post("/rooms/", {"code": code, "nickname": "Ann"})
        told = answer.content.decode().partition('role="alert"')[2]
        return answer.status_code, told.partition("<input")[0]

    assert said(room.code) == said("k7m2qfx")
    assert (
        Client().get(room.get_absolute_url()).status_code
        == Client().get("/rooms/k7m2qfx/").status_code
        == 404
    )


def test_forty_join_from_one_address_while_guesses_from_it_are_throttled(
    settings: Settings, room: Room
) -> None:
    settings.LIMITS = {**settings.LIMITS, "GUESSES": (5, 12, 100)}
    assert {join(room.code, f"Pupil {n}") for n in range(40)} == {303}
    assert Member.objects.count() == 40
    assert [join("k7m2qfx") for _ in range(14)] == [422] * 12 + [429] * 2
    assert join(room.code, "Late") == 429  # nor is a right one answered, so that nothing is told
    elsewhere = Client().post("/rooms/", {"code": room.code, "nickname": "Away"}, REMOTE_ADDR="198.51.100.1")
    assert elsewhere.status_code == 303


def test_many_networks_that_guess_keep_no_class_out(settings: Settings, room: Room) -> None:
    settings.LIMITS = {**settings.LIMITS, "GUESSES": (0, 20, 40), "JOINS": (0, 20, 40)}

    def come(network: int, code: str) -> int:
        sent = {"code": code, "nickname": "Ann"}
        return Client().post("/rooms/", sent, REMOTE_ADDR=f"198.51.{network}.7").status_code

    assert [come(n, "k7m2qfx") for n in (1, 2) for _ in range(20)] == [422] * 40
    assert come(1, room.code) == come(2, room.code) == 429
    assert come(3, room.code) == 303
    assert come(4, "k7m2qfy") == 422, "one mistyped"
    assert come(4, room.code) == 303


def test_addresses_of_rooms_are_guesses_too(settings: Settings, db: None) -> None:
    settings.LIMITS = {**settings.LIMITS, "GUESSES": (0, 3, 0)}
    asked = [
        Client().get(f"/rooms/{path}/").status_code for path in ("k7m2qfx", "back/abc", "k7m2qfy", "k7m2qfz")
    ]
    assert asked == [404, 404, 404, 429]


def test_only_the_host_sees_the_hosts_pages(rae: Client, sly: Client, room: Room) -> None:
    rae.post(room.get_absolute_url(), {"nickname": "Ann"})
    for path in ("host/", "host/board/?v=0", "paper/"):
        assert sly.get(f"{room.get_absolute_url()}{path}").status_code == 200
        assert rae.get(f"{room.get_absolute_url()}{path}").status_code in (404, 410)
    assert rae.post(f"{room.get_absolute_url()}host/", {"do": "open", "number": "1"}).status_code == 404
    room.refresh_from_db()
    assert room.opened == 0


def test_a_host_comes_back_by_their_link_in_another_browser(sly: Client, room: Room) -> None:
    page = sly.get(f"{room.get_absolute_url()}host/").content.decode()
    link = page.partition('class="secret" href="')[2].partition('"')[0]
    path = "/" + link.split("/", 3)[3]
    assert room.key_sha256 not in page
    other = Client()
    assert other.get(path)["Location"] == f"{room.get_absolute_url()}host/"
    assert other.get(f"{room.get_absolute_url()}host/").status_code == 200
    assert Client().get(path[:-2] + "x/").status_code == 404


def test_the_board_says_nothing_new_with_204_and_two_queries(
    sly: Client, room: Room, django_assert_num_queries: object
) -> None:
    board = f"{room.get_absolute_url()}host/board/"
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert sly.get(f"{board}?v={room.version}").status_code == 204
    Client().post(room.get_absolute_url(), {"nickname": "Ann"})
    assert b"person is here" in sly.get(f"{board}?v={room.version}", headers={"HX-Request": "true"}).content


def test_names_for_the_day_escape_and_can_be_taken_out(sly: Client, room: Room) -> None:
    Client().post(room.get_absolute_url(), {"nickname": "<b>Bob</b>"})
    host = f"{room.get_absolute_url()}host/"
    assert "&lt;b&gt;Bob" in sly.get(f"{host}?names=1").content.decode()
    taken_out = Member.objects.get()
    sly.post(host, {"do": "remove", "number": taken_out.pk})
    taken_out.refresh_from_db()
    assert taken_out.nickname == ""
    assert "Bob" not in sly.get(f"{host}?names=1").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"play": "debate:999999", "pace": "own"},
        {"play": "chess:1", "pace": "own"},
        {"play": "debate:x", "pace": "own"},
        {"play": "debate:1"},
    ],
)
def test_what_cannot_be_played_opens_no_room(sent: dict[str, str], db: None, rae: Client) -> None:
    assert rae.post("/rooms/open/", sent).status_code in (409, 422)
    assert not Room.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"do": "explode"}, {"do": "open"}, {"do": "open", "number": "7"}, {"do": "pick", "number": "1"}],
)
def test_a_move_that_cannot_be_made_says_why(sent: dict[str, str], sly: Client, room: Room) -> None:
    answer = sly.post(f"{room.get_absolute_url()}host/", sent)
    assert answer.status_code in (409, 422)
    assert 'role="alert"' in answer.content.decode()
