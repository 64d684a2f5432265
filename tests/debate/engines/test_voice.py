"""Views of whole stories by the offline engine: grounded, of the right length, and each one mind's own."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from debate import grounding
from debate.engines.base import VOICE_WORDS, VoiceTask
from debate.engines.offline import voice
from debate.engines.offline.plan import cited
from debate.engines.offline.prose import topic
from debate.grounding import count_words
from debate.measuring import repeats
from debate.personas.document import PersonaDocument, phrases
from tests.debate.engines.composed import AWKWARD, awkward, task, view, whole
from tests.debate.fixtures import documents, personas

pytestmark = pytest.mark.xdist_group("offline engine")  # what one composes the others read

ROOT = Path(__file__).resolve().parent.parent.parent.parent
EVERY = [(story, who) for story in documents() for who in personas()]


@functools.cache
def report_on(story: str, who: str) -> grounding.Report:
    speaker = personas()[who]
    return grounding.check(view(story, who), whole(story), known_names=(speaker.name, speaker.short_name))


@pytest.mark.parametrize(("story", "who"), EVERY)
def test_a_view_keeps_its_length_and_cites_three_items_or_more(story: str, who: str) -> None:
    least, most = VOICE_WORDS
    assert least <= count_words(view(story, who)) <= most
    assert len(set(cited(view(story, who)))) >= 3


@pytest.mark.parametrize(("story", "who"), EVERY)
def test_every_factual_sentence_of_a_view_is_supported(story: str, who: str) -> None:
    for sentence in report_on(story, who).sentences:
        assert sentence.status in ("supported", "rhetorical"), (sentence.text, sentence.findings)
        assert (sentence.kind == "factual") == bool(sentence.citations), sentence.text


@pytest.mark.parametrize(("story", "who"), EVERY)
def test_a_view_is_its_speakers_and_says_nothing_twice(story: str, who: str) -> None:
    said = view(story, who)
    views = personas()[who].voice.views
    assert views is not None
    assert sum(opener in said for opener in views.openers) == 1
    assert sum(question in said for question in views.asks) == 1
    assert sum(closer in said for closer in views.closers) == 1
    maxims = personas()[who].voice.warrants.model_dump().values()
    assert sum(maxim in said for some in maxims for maxim in some) <= 1
    sentences = [sentence.text for sentence in report_on(story, who).sentences]
    assert len(set(sentences)) == len(sentences)
    for text in (text for _, text in phrases(personas()[who]) if "{" not in text and len(text.split()) > 5):
        assert said.count(text) <= 1


@pytest.mark.parametrize(("story", "who"), EVERY)
def test_marks_of_quotation_hold_a_quotation_of_the_story_only(story: str, who: str) -> None:
    said = view(story, who)
    assert '"' not in said
    spoken = {card.claim.strip().rstrip(".") for card in whole(story).cards if card.kind == "quote"}
    for quotation in (part.split("”")[0] for part in said.split("“")[1:]):
        assert quotation in spoken


@pytest.mark.parametrize("story", documents())
def test_no_two_speakers_share_a_run_of_four_words_of_their_own(story: str) -> None:
    runs = {who: repeats.runs(repeats.masked(view(story, who), whole(story))) for who in personas()}
    for (one, a), (two, b) in itertools.combinations(runs.items(), 2):
        assert not a.keys() & b.keys(), (one, two, a.keys() & b.keys())


@pytest.mark.parametrize("story", documents())
def test_twelve_views_of_one_story_do_not_rest_on_the_same_few_items(story: str) -> None:
    """Of twelve that choose three or four of some twenty items, two may meet once by chance."""
    rests = [frozenset(cited(view(story, who))) for who in personas()]
    assert len(set(rests)) >= len(rests) - 1
    assert len(frozenset().union(*rests)) >= 15


def test_a_speaker_does_not_repeat_itself_much_from_story_to_story() -> None:
    """Four in ten runs would come back if it always said the same, claims left out; two in ten do."""
    common = total = 0
    for who in personas():
        runs = [repeats.runs(repeats.masked(view(story, who), whole(story))) for story in documents()]
        for a, b in itertools.combinations(runs, 2):
            common += 2 * len(a.keys() & b.keys())
            total += len(a) + len(b)
    assert common / total < 0.25


def test_the_matter_is_one_of_the_events_that_the_story_turns_on() -> None:
    for story, who in EVERY:
        first = whole(story).card(cited(view(story, who))[0])
        assert first is not None
        assert first.kind == "event"
        assert first.n in task(story, who).central[:12]


def test_the_same_view_comes_out_byte_for_byte_in_other_processes() -> None:
    program = (
        "import hashlib\n"
        "from tests.debate.engines.composed import view\n"
        "text = repr([view('apollo-13', who) for who in ('mozi', 'sor-juana', 'thucydides')])\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    said = repr([view("apollo-13", who) for who in ("mozi", "sor-juana", "thucydides")])
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == hashlib.sha256(said.encode()).hexdigest()


@pytest.mark.parametrize("who", personas())
def test_what_a_persona_says_of_any_story_is_true_of_no_story_in_particular(who: str) -> None:
    """A phrase that the check would not let through is never heard: it is written in vain."""
    views = personas()[who].voice.views
    assert views is not None
    for story in documents():
        brief = whole(story)
        for phrase in (*views.openers, *views.asks, *views.warns, *views.closers):
            for sentence in grounding.check(phrase, brief).sentences:
                assert sentence.status == "rhetorical", (story, sentence.text)
        for phrase in views.strikes:
            stood = [
                grounding.check(phrase.format(topic=topic(card)), brief).sentences
                for card in brief.cards[::9]
            ]
            held = [s for s in stood if all(each.status in ("supported", "rhetorical") for each in s)]
            assert len(held) >= 0.6 * len(stood), (story, phrase)


def without_views() -> PersonaDocument:
    speaker = personas()["thucydides"]
    return speaker.model_copy(update={"voice": speaker.voice.model_copy(update={"views": None})})


@pytest.mark.parametrize("story", documents())
def test_a_persona_that_brings_no_sentences_about_stories_has_a_view_all_the_same(story: str) -> None:
    said = voice.compose(dataclasses.replace(task(story, "thucydides"), speaker=without_views()))
    assert VOICE_WORDS[0] <= count_words(said) <= VOICE_WORDS[1]
    assert len(set(cited(said))) >= 3
    report = grounding.check(said, whole(story))
    assert all(sentence.status in ("supported", "rhetorical") for sentence in report.sentences)


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("count", [0, 1, 4])
@pytest.mark.parametrize("speaker", [personas()["mozi"], without_views()])
def test_awkward_stories_are_spoken_of_all_the_same(name: str, count: int, speaker: PersonaDocument) -> None:
    brief = dataclasses.replace(awkward(name, count), motion="", motion_key="")
    said = voice.compose(VoiceTask(brief=brief, speaker=speaker, headline="H", standfirst="S"))
    assert 0 < count_words(said) <= VOICE_WORDS[1]
    assert "{" not in said.replace("{port}", "")


def test_long_claims_still_leave_room_for_the_speaker() -> None:
    given = whole("apollo-13")
    padded = tuple(
        dataclasses.replace(
            card,
            claim=f"{card.claim.rstrip('.')} and, as was said at the time, {' and '.join(['on'] * 8)}.",
        )
        for card in given.cards
    )
    long = dataclasses.replace(task("apollo-13", "sor-juana"), brief=dataclasses.replace(given, cards=padded))
    assert count_words(voice.compose(long)) <= VOICE_WORDS[1]
