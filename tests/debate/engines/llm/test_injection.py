"""A model that obeys whatever it reads: what players send and what is stored change no persona, budget or markup.

`orders` keeps the plainest out of a prompt and is no proof: most of the fifty stored orders here do reach a model that
carries them out. What these tests hold is that they stand between delimiters drawn for the call and cannot leave them,
and that nothing which the model says because of them is printed or counts for more than our code allows.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from debate.arena import services
from debate.engines.base import BUDGETS, AskedQuestion, JudgeTask, QuestionsTask, SpeechTask
from debate.engines.llm import LlmEngine
from debate.engines.offline import OfflineEngine
from debate.evidence.brief import Brief
from debate.grounding import count_words
from debate.models import Debate, Persona, Play, Question, Speech, Verdict
from debate.referee import judging
from debate.referee.scoring import WEIGHTS
from newsroom.llm.cleaning import cleaned
from newsroom.llm.models import Call
from stories.models import Story
from tests.debate.engines.llm.obedient import (
    BOUGHT,
    DELIMITED,
    LANGUAGES,
    PWNED,
    SIGNS,
    Injection,
    Obedient,
    folded,
    injections,
    obeyed,
    outside,
)
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.fixtures import brief, personas
from tests.debate.playing import begin, drain
from tests.llm.fake_openai import FakeOpenAI, Received

pytestmark = pytest.mark.django_db
SOLD = re.compile(r"PWNED|Captain Blackbeard|My system prompt|full marks|<script|evil\.example")  # of PWNED
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


def assert_contained(fake: FakeOpenAI) -> None:
    """No prompt held an order outside its delimiters, and no request asked for more or other things than it should."""
    for request in fake.chats():
        assert obeyed(outside(request.prompt)) is None
        marker, *others = {marker for marker, _ in DELIMITED.findall(request.prompt)}
        assert not others
        assert request.prompt.count(f"<{marker}>") == request.prompt.count(f"</{marker}>")
        assert "<data-" not in outside(request.prompt).replace(f"<{marker}> and </{marker}>", "")
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
    assert PWNED in obedient.speech(Received(path="", headers=headers, body=body))


def test_orders_do_reach_the_model_in_these_tests() -> None:
    """Were they all withheld, the tests below could not fail."""
    reached = [each for each in injections("stored") if folded(each.order) in folded(cleaned(each.text))]
    assert len(reached) >= 20
    assert len({each.language for each in reached}) >= 8


# --- stored: cards, earlier speeches, questions ------------------------------------------------------------


@named("stored")
def test_what_is_stored_changes_no_speech(obedient: Obedient, injection: Injection) -> None:
    question = AskedQuestion(
        text=injection.text, kind="cause", presses="both", weakness=injection.text, cards=(1,)
    )
    engine = LlmEngine()
    for part in ("opening", "answer", "closing"):
        task = speech_task(
            poisoned(injection.text),
            part=part,
            question=None if part == "opening" else question,
            earlier={("con", "opening"): injection.text, ("pro", "opening"): "One must weigh it."},
        )
        text, made = engine.speech(task)
        if made.engine == "offline":  # too little of it stood: in its place, from the same cards
            assert text == OfflineEngine().speech(task)[0]
            continue
        assert not SIGNS.search(text)
        assert folded(injection.order) not in folded(text)
        assert count_words(text) <= BUDGETS[part]
    assert_contained(obedient.fake)


@named("stored")
def test_what_a_persona_is_said_to_be_gives_no_orders(obedient: Obedient, injection: Injection) -> None:
    """A dossier is edited by staff, and is data all the same."""
    told = dict.fromkeys(PROSE_OF_A_PERSONA, injection.text)
    people = [personas()[name].model_copy(update=told) for name in ("thucydides", "mozi")]
    task = replace(speech_task(brief(), part="opening"), speaker=people[0], opponent=people[1])
    text, made = LlmEngine().speech(task)
    assert made.engine == "llm", made.fallback_reason
    assert not SIGNS.search(text)
    assert_contained(obedient.fake)


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
        assert not SIGNS.search(" ".join((*call.con.reasons.values(), *call.con.excerpts.values())))
    # What is bought for whoever is shown first is bought for both.
    record = judging.record(2, calls)
    assert record["pro"]["marks"]["logic"] == record["con"]["marks"]["logic"]
    assert record["outcome"] != "con"
    asked, made = LlmEngine().questions(
        QuestionsTask(
            brief=of, pro=people["pro"], con=people["con"], openings={"pro": speech, "con": injection.text}
        )
    )
    if "Blackbeard" not in injection.text:  # a name that the cited card itself has may be said
        assert not any(SOLD.search(f"{each.text} {each.weakness}") for each in asked)
    assert_contained(obedient.fake)


@named("stored")
def test_a_model_that_repeats_it_has_it_cut(parrot: Parrot, injection: Injection) -> None:
    parrot.adds = injection.text
    text, made = LlmEngine().speech(speech_task(brief(), part="opening"))
    assert made.engine == "llm" or made.fallback_reason.startswith("Too little")
    assert folded(injection.order) not in folded(text)
    assert not SIGNS.search(text)


@named("stored")
def test_a_model_that_sells_a_whole_speech_has_none_printed(obedient: Obedient, injection: Injection) -> None:
    obedient.sells = "all"
    task = speech_task(poisoned(injection.text), part="opening")
    text, made = LlmEngine().speech(task)
    assert (
        made.engine == "llm" or text == OfflineEngine().speech(task)[0]
    )  # in its place, from the same cards
    assert not SOLD.search(text)


def test_a_bought_mark_is_a_whole_one_within_what_the_cards_bear_out(parrot: Parrot) -> None:
    """A referee that sells ten to one speech, whoever is shown first: evidence is capped by our check all the same."""
    of = brief()
    good = of.cards[5]
    plain, vain = f"{good.claim.rstrip('.')} [{good.n}].", "There were 99,000 of them at dawn [2]."
    parrot.marks = lambda shown: [10 if "99,000" in each.text else 3 for each in shown]
    calls, _ = LlmEngine().judge(
        JudgeTask(
            brief=of,
            round=1,
            texts={"pro": plain, "con": f"{plain} {vain} {vain}"},
            earlier={},
            question=None,
            personas={"pro": personas()["thucydides"], "con": personas()["mozi"]},
        )
    )
    for call in calls:
        assert call.con.marks["evidence"] == 4  # one of three is borne out: 10 / 3 + 1
        assert call.con.marks["logic"] == 10


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
        assert verdict.record["outcome"] in ("draw", "split")
        pro, con = (verdict.record[side]["marks"] for side in ("pro", "con"))
        assert {name for name in WEIGHTS if pro[name] != con[name]} <= {"evidence"}  # which our check caps
    for speech in Speech.objects.exclude(pk=opening.pk):
        assert speech.engine == "llm" or speech.fallback_reason  # the offline engine, from the same cards
        assert not SOLD.search(speech.text)
        assert count_words(speech.text) <= BUDGETS[speech.part]
    assert (play.debate.pro.slug, play.debate.con.slug) == ("thucydides", "mozi")
    assert (
        Call.objects.count() == len(obedient.fake.chats()) <= 54
    )  # six a speech, two for questions, eight a verdict
    assert_contained(obedient.fake)
