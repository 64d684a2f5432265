"""The arena's addresses: what each answers, and to whom."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from debate.arena import services
from debate.arena.stage import Step, stage_of
from debate.models import Debate, Persona, Play, Prediction, Verdict
from newsroom.players.models import Award, Player
from stories import publishing
from stories.models import Story
from tests.debate.playing import drain

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}
CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}


@pytest.fixture
def choose_url(flagship: Story, cast: dict[str, Persona]) -> str:
    return reverse("debate:choose", args=[flagship.slug])


@pytest.fixture
def play(choose_url: str, rae: Client) -> Play:
    """Rae's play, its openings written and its verdict sealed."""
    rae.post(choose_url, CHOICE)
    made = Play.objects.get()
    drain(made.debate)
    return made


def at(play: Play, move: str) -> str:
    return reverse(f"debate:{move}", args=[play.pk])


def rows() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Debate, Play, Prediction, Award, Player))


# --- choosing -----------------------------------------------------------------------------------------


def test_the_arena_lists_every_motion_and_what_is_ready(choose_url: str, rae: Client, play: Play) -> None:
    page = rae.get("/arena/").content.decode()
    for motion in play.debate.story.document.motions:
        assert f"?motion={motion.key}" in page
    assert f"pro={play.debate.pro.slug}&amp;con={play.debate.con.slug}" in page


def test_choosing_leads_to_the_play_by_a_303(choose_url: str, rae: Client) -> None:
    response = rae.post(choose_url, CHOICE)
    assert response.status_code == 303
    assert response["Location"] == Play.objects.get().get_absolute_url()


def test_choosing_with_htmx_answers_with_the_stage(choose_url: str, rae: Client) -> None:
    response = rae.post(choose_url, CHOICE, **HTMX)
    assert response.status_code == 200
    assert response.content.decode().lstrip().startswith('<section id="stage"')
    assert response["HX-Push-Url"] == Play.objects.get().get_absolute_url()


def test_the_same_choice_again_leads_to_the_same_play(choose_url: str, rae: Client) -> None:
    first = rae.post(choose_url, CHOICE)["Location"]
    assert rae.post(choose_url, CHOICE)["Location"] == first
    assert (Play.objects.count(), Player.objects.count(), Debate.objects.count()) == (1, 1, 1)


