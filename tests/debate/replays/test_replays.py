"""Replays: who may read what, what opening a verdict does, and that nothing is given away before."""

from __future__ import annotations

import io
import re

import pytest
from django.contrib.sessions.models import Session
from django.template.defaultfilters import linebreaksbr
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from debate.arena import services, share_image
from debate.models import Daily, Debate, Persona, Play, Prediction, Verdict
from debate.models.play import ALPHABET, CODE_LENGTH
from debate.replays import services as replays
from newsroom.players.models import Award, Player
from stories.models import Story
from tests.debate.playing import drain

pytestmark = pytest.mark.django_db
CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def choose_url(flagship: Story, cast: dict[str, Persona]) -> str:
    return reverse("debate:choose", args=[flagship.slug])


@pytest.fixture
def finished(choose_url: str, rae: Client) -> Play:
    """Rae's play, finished."""
    rae.post(choose_url, CHOICE)
    return play_out(Play.objects.get())


def play_out(play: Play) -> Play:
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=2)
    drain(play.debate)
    services.predict(play, number=2, side="con", confidence=55)
    play.refresh_from_db()
    return play


def address(play: Play) -> str:
    return reverse("debate:replay", args=[play.replay_code])


def secrets_of(play: Play, *numbers: int) -> list[str]:
    """What only an opened verdict says."""
    found = []
    for verdict in Verdict.objects.filter(round__debate=play.debate, round__number__in=numbers):
        reasons = [r for side in ("pro", "con") for r in verdict.record[side]["reasons"].values()]
        found += [verdict.nonce, *(str(linebreaksbr(reason)) for reason in reasons if reason)]
    return found


def rows() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Debate, Play, Prediction, Award, Player, Session))


# --- the code --------------------------------------------------------------------------------------------


def test_a_finished_play_has_a_code_that_nobody_guesses(finished: Play) -> None:
    code = finished.replay_code
    assert code
    assert re.fullmatch(rf"[{ALPHABET}]{{{CODE_LENGTH}}}", code)
    assert len({Play.new_replay_code() for _ in range(500)}) == 500


def test_an_unfinished_play_has_none(choose_url: str, rae: Client) -> None:
    rae.post(choose_url, CHOICE)
    assert Play.objects.get().replay_code is None


def test_the_result_leads_to_the_replay(finished: Play, rae: Client) -> None:
    assert (
        f'href="{address(finished)}">Share a replay' in rae.get(finished.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("code", ["nosuchcode", "x", "0" * 200])
def test_an_unknown_code_is_a_404_that_leads_on(finished: Play, sly: Client, code: str) -> None:
    for url in (f"/replays/{code}/", f"/replays/{code}/card.png"):
        response = sly.get(url)
        assert response.status_code == 404
        assert 'href="/arena/"' in response.content.decode()
    assert sly.post(f"/replays/{code}/", {"round": 1, "show": 1}).status_code == 404


def test_a_withdrawn_story_takes_its_replays_with_it(finished: Play, sly: Client) -> None:
    Story.objects.filter(pk=finished.debate.story_id).update(withdrawn_at="2026-01-01T00:00:00Z")
    assert sly.get(address(finished)).status_code == 410


# --- reading -----------------------------------------------------------------------------------------------


def test_anyone_reads_both_rounds_with_the_plays_question(finished: Play, sly: Client) -> None:
    page = sly.get(address(finished)).content.decode()
    assert page.count('class="speech"') == 6
    assert finished.question is not None
    assert escape(finished.question.text.split("[")[0].strip()) in page
    assert page.count("The verdict is written and sealed") == 2
    assert '<meta name="robots" content="noindex">' in page


def test_reading_stores_nothing(finished: Play, sly: Client) -> None:
    before = rows()
    for path in (address(finished), address(finished) + "card.png"):
        assert "sessionid" not in sly.get(path).cookies
    assert rows() == before


def test_only_who_asks_for_the_form_gets_a_token(finished: Play) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(address(finished)).content.decode()
    assert dict(strict.cookies) == {}
    assert "csrfmiddlewaretoken" not in page
    assert 'href="?call=1#predict-1"' in page
    form = strict.get(address(finished), {"call": "1"}).content.decode()
    assert set(strict.cookies) == {"csrftoken"}
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form))
    call = {"round": 1, "side": "pro", "confidence": 70, "csrfmiddlewaretoken": token}
    assert strict.post(address(finished), call).status_code == 303


