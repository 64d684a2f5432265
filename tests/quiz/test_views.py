"""The quiz over HTTP: what each address answers, and that no byte tells before there is an answer."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.players.models import Award, Player
from quiz import loading
from quiz.models import Answer, Report, Run
from stories import publishing
from stories.document import StoryDocument
from stories.models import Story
from tests.quiz.documents import NAMES, another, quotable, quote
from tests.quiz.playing import (
    HTMX,
    START,
    Hands,
    begin,
    bytes_of,
    loaded,
    right_option,
    round_of,
    url_of,
    wrong_option,
)

pytestmark = pytest.mark.django_db
# --- Addresses


def test_the_index_lists_every_quiz_and_today(publish: Callable[[StoryDocument], Story], rae: Client) -> None:
    publish(quotable())
    publish(another())
    publish(quotable(slug="too-few", headline="Too little was said", quotes=[quote("q1")]))
    page = rae.get("/quiz/").content.decode()
    assert START in page
    assert "/stories/second-story/quiz/" in page
    assert "too-few" not in page
    assert "/quiz/daily/" in page
    assert Player.objects.count() == 0
    assert settings.SESSION_COOKIE_NAME not in rae.cookies


def test_the_index_without_a_story_says_so(rae: Client) -> None:
    response = rae.get("/quiz/")
    assert response.status_code == 200
    assert "enough quotations" in response.content.decode()


def test_the_start_shows_rounds_and_people_and_makes_no_player(story: Story, rae: Client) -> None:
    response = rae.get(START)
    page = response.content.decode()
    assert response.status_code == 200
    assert "6 rounds" in page
    assert all(name in page for name in NAMES.values())
    assert Player.objects.count() == 0


def test_a_post_begins_and_the_same_again_leads_to_the_same_run(story: Story, rae: Client) -> None:
    first, second = (rae.post(START, {"timed": "1"}) for _ in range(2))
    assert (first.status_code, first["Location"]) == (303, second["Location"])
    assert rae.post(START, {"timed": "0"})["Location"] != first["Location"]


def test_a_start_with_htmx_gets_the_fragment_and_its_address(story: Story, rae: Client) -> None:
    response = rae.post(START, {"timed": "1"}, **HTMX)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == url_of(Run.objects.get())
    assert response.content.strip().startswith(b"<section") or b'<section id="run"' in response.content


@pytest.mark.parametrize("sent", [{}, {"timed": ""}, {"timed": "2"}, {"timed": "yes"}, {"timed": ["1", "x"]}])
def test_a_start_needs_to_know_whether_the_clock_runs(
    story: Story, rae: Client, sent: dict[str, Any]
) -> None:
    response = rae.post(START, sent)
    assert response.status_code == 422
    assert "alert" in response.content.decode()
    assert Run.objects.count() == 0


def test_a_story_with_too_little_to_ask_says_so(
    publish: Callable[[StoryDocument], Story], rae: Client
) -> None:
    publish(quotable(quotes=[quote("q1"), quote("q2"), quote("q3")]))
    assert "no quiz of this story" in rae.get(START).content.decode()
    assert rae.post(START, {"timed": "1"}).status_code == 409


def test_unknown_and_withdrawn_stories(story: Story, rae: Client) -> None:
    assert rae.get("/stories/nowhere/quiz/").status_code == 404
    publishing.withdraw(story, reason="The survey was wrong.")
    for response in (rae.get(START), rae.post(START, {"timed": "1"})):
        assert response.status_code == 410
        assert "The survey was wrong." in response.content.decode()


@pytest.mark.parametrize("move", ["answer/", "show/", "next/", "report/"])
def test_moves_are_posts_with_a_token(story: Story, rae: Client, move: str) -> None:
    run = begin(rae)
    assert rae.get(url_of(run, move)).status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = rae.cookies
    assert careful.post(url_of(run, move), {"round": 1}).status_code == 403


@pytest.mark.parametrize("move", ["", "answer/", "show/", "next/", "report/"])
def test_anothers_run_is_not_found_and_the_same_quiz_is_offered(
    story: Story, rae: Client, sly: Client, move: str
) -> None:
    run = begin(rae)
    begin(sly)
    token = right_option(round_of(run, 1)).token
    sent = {"round": 1, "option": token, "reason": "other"}
    response = sly.post(url_of(run, move), sent) if move else sly.get(url_of(run))
    assert response.status_code == 404
    assert START in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not Answer.objects.exists()
    unknown = sly.get(f"/quiz/{uuid.uuid4()}/")
    assert unknown.status_code == 404
    assert "/quiz/" in unknown.content.decode()


def test_an_answer_leads_to_the_page_or_with_htmx_is_the_fragment(story: Story, rae: Client) -> None:
    run = begin(rae)
    option = right_option(round_of(run, 1))
    plain = rae.post(url_of(run, "answer/"), {"round": 1, "option": option.token})
    assert (plain.status_code, plain["Location"]) == (303, url_of(run))
    again = rae.post(url_of(run, "answer/"), {"round": 1, "option": option.token}, **HTMX)
    assert again.status_code == 200
    assert b"<!doctype" not in again.content
    assert b"Right." in again.content
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_refusals_have_their_status_and_their_sentence(
    story: Story, rae: Client, headers: dict[str, str]
) -> None:
    run = begin(rae)
    first, second = round_of(run, 1), round_of(run, 2)
    right, wrong = right_option(first).token, wrong_option(first).token

    def answer(**sent: Any) -> tuple[int, bool]:
        response = rae.post(url_of(run, "answer/"), sent, **headers)
        return response.status_code, 'role="alert"' in response.content.decode()

    assert answer() == (422, True)
    assert answer(round=1) == (422, True)
    assert answer(option=right) == (422, True)
    assert answer(round="one", option=right) == (422, True)
    assert answer(round=-1, option=right) == (422, True)
    assert answer(round=7, option=right) == (422, True)
    assert answer(round=10**30, option=right) == (422, True)
    assert answer(round=1, option="A" * 22) == (422, True)
    assert answer(round=1, option="é\ud7ff") == (422, True)
    assert answer(round=1, option=right_option(second).token) == (422, True)
    assert answer(round=2, option=right_option(second).token) == (409, True)
    assert answer(round=1, option=wrong)[0] in (200, 303)
    assert answer(round=1, option=right) == (409, True)
    assert rae.post(url_of(run, "next/"), {"round": 2}, **headers).status_code == 409
    assert rae.post(url_of(run, "show/"), {"round": 2}, **headers).status_code == 409
    assert rae.post(url_of(run, "report/"), {"round": 1, "reason": "?"}, **headers).status_code == 422
    assert rae.post(url_of(run, "report/"), {"round": 2, "reason": "other"}, **headers).status_code == 409
    assert Answer.objects.count() == 1


def test_what_the_client_says_about_time_is_not_heard(story: Story, rae: Client, hands: Hands) -> None:
    run = begin(rae)
    hands.pass_ms(15_000)
    sent = {
        "round": 1,
        "option": right_option(round_of(run, 1)).token,
        "elapsed_ms": 0,
        "shown_at": "2030-01-01",
    }
    rae.post(url_of(run, "answer/"), sent | {"left": 20_000}, HTTP_DATE="Tue, 01 Jan 2030 00:00:00 GMT")
    assert Answer.objects.get().elapsed_ms == 15_000


def test_head_does_not_begin_the_clock(story: Story, rae: Client) -> None:
    location = rae.post(START, {"timed": "1"})["Location"]
    assert rae.head(location).status_code == 200
    assert round_of(Run.objects.get(), 1).shown_at is None


def test_the_page_shows_what_is_left_and_asks_again_when_it_is_over(
    story: Story, rae: Client, hands: Hands
) -> None:
    run = begin(rae)
    hands.pass_ms(8_400)
    page = rae.get(url_of(run)).content.decode()
    assert 'data-left="11600"' in page
    assert "<b>12</b> seconds left" in page
    assert '<noscript><meta http-equiv="refresh" content="14"></noscript>' in page
    hands.pass_ms(14_000)
    assert "Time is up." in rae.get(url_of(run)).content.decode()


def test_without_the_clock_nothing_counts_down(story: Story, rae: Client) -> None:
    page = rae.get(url_of(begin(rae, timed="0"))).content.decode()
    assert "http-equiv" not in page
    assert "data-left" not in page


def test_score_streak_and_round_are_on_every_screen(story: Story, rae: Client, hands: Hands) -> None:
    run = begin(rae)
    for number in range(1, 7):
        page = rae.get(url_of(run)).content.decode()
        assert f"<dd>{number}<small> of 6</small></dd>" in page
        token = right_option(round_of(run, number)).token
        told = rae.post(url_of(run, "answer/"), {"round": number, "option": token}, **HTMX).content.decode()
        score = loaded(run).score
        for shown in (f"<dd>{number}<small> of 6", f"<dd>{score.streak}</dd>", f"<dd>{score.points}</dd>"):
            assert shown in told
        rae.post(url_of(run, "next/"), {"round": number})
    result = rae.get(url_of(run)).content.decode()
    assert "<dt>Streak</dt><dd>6</dd>" in result
    assert f"<dt>Points</dt><dd>{loaded(run).score.points}</dd>" in result


def test_the_reveal_says_who_when_where_and_links_the_source(story: Story, rae: Client) -> None:
    run = begin(rae)
    round = round_of(run, 1)
    quote_, speaker = loading.quote_of(round), loading.speaker_of(round)
    token = wrong_option(round).token
    page = bytes_of(rae.post(url_of(run, "answer/"), {"round": 1, "option": token}, **HTMX))
    for told in (speaker.name, "12 May 2026", quote_.context, "Traffic survey and minutes"):
        assert told in page
    assert f"/stories/harbour-bridge-vote/#quote-{quote_.key}" in page
    assert "/stories/harbour-bridge-vote/#source-survey" in page
    assert "Report this quotation" in page
    assert "Next up" in page


def test_the_result_shares_without_spoilers_and_lists_what_was_missed(story: Story, rae: Client) -> None:
    run = begin(rae)
    for number in range(1, 7):
        round = round_of(run, number)
        token = (wrong_option if number == 2 else right_option)(round).token
        rae.post(url_of(run, "answer/"), {"round": number, "option": token})
        rae.post(url_of(run, "next/"), {"round": number})
        rae.get(url_of(run))
    page = bytes_of(rae.get(url_of(run)))
    card = re.search(r"<textarea readonly[^>]*>(.*?)</textarea>", page, re.S)
    assert card is not None
    assert "●○●●●●" in card[1]
    assert f"http://testserver{START}" in card[1]
    for round in loaded(run).rounds:
        assert loading.quote_of(round).text not in card[1]
        assert loading.speaker_of(round).name not in card[1]
    missed = loading.quote_of(round_of(run, 2))
    assert f"“{missed.text}”" in page
    assert loading.quote_of(round_of(run, 1)).text not in page
    assert str(run.pk) not in card[1]


def test_the_result_prints_the_xp_that_the_ledger_holds(story: Story, rae: Client) -> None:
    run = begin(rae)
    for number in range(1, 7):
        rae.post(
            url_of(run, "answer/"), {"round": number, "option": right_option(round_of(run, number)).token}
        )
        rae.post(url_of(run, "next/"), {"round": number})
        rae.get(url_of(run))
    assert "<dt>XP</dt><dd>+16</dd>" in bytes_of(rae.get(url_of(run)))
    Award.objects.filter(source=run.award_source).update(amount=3)  # as a merge may leave it
    assert "<dt>XP</dt><dd>+3</dd>" in bytes_of(rae.get(url_of(run)))


def test_a_voided_round_says_so_and_repeats_nothing(
    story: Story, publish: Callable[[StoryDocument], Story], rae: Client
) -> None:
    run = begin(rae)
    round = round_of(run, 1)
    rae.post(url_of(run, "answer/"), {"round": 1, "option": right_option(round).token})
    gone = loading.quote_of(round)
    publish(quotable(quotes=[q.model_dump(mode="json") for q in quotable().quotes if q.key != gone.key]))
    page = bytes_of(rae.get(url_of(run)))
    assert "Withdrawn." in page
    assert gone.text not in page


def test_a_report_is_thanked_and_queued(story: Story, rae: Client) -> None:
    run = begin(rae)
    rae.post(url_of(run, "show/"), {"round": 1})
    response = rae.post(
        url_of(run, "report/"), {"round": 1, "reason": "wording", "note": "<b>see p. 3</b>"}, **HTMX
    )
    assert response.status_code == 200
    assert "Reported, thank you" in response.content.decode()
    assert Report.objects.get().note == "<b>see p. 3</b>"


def test_the_daily_begins_resumes_and_is_absent_when_it_must_be(
    publish: Callable[[StoryDocument], Story], rae: Client
) -> None:
    assert "No daily quiz today" in rae.get("/quiz/daily/").content.decode()
    assert rae.post("/quiz/daily/", {"timed": "1"}).status_code == 409
    publish(quotable())
    assert rae.get("/quiz/daily/").status_code == 200
    assert rae.post("/quiz/daily/", {}).status_code == 422
    run = begin(rae, url="/quiz/daily/")
    assert run.daily is not None
    assert rae.post("/quiz/daily/", {"timed": "0"})["Location"] == url_of(run)
    assert url_of(run) in rae.get("/quiz/daily/").content.decode()
    assert url_of(run) in rae.get("/quiz/").content.decode()


def test_pages_are_never_stored_and_runs_not_indexed(story: Story, rae: Client) -> None:
    run = begin(rae)
    for path in (START, "/quiz/daily/", url_of(run)):
        assert "no-store" in rae.get(path)["Cache-Control"]
    index = rae.get("/quiz/")
    assert index["Cache-Control"] == "private, no-cache"
    assert "Cookie" in index["Vary"]
    for path in ("/quiz/", START, "/quiz/daily/"):
        assert "noindex" not in rae.get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in rae.get(url_of(run)).content.decode()
    page = rae.get(url_of(run)).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son[a-z]+=", page)


def test_a_reload_takes_few_queries_and_writes_nothing(story: Story, rae: Client) -> None:
    run = begin(rae)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rae.get(url_of(run))
    said = [query["sql"] for query in queries]
    assert len(said) <= 8, said
    assert not [sql for sql in said if sql.startswith(("UPDATE", "INSERT", "DELETE", "BEGIN"))]