def test_two_players_share_a_debate_and_have_a_play_each(choose_url: str, rae: Client, sly: Client) -> None:
    assert rae.post(choose_url, CHOICE)["Location"] != sly.post(choose_url, CHOICE)["Location"]
    assert (Debate.objects.count(), Play.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"motion": ""}, "Choose a motion"),
        ({"motion": "no-such-motion"}, "no such motion"),
        ({"pro": ""}, "Choose who argues for it"),
        ({"con": "nobody"}, "Nobody of that name"),
        ({"con": "thucydides"}, "Nobody argues both sides"),
        ({"pro": "x" * 500}, "at most 80 characters"),
    ],
)
def test_a_wrong_choice_is_a_422_that_keeps_what_was_chosen(
    choose_url: str, rae: Client, wrong: dict[str, str], words: str
) -> None:
    before = rows()
    response = rae.post(choose_url, CHOICE | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    if "pro" not in wrong:
        assert re.search(r'name="pro" value="thucydides"[^>]*checked', page)
    assert rows() == before
    assert "sessionid" not in rae.cookies


def test_a_retired_persona_cannot_be_chosen(choose_url: str, rae: Client) -> None:
    Persona.objects.filter(slug="mozi").update(is_active=False)
    assert rae.post(choose_url, CHOICE).status_code == 422


def test_a_link_fills_the_form(choose_url: str, rae: Client) -> None:
    page = rae.get(
        choose_url, {"motion": "referendum-first", "pro": "mozi", "con": "nobody"}
    ).content.decode()
    assert re.search(r'value="referendum-first" required checked', page)
    assert re.search(r'name="pro" value="mozi" required checked', page)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_story_and_a_draft_have_no_arena(choose_url: str, rae: Client, method: str) -> None:
    Story.objects.create(
        slug="draft", headline="Draft", category="x", standfirst="x", as_of="2026-01-01", overview="x"
    )
    for slug in ("nowhere", "draft"):
        before = rows()
        response = getattr(rae, method)(reverse("debate:choose", args=[slug]), CHOICE)
        assert response.status_code == 404
        assert "404.html" in response.template_name
        assert rows() == before


def test_a_story_that_is_not_debatable_says_why(
    flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    Story.objects.filter(pk=flagship.pk).update(debatable=False, not_debatable_reason="The trial has begun.")
    flagship.refresh_from_db()
    publishing.publish(flagship)
    url = reverse("debate:choose", args=[flagship.slug])
    shown = rae.get(url)
    assert shown.status_code == 200
    assert "The trial has begun." in shown.content.decode()
    assert rae.post(url, CHOICE).status_code == 409
    assert Play.objects.count() == 0


def test_a_motion_with_no_card_for_a_side_offers_another(
    flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    motion = flagship.motions.get(key="frozen-front-line")
    motion.bearings.filter(side="con").delete()
    publishing.publish(flagship)
    url = reverse("debate:choose", args=[flagship.slug])
    page = rae.get(url).content.decode()
    assert "Too little in this story speaks against it yet." in page
    assert rae.post(url, CHOICE).status_code == 422
    assert Play.objects.count() == 0


def test_a_story_in_another_language_is_read_and_quizzed_but_not_debated(
    flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    Story.objects.update(language="uk")
    flagship.refresh_from_db()
    publishing.publish(flagship)
    url = reverse("debate:choose", args=[flagship.slug])
    why = "This story is not in English, and debates and voices are written and checked in English alone."
    assert why in rae.get(url).content.decode()
    assert rae.post(url, CHOICE).status_code == 409
    assert Play.objects.count() == 0
    page = rae.get(flagship.get_absolute_url()).content.decode()
    assert page.count(why) == 2, "of its arena and of its voices"
    assert reverse("quiz:start", args=[flagship.slug]) in page
    assert rae.get(reverse("debate:voices", args=[flagship.slug])).status_code == 404
    assert flagship.motions.all()[0].text not in rae.get("/arena/").content.decode()


# --- a play and its owner ------------------------------------------------------------------------------


def test_a_play_belongs_to_its_player_and_others_are_offered_the_debate(play: Play, sly: Client) -> None:
    before = rows()
    for name in ("play", "stage", "play_json"):
        assert sly.get(at(play, name)).status_code == 404
    for name, data in (
        ("predict", {"round": 1, "side": "pro", "confidence": 70}),
        ("crossfire", {"question": 1}),
        ("try_again", {}),
    ):
        assert sly.post(at(play, name), data).status_code == 404
    page = sly.get(at(play, "play")).content.decode()
    assert "Play this debate" in page
    assert 'name="motion" value="frozen-front-line"' in page
    assert rows() == before


def test_an_unknown_play_is_a_404_that_leads_on(cast: dict[str, Persona], rae: Client) -> None:
    response = rae.get(reverse("debate:play", args=[uuid.uuid4()]))
    assert response.status_code == 404
    assert 'href="/arena/"' in response.content.decode()
    assert rae.get("/plays/not-an-id/").status_code == 404


@pytest.mark.parametrize("move", ["predict", "crossfire", "try_again"])
def test_moves_are_posts(play: Play, rae: Client, move: str) -> None:
    assert rae.get(at(play, move)).status_code == 405


@pytest.mark.parametrize("move", ["predict", "crossfire", "try_again"])
def test_a_move_without_its_token_is_refused_with_a_way_back(play: Play, rae: Client, move: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = rae.cookies
    response = strict.post(at(play, move), {"round": 1, "side": "pro", "confidence": 70, "question": 1})
    assert response.status_code == 403
    assert Prediction.objects.count() == 0


# --- moves ------------------------------------------------------------------------------------------------


def test_a_prediction_is_a_303_or_the_opened_verdict(play: Play, rae: Client) -> None:
    call = {"round": 1, "side": "pro", "confidence": 70}
    response = rae.post(at(play, "predict"), call)
    assert (response.status_code, response["Location"]) == (303, f"{play.get_absolute_url()}#verdict-1")
    again = rae.post(at(play, "predict"), call, **HTMX)
    assert again.status_code == 200
    assert 'id="verdict-1"' in again.content.decode()
    assert Prediction.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": ""},
        {"side": "left"},
        {"confidence": "60"},
        {"confidence": ""},
        {"confidence": "-70"},
        {"confidence": "9" * 400},
        {"round": "3"},
        {"round": "one"},
    ],
)
def test_a_malformed_prediction_is_a_422_and_the_form_is_still_there(
    play: Play, rae: Client, wrong: dict[str, str]
) -> None:
    for headers in ({}, HTMX):
        response = rae.post(
            at(play, "predict"), {"round": "1", "side": "pro", "confidence": "70"} | wrong, **headers
        )
        assert response.status_code == 422
        assert 'id="predict"' in response.content.decode()
        assert 'role="alert"' in response.content.decode()
    assert Prediction.objects.count() == 0


def test_a_second_different_prediction_is_a_409_and_the_first_stands(play: Play, rae: Client) -> None:
    rae.post(at(play, "predict"), {"round": 1, "side": "pro", "confidence": 70})
    response = rae.post(at(play, "predict"), {"round": 1, "side": "con", "confidence": 70}, **HTMX)
    assert response.status_code == 409
    assert "cannot be changed" in response.content.decode()
    assert Prediction.objects.get().side == "pro"


def test_predicting_too_early_is_a_409(choose_url: str, rae: Client) -> None:
    rae.post(choose_url, CHOICE)
    early = Play.objects.get()
    for number in (1, 2):
        response = rae.post(at(early, "predict"), {"round": number, "side": "pro", "confidence": 70})
        assert response.status_code == 409
    assert Prediction.objects.count() == 0


@pytest.mark.parametrize("wrong", ["", "0", "4", "two", "1e9"])
def test_a_question_that_is_none_of_the_three_is_a_422(play: Play, rae: Client, wrong: str) -> None:
    rae.post(at(play, "predict"), {"round": 1, "side": "pro", "confidence": 70})
    assert rae.post(at(play, "crossfire"), {"question": wrong}).status_code == 422
    play.refresh_from_db()
    assert play.question is None


def test_the_crossfire_out_of_turn_and_changed_is_a_409(play: Play, rae: Client) -> None:
    assert rae.post(at(play, "crossfire"), {"question": 1}).status_code == 409
    rae.post(at(play, "predict"), {"round": 1, "side": "pro", "confidence": 70})
    assert rae.post(at(play, "crossfire"), {"question": 1}).status_code == 303
    assert rae.post(at(play, "crossfire"), {"question": 1}).status_code == 303
    assert rae.post(at(play, "crossfire"), {"question": 2}).status_code == 409


# --- fragments ----------------------------------------------------------------------------------------------


def test_the_stage_answers_204_until_something_is_new(play: Play, rae: Client) -> None:
    version = stage_of(play).version
    url = at(play, "stage")
    assert rae.get(url, {"v": version}).status_code == 204
    fresh = rae.get(url, {"v": version - 1})
    assert fresh.status_code == 200
    assert fresh.template_name == "debate/play.html#stage"
    for odd in ("", "x", "-1", "9" * 40, "²"):
        assert rae.get(url, {"v": odd}).status_code == 200


def test_the_stage_polls_only_while_a_worker_is_busy(choose_url: str, rae: Client) -> None:
    rae.post(choose_url, CHOICE)
    play = Play.objects.get()
    busy = rae.get(play.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in busy
    assert 'http-equiv="refresh"' in busy
    drain(play.debate)
    still = rae.get(play.get_absolute_url()).content.decode()
    assert "hx-trigger" not in still
    assert "http-equiv" not in still


def test_the_whole_page_and_its_fragment_show_the_same_stage(play: Play, rae: Client) -> None:
    def stage(html: str) -> str:
        found = re.search(r'<section id="stage".*</section>', html, re.DOTALL)
        assert found
        return re.sub(r' data-fresh|value="[A-Za-z0-9]{64}"', "", found[0])

    page = rae.get(play.get_absolute_url()).content.decode()
    fragment = rae.get(at(play, "stage")).content.decode()
    assert stage(page) == stage(fragment)


def test_plays_are_private_and_never_cached_or_indexed(play: Play, rae: Client) -> None:
    for name in ("play", "stage", "play_json"):
        response = rae.get(at(play, name))
        assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in rae.get(play.get_absolute_url()).content.decode()


# --- what must not leak ------------------------------------------------------------------------------------


def test_no_byte_sent_before_a_prediction_holds_a_score_a_winner_or_the_key(play: Play, rae: Client) -> None:
    verdict = Verdict.objects.get()
    secrets = [
        verdict.nonce,
        *(r for side in ("pro", "con") for r in verdict.record[side]["reasons"].values()),
    ]
    for name in ("play", "stage", "play_json"):
        response = rae.get(at(play, name))
        sent = response.content.decode() + str(response.headers)
        assert verdict.seal in sent
        for secret in secrets:
            assert secret not in sent
        for word in (
            "outcome",
            '"overall"',  # a card may say "the overall compromise"
            ">overall<",
            "suttner takes",
            "mozi takes",
            "thucydides takes",
            "nonce",
            "split decision",
        ):
            assert word not in sent.lower()
    state = json.loads(rae.get(at(play, "play_json")).content)
    assert state["rounds"][0]["verdict"] is None
    assert state["questions"] == []


def test_after_the_prediction_everything_is_on_the_table(play: Play, rae: Client) -> None:
    rae.post(at(play, "predict"), {"round": 1, "side": "con", "confidence": 85})
    verdict = Verdict.objects.get()
    state = json.loads(rae.get(at(play, "play_json")).content)
    assert state["step"] == Step.CROSSFIRE
    opened = state["rounds"][0]["verdict"]
    assert opened["nonce"] == verdict.nonce
    assert opened["outcome"] == verdict.record["outcome"]
    assert len(state["questions"]) == 3


def test_a_verdict_of_another_branch_stays_closed(
    play: Play, rae: Client, sly: Client, choose_url: str
) -> None:
    """Rae has played question 1 to the end; Sly, on the same debate, still sees nothing of any verdict."""
    rae.post(at(play, "predict"), {"round": 1, "side": "pro", "confidence": 70})
    rae.post(at(play, "crossfire"), {"question": 1})
    drain(play.debate)
    rae.post(at(play, "predict"), {"round": 2, "side": "pro", "confidence": 70})
    sly.post(choose_url, CHOICE)
    other = Play.objects.exclude(pk=play.pk).get()
    page = (
        sly.get(other.get_absolute_url()).content.decode() + sly.get(at(other, "play_json")).content.decode()
    )
    for verdict in Verdict.objects.all():
        assert verdict.nonce not in page
    assert services.round_of(other, 2) is None
    assert 'id="round-2"' not in page


def test_hostile_text_is_escaped_everywhere(play: Play, rae: Client) -> None:
    evil = "<script>alert(1)</script>"
    Debate.objects.update(motion=evil)
    for speech in play.debate.rounds.get(number=1).speeches.all():
        speech.sentences = [{"text": f"{evil} [1]", "status": "supported", "citations": [1]}]
        speech.save()
    page = rae.get(play.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="#card-1"' in page


def test_the_page_says_before_the_choice_that_being_right_can_cost_cred(play: Play, rae: Client) -> None:
    play.debate.rounds.update(house_line=0.7)
    page = rae.get(play.get_absolute_url()).content.decode()
    assert "a right call that was less sure than the house costs cred too" in page
    # 55 % for, against a house of 70 %: 60·((.7 − 1)² − (.55 − 1)²) = 60·(.09 − .2025) = −6.75
    assert re.search(r"55 %.*?−6\.[78] if right", page, re.DOTALL)