@pytest.mark.parametrize("odd", ["3", "", "one", "1" * 400, "²"])
def test_a_form_for_no_round_is_no_form(finished: Play, sly: Client, odd: str) -> None:
    response = sly.get(address(finished), {"call": odd})
    assert response.status_code == 200
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_no_byte_of_a_verdict_leaves_before_it_is_opened(finished: Play, sly: Client) -> None:
    seals = [v.seal for v in Verdict.objects.filter(round__debate=finished.debate)]
    for headers in ({}, HTMX):
        response = sly.get(address(finished), **headers)
        sent = response.content.decode() + str(response.headers)
        assert all(seal in sent for seal in seals)
        for secret in secrets_of(finished, 1, 2):
            assert secret not in sent
        for word in (
            "takes the round",
            "split decision",
            'class="bars',
            'class="verdict',
            'class="result',
            ">overall",
        ):
            assert word not in sent.lower()
        assert "You called" not in sent


def test_opening_one_round_says_nothing_of_the_other(finished: Play, sly: Client) -> None:
    response = sly.post(address(finished), {"round": 2, "side": "pro", "confidence": 85})
    assert (response.status_code, response["Location"]) == (303, f"{address(finished)}#verdict-2")
    page = sly.get(address(finished)).content.decode()
    assert all(secret in page for secret in secrets_of(finished, 2))
    assert not [
        secret
        for secret in secrets_of(finished, 1)
        if secret in page and secret not in secrets_of(finished, 2)
    ]
    assert 'id="verdict-2"' in page
    assert 'id="verdict-1"' not in page
    assert 'id="result"' not in page


# --- opening -----------------------------------------------------------------------------------------------


def test_a_call_for_fun_opens_the_verdict_and_stores_no_prediction(finished: Play, sly: Client) -> None:
    before = rows()[:-1]
    sly.post(address(finished), {"round": 1, "side": "con", "confidence": 70})
    page = sly.get(address(finished)).content.decode()
    assert "You called Mozi at 70 %" in page
    assert rows()[:-1] == before
    assert Session.objects.count() == 2


def test_just_show_me_opens_it_without_a_call(finished: Play, sly: Client) -> None:
    for number in (1, 2):
        assert sly.post(address(finished), {"round": number, "show": "1"}).status_code == 303
    page = sly.get(address(finished)).content.decode()
    assert 'id="verdict-1"' in page
    assert 'id="result"' in page
    assert "You called" not in page


def test_the_same_call_again_is_harmless_and_another_one_is_a_409(finished: Play, sly: Client) -> None:
    call = {"round": 1, "side": "con", "confidence": 70}
    sly.post(address(finished), call)
    assert sly.post(address(finished), call).status_code == 303
    assert sly.post(address(finished), {"round": 1, "show": "1"}).status_code == 303
    changed = sly.post(address(finished), call | {"side": "pro"})
    assert changed.status_code == 409
    assert "open already" in changed.content.decode()
    assert "You called Mozi at 70 %" in sly.get(address(finished)).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{}, {"round": 1}, {"round": 3, "show": 1}, {"round": 1, "side": "left", "confidence": 70},
     {"round": 1, "side": "pro", "confidence": 71}],
)  # fmt: skip
def test_a_malformed_call_is_a_422_and_opens_nothing(
    finished: Play, sly: Client, wrong: dict[str, object]
) -> None:
    response = sly.post(address(finished), wrong)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert 'id="verdict-1"' not in response.content.decode()
    assert "sessionid" not in sly.cookies


def test_htmx_gets_the_fragment(finished: Play, sly: Client) -> None:
    response = sly.post(address(finished), {"round": 1, "show": "1"}, **HTMX)
    assert response.status_code == 200
    assert response.content.decode().lstrip().startswith('<section id="replay"')


def test_without_its_token_a_call_is_refused(finished: Play) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(finished), {"round": 1, "show": "1"}).status_code == 403


# --- what it does to one's own play ------------------------------------------------------------------------


def test_a_play_begun_after_opening_a_verdict_is_unrated(
    finished: Play, choose_url: str, sly: Client
) -> None:
    sly.post(address(finished), {"round": 1, "show": "1"})
    sly.post(choose_url, CHOICE)
    assert Play.objects.exclude(pk=finished.pk).get().rated is False


def test_a_play_begun_after_only_reading_is_rated(finished: Play, choose_url: str, sly: Client) -> None:
    sly.get(address(finished))
    sly.post(choose_url, CHOICE)
    assert Play.objects.exclude(pk=finished.pk).get().rated is True


