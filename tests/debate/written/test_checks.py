"""How a page says what was checked, by whom, and by which words of the card; rows of before the checker too."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from debate.engines.base import Checked, Review, Said
from debate.models import Persona, Play, Speech, Voice
from debate.voices import services as voices
from debate.written.checks import checks_of
from debate.written.speeches import SpeechWriter, printable
from newsroom.players.models import Player
from stories.models import Story
from tests.debate.engines.llm.conftest import parrot  # noqa: F401 - a fixture
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import begin, drain, drain_voices
from tests.llm.conftest import fake  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
BORNE = "The 20-point framework lets Ukraine keep 800,000 troops [2]."
MUSING = "A wall without any guards is a line on paper."
REVIEW = Review(
    sentences=(
        Checked(text=BORNE, verdict="borne-out", bears={2: ("lets Ukraine keep 800,000 troops",)}),
        Checked(text=MUSING, verdict="reasoning", bears={}),
    ),
    taken_out=2,
    checker="lynx-3",
)


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona], rae: Client) -> Play:
    rae.get("/arena/")
    motion = flagship.document.motions[0].key
    chosen = {"motion": motion, "pro": "thucydides", "con": "mozi"}
    rae.post(reverse("debate:choose", args=[flagship.slug]), chosen)
    play = Play.objects.get()
    drain(play.debate)
    return play


def page_of(play: Play, client: Client) -> str:
    return client.get(play.get_absolute_url()).content.decode()


def speech_of(play: Play) -> Speech:
    return Speech.objects.get(round__debate=play.debate, side="pro", part="opening")


def test_a_row_keeps_how_each_sentence_was_checked_and_by_which_words(play: Play) -> None:
    speech = speech_of(play)
    SpeechWriter().take(speech, Said(text=f"{MUSING} {BORNE} {MUSING[:-1]} and no more.", review=REVIEW))
    kept = [(s["checked"], s["bears"]) for s in Speech.objects.get(pk=speech.pk).sentences]
    assert kept == [
        ("reasoning", {}),
        ("borne-out", {"2": ["lets Ukraine keep 800,000 troops"]}),
        ("rule", {}),
    ]
    assert Speech.objects.get(pk=speech.pk).review == {"taken_out": 2, "checker": "lynx-3"}


def test_what_is_shown_early_is_checked_by_rule(play: Play) -> None:
    assert {s["checked"] for s in printable(speech_of(play), Said(text=f"{MUSING} {BORNE}"))} == {"rule"}


def test_a_citation_leads_to_its_card_and_the_words_that_bear_it_are_marked(play: Play, rae: Client) -> None:
    speech = speech_of(play)
    SpeechWriter().take(speech, Said(text=f"{MUSING} {BORNE}", review=REVIEW))
    page = page_of(play, rae)
    assert f'<span class="reasoning">{MUSING}</span>' in page
    link = f'href="#card-2" aria-label="evidence 2, borne out" data-bears="{speech.pk}-2"'
    assert re.search(rf'<span class="borne-out">[^<]*<a class="cite" {link}>2</a>', page)
    card = page.partition('<li id="card-2"')[2].partition("</li>")[0]
    assert f'<mark data-for="{speech.pk}-2">lets Ukraine keep 800,000 troops</mark>' in card
    assert "1 of 1 claims borne out by their cards, says a checker" in page
    assert "2 sentences of the draft were taken out" in page
    assert page.count("How each sentence was checked") == 1


def test_words_beside_the_claim_are_shown_open_and_the_rest_can_be_opened(play: Play, rae: Client) -> None:
    speech = speech_of(play)
    card = play.debate.brief.card(2)
    assert card is not None
    words = " ".join(card.rest.split()[-4:])
    review = Review(
        sentences=(Checked(text=BORNE, verdict="borne-out", bears={2: (words,)}),), checker="lynx-3"
    )
    SpeechWriter().take(speech, Said(text=f"{MUSING} {BORNE}", review=review))
    page = page_of(play, rae)
    entry = page.partition('<li id="card-2"')[2].partition("</li>")[0]
    assert re.search(rf'<p class="rest">.*<mark data-for="{speech.pk}-2">', entry)
    assert '<details class="rest">' in page  # another card, whose words bear nothing out


def test_rows_of_before_the_checker_are_shown_as_checked_by_rule(play: Play, rae: Client) -> None:
    speech = speech_of(play)
    old = [{"text": BORNE, "status": "supported", "citations": [2]}]
    Speech.objects.filter(pk=speech.pk).update(sentences=old, review={})
    page = page_of(play, rae)
    assert re.search(r'<span class="supported by-rule">The 20-point', page)
    assert 'aria-label="evidence 2, checked by rule only"' in page
    assert "1 of 1 claims supported, checked by rule only" in page
    assert "taken out" not in page.partition("How each sentence was checked")[0]
    play_json = rae.get(reverse("debate:play_json", args=[play.pk])).json()
    assert old in [speech["sentences"] for speech in play_json["rounds"][0]["speeches"]]


def test_the_plays_json_says_what_it_said_and_how_it_was_checked(play: Play, rae: Client) -> None:
    SpeechWriter().take(speech_of(play), Said(text=f"{MUSING} {BORNE}", review=REVIEW))
    shown = rae.get(reverse("debate:play_json", args=[play.pk])).json()["rounds"][0]["speeches"]
    for speech in shown:
        assert speech.keys() == {"side", "part", "state", "sentences"}
        for sentence in speech["sentences"]:
            assert {"text", "status", "citations"} <= sentence.keys()


def test_hostile_words_of_a_card_are_escaped_in_their_mark(play: Play, rae: Client) -> None:
    evil = '<img src=x onerror="alert(1)"> & more'
    debate = play.debate
    brief = {**debate.brief_document}
    brief["cards"] = [
        {**card, "claim": f"It says {evil} here."} if card["n"] == 2 else card for card in brief["cards"]
    ]
    type(debate).objects.filter(pk=debate.pk).update(brief_document=brief)
    borne = {
        "text": BORNE,
        "status": "supported",
        "citations": [2],
        "checked": "borne-out",
        "bears": {"2": [evil]},
    }
    Speech.objects.filter(pk=speech_of(play).pk).update(sentences=[borne])
    page = page_of(play, rae)
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; more</mark>" in page


def test_a_voice_says_so_too(flagship: Story, cast: dict[str, Persona], rae: Client) -> None:
    voices.ask(Player.objects.create(), story=flagship, persona=cast["mozi"])
    drain_voices()
    voice = Voice.objects.get()
    first, *rest = [sentence for sentence in voice.sentences if sentence["citations"]]
    n = first["citations"][0]
    card = voice.brief.card(n)
    assert card is not None
    words = " ".join(card.claim.split()[:4])
    Voice.objects.update(
        sentences=[{**first, "checked": "borne-out", "bears": {str(n): [words]}}, *rest],
        review={"taken_out": 1, "checker": "lynx-3"},
    )
    page = rae.get(reverse("debate:voice", args=[flagship.slug, "mozi"])).content.decode()
    assert 'href="#mozi-1" aria-label="evidence 1, borne out" data-bears="mozi-1"' in page
    assert re.search(r'<mark data-for="mozi-1">[^<]+</mark>', page)
    assert "1 sentence of the draft was taken out" in page
    assert re.search(
        r"1 of \d claims borne out by their cards, says a checker; \d checked by rule only", page
    )


def test_a_debate_by_a_model_is_read_sentence_by_sentence(
    parrot: Parrot,  # noqa: F811
    flagship: Story,
    cast: dict[str, Persona],
) -> None:
    play = begin(flagship, cast)
    drain(play.debate)
    for speech in Speech.objects.all():
        assert (speech.engine, speech.review["checker"]) == ("llm", "parrot-1"), speech.fallback_reason
        assert {s["checked"] for s in speech.sentences} == {"borne-out", "reasoning"}
        for sentence in speech.sentences:
            assert (sentence["checked"] == "borne-out") == bool(sentence["bears"])


@pytest.mark.parametrize(
    ("sentences", "review", "claims", "passed", "by_rule"),
    [
        ([], {}, 0, 0, 0),
        ([("rule", "supported"), ("rule", "weak"), ("rule", "rhetorical")], {}, 2, 1, 0),
        (
            [("borne-out", "weak"), ("reasoning", "supported"), ("rule", "supported")],
            {"checker": "m"},
            2,
            1,
            1,
        ),
        ([("borne-out", "rhetorical"), ("rule", "rhetorical")], {"checker": "m"}, 1, 1, 0),
    ],
)
def test_only_what_states_a_fact_is_counted(
    sentences: list[tuple[str, str]], review: dict[str, str], claims: int, passed: int, by_rule: int
) -> None:
    checks = checks_of([{"checked": how, "status": status} for how, status in sentences], review)
    assert (checks.claims, checks.passed, checks.by_rule) == (claims, passed, by_rule)
