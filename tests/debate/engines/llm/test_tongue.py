"""A debate and a voice on a story in Ukrainian: asked for, checked, judged and shown in Ukrainian, or not at all."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from debate.arena import services, sibling
from debate.arena.stage import Step, stage_of
from debate.evidence.tongue import tongue_of
from debate.models import Persona, Play, Speech, Verdict, Voice
from debate.voices import services as voices
from newsroom.errors import Conflict
from newsroom.languages.offered import offered
from newsroom.players.models import Player
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot, claims, speeches
from tests.debate.fixtures import tides
from tests.debate.playing import begin, drain, drain_voices, rows
from tests.llm.fake_openai import Received, status
from tests.stories.documents import published

pytestmark = pytest.mark.django_db

THOUGHTS = (
    "Хто будує біля води, той мусить питати воду.",
    "Сміливість без обачності схожа на човен без весла, а обачність без сміливості лишає його на березі.",
    "Я питаю, кому належить ранок, коли вечір уже продано.",
    "Кожна громада платить двічі, коли боїться заплатити один раз.",
    "Справедливо зважити і тих, хто втратить, і тих, хто здобуде.",
    "Визнаю найсильніше заперечення: море не повертає взятого, і жоден закон його не примусить.",
    "Проте вагання теж є вибором, і за нього теж хтось відповідає.",
    "Надія нічого не варта без розрахунку, а розрахунок нічого не вартий без надії.",
    "Нехай кожен спитає себе, що він скаже дітям, коли вони спитають про сьогодні.",
    "Місто живе не тим, що має, а тим, чого не боїться втратити.",
    "Мудрий радник показує обидва береги і не ховає відстані між ними.",
    "Отже, вибір за вами, і його вже не відкласти.",
)
WORDS = {"opening": 125, "answer": 82, "closing": 82, "voice": 165}


class Kobzar(Parrot):
    """A parrot that speaks Ukrainian once it is told to. `adds` comes first."""

    def speech(self, request: Received) -> str:
        assert "Write in Ukrainian" in request.prompt
        assert "Ukrainian prose" in request.prompt
        own = claims(request)
        said = [self.adds] if self.adds else []
        skip = {"opening": 0, "answer": 3, "closing": 6, "voice": 0}[request.purpose]
        thoughts = THOUGHTS[skip:] + THOUGHTS[:skip]
        for at, thought in enumerate(thoughts):
            said += [f"{own[at][1].rstrip('.')} [{own[at][0]}]."] if at < min(4, len(own)) else []
            said.append(thought)
        while len(" ".join(said).split()) > WORDS[request.purpose]:
            said.pop()
        return " ".join(said)

    def questions(self, request: Received) -> str:
        assert "text and weakness are in Ukrainian" in request.prompt
        n = claims(request)[0][0]
        asked = [
            {
                "presses": presses,
                "kind": kind,
                "weakness": "Наведена причина ще не доводить висновку.",
                "cards": [n],
                "text": f"Що треба було б показати, перш ніж {word} могла б вирішити цю тезу для міста?",
            }
            for presses, kind, word in zip(
                ("both", "pro", "con"),
                ("cause", "analogy", "omission"),
                ("причина", "подібність", "прогалина"),
                strict=True,
            )
        ]
        return json.dumps({"questions": asked})

    def judge(self, request: Received) -> str:
        assert "write note, why and point in Ukrainian" in request.prompt
        answer = json.loads(super().judge(request))
        for finding in answer["findings"]:
            finding["note"] = f"{finding['speaker']} тримається одного ходу думки й не тікає від заперечення."
        answer["clash"] = [{"point": "ціна перекритої затоки", "answered_by": "BOTH"}]
        assert speeches(request)
        return json.dumps(answer)


@pytest.fixture
def kobzar(parrot: Parrot) -> Kobzar:
    return Kobzar(parrot.fake)


@pytest.fixture
def story(kobzar: Kobzar) -> Story:
    return published(tides())


def test_a_whole_debate_is_written_judged_and_shown_in_ukrainian(
    kobzar: Kobzar, story: Story, cast: dict[str, Persona]
) -> None:
    visitor = Client()
    sent = {"motion": "build", "pro": "thucydides", "con": "mozi"}
    answer = visitor.post(f"/stories/{story.slug}/arena/", sent)
    assert answer.status_code == 303
    play = Play.objects.get()
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=2)
    drain(play.debate)
    services.predict(play, number=2, side="con", confidence=70)
    assert stage_of(Play.objects.get()).step is Step.FINISHED
    assert [(row.state, row.engine, row.fallback_reason) for row in rows(play.debate)] == [
        ("ready", "llm", "")
    ] * len(rows(play.debate))
    for speech in Speech.objects.all():
        assert re.search("[а-яіїєґ]{4}", speech.text), speech
        assert not re.search("[A-Za-z]{4}", speech.text), speech
    for verdict in Verdict.objects.all():
        assert "заперечення" in verdict.record["pro"]["reasons"]["logic"]
    html = visitor.get(answer["Location"]).text
    assert html.count('<p class="said" lang="uk" dir="ltr"') == 6
    assert "тримається одного ходу думки" in html
    assert "Our rules know English" in html
    assert '<span class="ask"' not in html
    ukrainian = visitor.get(f"/uk{answer['Location']}").text
    assert '<p class="said" itemprop' in ukrainian, "in the page's own language nothing is said of it"


def test_a_voice_speaks_ukrainian(kobzar: Kobzar, story: Story, cast: dict[str, Persona]) -> None:
    voices.ask(Player.objects.create(), story=story, persona=cast["mozi"])
    drain_voices()
    voice = Voice.objects.get()
    assert (voice.state, voice.engine, voice.fallback_reason) == ("ready", "llm", "")
    html = Client().get(f"/stories/{story.slug}/voices/mozi/").text
    assert '<p class="said" itemprop="text" lang="uk" dir="ltr">' in html
    assert '<span class="claim" lang="uk" dir="ltr">' in html
    assert "Our rules know English. In this language (Ukrainian)" in html


@pytest.mark.parametrize(
    "made_up",
    [
        "Станція дасть струм для 25 000 домівок [1].",
        "Мара Лінд каже: «Порт не може чекати ще двадцять років на струм» [6].",
        "Станція дасть струм порту [77].",
    ],
)
def test_what_is_made_up_is_sent_back_and_cut(
    kobzar: Kobzar, story: Story, cast: dict[str, Persona], made_up: str
) -> None:
    kobzar.adds = made_up
    play = begin(story, cast)
    drain(play.debate)
    for speech in Speech.objects.all():
        assert made_up in speech.raw_output
        assert made_up.split(" [")[0] not in speech.text
        assert speech.review["taken_out"] >= 1
    assert "each text is in Ukrainian" in kobzar.fake.chats("rewrite")[0].prompt.lower().replace(
        "ukrainian", "Ukrainian"
    )


def test_a_speech_in_english_is_none_and_nobody_steps_in(
    kobzar: Kobzar, story: Story, cast: dict[str, Persona]
) -> None:
    kobzar.fake.answer("opening", "The port needs power, and the town can give it to everyone. " * 9)
    play = begin(story, cast)
    drain(play.debate)
    assert {speech.state for speech in Speech.objects.all()} == {"failed"}
    stage = stage_of(play)
    assert stage.step is Step.FAILED
    assert not stage.can_go_offline
    with pytest.raises(Conflict):
        sibling.go_on_offline(play)


def test_an_endpoint_that_is_down_fails_it_visibly(
    kobzar: Kobzar, story: Story, cast: dict[str, Persona]
) -> None:
    kobzar.fails(status(500))
    play = begin(story, cast)
    drain(play.debate)
    assert {(row.state, row.engine) for row in Speech.objects.all()} == {("failed", "")}


def test_without_a_model_the_page_says_why_there_is_none(
    settings: Settings, story: Story, cast: dict[str, Persona]
) -> None:
    settings.NEWSROOM_MODEL = ""
    for page in ("arena", "voices"):
        assert "This story is not in English" in Client().get(f"/stories/{story.slug}/{page}/").text
    with pytest.raises(Conflict):
        begin(story, cast)


def test_a_story_that_names_no_language_is_in_the_sites(settings: Settings, kobzar: Kobzar) -> None:
    silent = tides().model_copy(update={"language": None})
    assert tongue_of(silent) == ""
    settings.OFFERED_LANGUAGES = offered("uk", ["uk", "en-gb"], settings.ROOMS)
    assert tongue_of(silent) == "uk"