def test_another_debate_stays_rated(finished: Play, choose_url: str, sly: Client) -> None:
    sly.post(address(finished), {"round": 1, "show": "1"})
    sly.post(choose_url, CHOICE | {"pro": "mozi", "con": "thucydides"})
    assert Play.objects.exclude(pk=finished.pk).get().rated is True


def test_who_plays_the_debate_is_asked_before_a_replay_unrates_the_play(
    finished: Play, choose_url: str, sly: Client
) -> None:
    sly.post(choose_url, CHOICE)
    running = Play.objects.exclude(pk=finished.pk).get()
    page = sly.get(address(finished)).content.decode()
    assert "before you have called it" in page
    assert running.get_absolute_url() in page
    assert 'class="said"' not in page
    running.refresh_from_db()
    assert running.rated is True  # reading stores nothing
    assert sly.post(address(finished), {"read_on": "1"}).status_code == 303
    assert 'class="said"' in sly.get(address(finished)).content.decode()
    running.refresh_from_db()
    finished.refresh_from_db()
    assert (running.rated, finished.rated) == (False, True)


def test_no_verdict_is_opened_to_who_plays_the_debate_rated(
    finished: Play, choose_url: str, sly: Client
) -> None:
    sly.post(choose_url, CHOICE)
    sent = sly.post(address(finished), {"round": 1, "side": "pro", "confidence": 55})
    assert sent.status_code == 409
    assert Verdict.objects.get(round__number=1).nonce not in sent.content.decode()
    assert Play.objects.exclude(pk=finished.pk).get().rated is True


def test_ones_own_replay_has_the_link_to_share_and_leaves_the_play_as_it_was(
    finished: Play, rae: Client
) -> None:
    page = rae.get(address(finished)).content.decode()
    assert f'value="http://testserver{address(finished)}" readonly' in page
    rae.post(address(finished), {"round": 1, "show": "1"})
    finished.refresh_from_db()
    assert finished.rated is True


def test_a_stranger_has_no_share_box(finished: Play, sly: Client) -> None:
    assert "share-link" not in sly.get(address(finished)).content.decode()


def test_a_session_remembers_every_debate_it_opened_and_the_latest_calls(finished: Play, sly: Client) -> None:
    sly.post(address(finished), {"round": 1, "show": "1"})
    session = sly.session
    session["replays"] = {"seen": list(range(10_000, 10_100)), "calls": {f"c{n}": {} for n in range(100)}}
    session.save()
    sly.post(address(finished), {"round": 1, "show": "1"})
    kept = sly.session["replays"]
    assert len(kept["seen"]) == 101
    assert len(kept["calls"]) == replays.CALLS_KEPT
    assert finished.replay_code in kept["calls"]


# --- what a shared link shows ------------------------------------------------------------------------------


def test_the_card_of_a_link_spoils_nothing(finished: Play, sly: Client) -> None:
    page = sly.get(address(finished)).content.decode()
    title = re.search(r'property="og:title" content="([^"]*)"', page)
    assert title
    assert title[1] == "Thucydides against Mozi: who would you have picked?"
    assert re.search(
        r'property="og:description" content="“[^”]+”: I called round one at 70 % and round two at 55 %. Thucydides against',
        page,
    )
    assert f'property="og:image" content="http://testserver{address(finished)}card.png"' in page


def test_the_picture_is_drawn_at_its_size_and_kept_by_its_words(finished: Play, sly: Client) -> None:
    response = sly.get(address(finished) + "card.png")
    assert response["Content-Type"] == "image/png"
    assert "public" in response["Cache-Control"]
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    again = sly.get(address(finished) + "card.png", HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304
    ukrainian = sly.get(f"/uk{address(finished)}card.png")
    assert ukrainian["ETag"] != response["ETag"], "its words are in the language of the page"


@pytest.mark.parametrize("motion", ["Short.", "word " * 60, "Donaudampfschifffahrt" * 12, ""])
def test_any_motion_fits_the_picture(motion: str) -> None:
    words = {"site": "Newsroom", "motion": motion, "pro": "A" * 60, "con": "Bertha von Suttner"}
    assert Image.open(io.BytesIO(share_image.draw(**words))).size == (1200, 630)
    assert share_image.draw(**words) == share_image.draw(**words)


def test_a_daily_debate_has_no_replays(finished: Play, sly: Client) -> None:
    Daily.objects.create(day="2026-01-01", debate=finished.debate)
    assert sly.get(address(finished)).status_code == 404
