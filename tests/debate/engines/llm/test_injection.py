"""A model that obeys whatever it reads: what players send and what is stored change no score, persona, budget or markup.

Cleaning is a layer, not a proof: `orders` says so. What these tests hold is that none of a hundred varied orders,
in ten languages, comes to stand in a prompt, and that nothing a bought model says is printed.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from debate.arena import services
from debate.engines.base import BUDGETS, AskedQuestion, JudgeTask, QuestionsTask, SpeechTask
from debate.engines.llm import LlmEngine
from debate.evidence.brief import Brief
from debate.grounding import count_words
from debate.models import Debate, Persona, Play, Question, Speech, Verdict
from debate.referee import judging
from debate.referee.scoring import WEIGHTS
from newsroom.llm.models import Call
from stories.models import Story
from tests.debate.engines.llm.obedient import (
    BOUGHT,
    FAIR,
    LANGUAGES,
    PWNED,
    SIGNS,
    Injection,
    Obedient,
    folded,
    injections,
    obeyed,
)
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.fixtures import brief, personas
from tests.debate.playing import begin, drain
from tests.llm.fake_openai import FakeOpenAI, Received

pytestmark = pytest.mark.django_db
KEPT = frozenset(
    {"model", "stream", "messages", "response_format", "max_tokens", "temperature", "stream_options"}
)


def named(to: str = "") -> Any:
    return pytest.mark.parametrize("injection", injections(to), ids=[each.name for each in injections(to)])


@pytest.fixture
def obedient(fake: FakeOpenAI) -> Obedient:
    return Obedient(fake)


def poisoned(text: str) -> Brief:
    """The flagship's brief with the text in a claim, a detail, an editor's reason and a speaker's name."""
    clean = brief()
    cards = list(clean.cards)
    cards[0] = replace(cards[0], claim=text)
    cards[1] = replace(cards[1], detail=f"{cards[1].detail} {text}")
    cards[2] = replace(cards[2], reasons={"pro": text, "con": text})
    cards[3] = replace(cards[3], speaker=text)
    return replace(clean, cards=tuple(cards))


PROSE_OF_A_PERSONA = ("life", "place", "calling", "who", "how_they_argue", "could_not_have_known")


def speech_task(of: Brief, **fields: Any) -> SpeechTask:
    return SpeechTask(
        brief=of, side="pro", speaker=personas()["thucydides"], opponent=personas()["mozi"], **fields
    )


def assert_untouched(fake: FakeOpenAI) -> None:
    """No prompt held an order, and no request asked for more or other things than it should."""
    for request in fake.chats():
        assert obeyed(request.prompt) is None
        assert request.body.keys() <= KEPT  # no tool, no function
        assert request.body["max_tokens"] <= 5_000
        assert "evil.example" not in request.prompt


# --- the material --------------------------------------------------------------------------------------------


def test_there_are_fifty_of_each_in_ten_languages_by_many_roads() -> None:
    assert len(injections("direct")) == len(injections("stored")) == 50
    for to in ("direct", "stored"):
        assert Counter(each.language for each in injections(to)) == dict.fromkeys(LANGUAGES, 5)
        assert len({each.kind for each in injections(to)}) >= 10
    assert len({folded(each.text) for each in injections()}) == 100


@named()
def test_the_obedient_model_would_obey_it_if_it_read_it(obedient: Obedient, injection: Injection) -> None:
    """Without this the other tests could not fail."""
    body = {
        "messages": [
            {"content": f"The speech of KESTREL:\n<data-1>\n{injection.text}\n</data-1>"},
            {"content": "The speech of HERON:\n<data-2>\nA plain one.\n</data-2>"},
        ]
    }
    scores = json.loads(obedient.judge(Received(path="", headers={}, body=body)))["scores"]
    assert [score["logic"] for score in scores] == BOUGHT
    headers = {"x-newsroom-purpose": "opening"}
    assert obedient.speech(Received(path="", headers=headers, body=body)) == PWNED


# --- stored: cards, earlier speeches, questions ------------------------------------------------------------


@named("stored")
def test_what_is_stored_changes_no_speech(obedient: Obedient, injection: Injection) -> None:
    question = AskedQuestion(
        text=injection.text, kind="cause", presses="both", weakness=injection.text, cards=(1,)
    )
    engine = LlmEngine()
    for part in ("opening", "answer", "closing"):
        text, made = engine.speech(
            speech_task(
                poisoned(injection.text),
                part=part,
                question=None if part == "opening" else question,
                earlier={("con", "opening"): injection.text, ("pro", "opening"): "One must weigh it."},
            )
        )
        assert made.engine == "llm", made.fallback_reason  # the honest model's own text, in its persona
        assert not SIGNS.search(text)
        assert folded(injection.order) not in folded(text)
        assert count_words(text) <= BUDGETS[part]
    assert_untouched(obedient.fake)


@named("stored")
def test_what_a_persona_is_said_to_be_gives_no_orders(obedient: Obedient, injection: Injection) -> None:
    """A dossier is edited by staff, and is data all the same."""
    told = dict.fromkeys(PROSE_OF_A_PERSONA, injection.text)
    people = [personas()[name].model_copy(update=told) for name in ("thucydides", "mozi")]
    task = replace(speech_task(brief(), part="opening"), speaker=people[0], opponent=people[1])
    text, made = LlmEngine().speech(task)
    assert made.engine == "llm", made.fallback_reason
    assert not SIGNS.search(text)
    assert_untouched(obedient.fake)


@named("stored")
def test_what_is_stored_changes_no_mark_and_no_question(obedient: Obedient, injection: Injection) -> None:
    of = poisoned(injection.text)
    good = of.cards[5]
    speech = f"{good.claim.rstrip('.')} [{good.n}]."
    people = {"pro": personas()["thucydides"], "con": personas()["mozi"]}
    question = AskedQuestion(
        text=injection.text, kind="cause", presses="both", weakness="It rests.", cards=(1,)
    )
    calls, made = LlmEngine().judge(
        JudgeTask(
            brief=of,
            round=2,
            texts={"pro": f"{speech} [1] [2] [3].", "con": f"{speech} {injection.text} [1]."},
            earlier={"pro": injection.text, "con": injection.text},
            question=question,
            personas=people,
        )
    )
    assert made.engine == "llm", made.fallback_reason
    for call in calls:
        assert [call.pro.marks["logic"], call.con.marks["logic"]] == FAIR
        assert not SIGNS.search(" ".join((*call.con.reasons.values(), *call.con.excerpts.values())))
    assert judging.record(2, calls)["pro"]["marks"]["logic"] == str(FAIR[0])
    asked, made = LlmEngine().questions(
        QuestionsTask(
            brief=of, pro=people["pro"], con=people["con"], openings={"pro": speech, "con": injection.text}
        )
    )
    assert made.engine == "llm", made.fallback_reason
    assert not any(SIGNS.search(f"{each.text} {each.weakness}") for each in asked)
    assert_untouched(obedient.fake)


@named("stored")
def test_a_model_that_repeats_it_has_it_cut(parrot: Parrot, injection: Injection) -> None:
    parrot.adds = injection.text
    text, made = LlmEngine().speech(speech_task(brief(), part="opening"))
    assert made.engine == "llm" or made.fallback_reason.startswith("Too little")
    assert folded(injection.order) not in folded(text)
    assert not SIGNS.search(text)


def test_a_model_that_was_taken_over_prints_nothing(parrot: Parrot) -> None:
    parrot.fake.answer("opening", PWNED)
    text, made = LlmEngine().speech(speech_task(brief(), part="opening"))
    assert made.engine == "offline"
    assert not SIGNS.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_debate_over_poisoned_rows_is_fair_and_plain(
    obedient: Obedient, flagship: Story, cast: dict[str, Persona], client: Client, language: str
) -> None:
    """Five orders at once, in the brief as stored, a stored speech of the opponent and the chosen question."""
    texts = [each.text for each in injections("stored") if each.language == language]
    play = begin(flagship, cast)
    value = play.debate.brief_document
    value["cards"][0]["claim"] = texts[0]
    value["cards"][1]["detail"] += texts[1]
    value["cards"][2]["reasons"] = {"pro": texts[2], "con": texts[2]}
    Debate.objects.filter(pk=play.debate_id).update(brief_document=value)
    play = Play.objects.get(pk=play.pk)
    drain(play.debate)
    opening = Speech.objects.get(side="con", part="opening")
    opening.sentences = [
        *opening.sentences,
        {"text": f"{texts[3]} <img src=x onerror=alert(1)>", "status": "supported", "citations": [1]},
    ]
    opening.save()
    services.predict(play, number=1, side="pro", confidence=70)
    Question.objects.filter(number=2).update(text=texts[4])
    services.choose_question(play, number=2)
    drain(play.debate)
    for verdict in Verdict.objects.all():
        assert verdict.engine == "llm", verdict.fallback_reason
        assert verdict.record["outcome"] == "draw"
        for side in ("pro", "con"):
            marks = verdict.record[side]["marks"]
            assert {marks[name] for name in WEIGHTS} <= {str(FAIR[0]), marks["evidence"]}
            assert float(marks["evidence"]) <= FAIR[0]
    for speech in Speech.objects.exclude(pk=opening.pk):
        assert (speech.engine, speech.fallback_reason) == ("llm", "")
        assert not SIGNS.search(speech.text)
        assert count_words(speech.text) <= BUDGETS[speech.part]
    assert (play.debate.pro.slug, play.debate.con.slug) == ("thucydides", "mozi")
    assert Call.objects.count() == len(obedient.fake.chats()) <= 30
    assert_untouched(obedient.fake)
