"""What the offline engine writes: grounded, within budget, the same bytes every time."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from debate import grounding
from debate.engines.base import BUDGETS
from debate.engines.offline import plan, questions
from debate.engines.offline.dice import Dice
from debate.engines.offline.plan import cited
from debate.engines.offline.prose import Pen
from debate.evidence.brief import SIDES, Brief, Card, other
from debate.evidence.cards import make_brief
from debate.grounding import count_words
from debate.measuring import repeats
from debate.measuring.rehearsal import Rehearsal, rehearse
from tests.debate.engines.composed import AWKWARD, awkward, rehearsals
from tests.debate.fixtures import brief, documents, personas

pytestmark = pytest.mark.xdist_group("offline engine")  # what one composes the others read

ROOT = Path(__file__).resolve().parent.parent.parent.parent


@pytest.fixture(scope="module")
def debates() -> list[Rehearsal]:
    return rehearsals()


def test_every_speech_keeps_its_budget_and_says_something(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for (_, part), text in debate.texts.items():
            assert BUDGETS[part] * 0.4 < count_words(text) <= BUDGETS[part], text


def test_every_factual_sentence_cites_cards_that_bear_it_out(debates: list[Rehearsal]) -> None:
    for debate in debates:
        names = tuple(name for p in debate.personas.values() for name in (p.name, p.short_name))
        for text in debate.texts.values():
            report = grounding.check(text, debate.brief, known_names=names)
            for sentence in report.sentences:
                assert sentence.status in ("supported", "rhetorical"), (sentence.text, sentence.findings)


def test_an_opening_makes_three_points_gives_reasons_and_grants_one_card(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            text = debate.texts[side, "opening"]
            cards = plan.cards_of(text, debate.brief)
            own = [card for card in cards if card.speaks_for(side)]
            assert len(own) == 3
            assert len(cards) - len(own) <= 1
            for card in own:
                reason = card.reasons[side].rstrip(".")[1:]
                assert reason in text, (reason, text)
        granted = [side for side in SIDES if len(cited(debate.texts[side, "opening"])) == 4]
        assert granted


def test_an_opening_begins_with_the_motion(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            thesis = grounding.split_sentences(debate.texts[side, "opening"])[0]
            assert debate.brief.motion.rstrip(".").lower()[1:] in thesis.lower()


def test_closings_bring_no_card_that_was_not_heard(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            heard = set(cited(debate.texts["pro", "opening"])) | set(cited(debate.texts["con", "opening"]))
            heard |= set(cited(debate.texts[side, "answer"]))
            assert set(cited(debate.texts[side, "closing"])) <= heard


def test_the_first_sentence_of_an_answer_answers_the_question(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            first = grounding.split_sentences(debate.texts[side, "answer"])[0]
            assert questions.answers(debate.question, [first], debate.brief) == first


def test_a_closing_weighs_one_of_theirs_against_one_of_ours(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            weighed = [
                {card.speaks_for(side) for card in plan.cards_of(sentence, debate.brief)}
                for sentence in grounding.split_sentences(debate.texts[side, "closing"])
            ]
            assert {True, False} in weighed, debate.texts[side, "closing"]


def test_no_speech_rests_on_a_fragment_and_a_possibility_says_whose_it_is(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for text in debate.texts.values():
            for sentence in grounding.split_sentences(text):
                quoted = [
                    c
                    for c in plan.cards_of(sentence, debate.brief)
                    if c.kind == "quote" and c.claim in sentence
                ]
                assert all(map(plan.is_whole, quoted)), sentence
            for card in plan.cards_of(text, debate.brief):
                if card.kind == "scenario" and card.claim.rstrip(".")[1:] in text and " would " in card.claim:
                    told = next(s for s in grounding.split_sentences(text) if card.claim.rstrip(".")[1:] in s)
                    assert "discussed this possibility" in told or any(
                        name.split()[-1] in told for name in (card.told_by, *card.names)
                    )


def test_the_three_questions_are_of_three_kinds_and_press_both_sides_and_each(
    debates: list[Rehearsal],
) -> None:
    for debate in debates:
        assert len({question.kind for question in debate.questions}) == 3
        assert [question.presses for question in debate.questions] == ["pro", "con", "both"]
        assert all(question.weakness and question.cards for question in debate.questions)


def test_hardly_a_run_of_four_words_is_heard_twice_in_a_debate(debates: list[Rehearsal]) -> None:
    """Claims, reasons, labels and quotations come from the story and are left out of the count."""
    assert repeats.in_a_debate(debates) <= 0.02


def test_closings_set_no_card_against_itself_or_its_namesake(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            for sentence in grounding.split_sentences(debate.texts[side, "closing"]):
                cards = plan.cards_of(sentence, debate.brief)
                if len(cards) == 2:
                    assert cards[0].label != cards[1].label, sentence
                    assert any(card.speaks_for(side) for card in cards), sentence
                    assert any(card.speaks_for(other(side)) for card in cards), sentence


def test_no_sentence_stumbles_over_two_colons(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for text in debate.texts.values():
            for sentence in grounding.split_sentences(text):
                assert re.sub(r"“[^”]*”", "", sentence).count(":") <= 1, sentence


def test_a_speech_has_one_maxim_at_most(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for (side, _), text in debate.texts.items():
            maxims = debate.personas[side].voice.warrants.model_dump().values()
            assert sum(maxim in text for some in maxims for maxim in some) <= 1, text


def test_a_name_that_begins_a_claim_keeps_its_capital() -> None:
    card = Card(
        n=1, item="event-a", kind="event", claim="Strategic Air Command went on alert.", label="the alert"
    )
    other = Card(
        n=2, item="event-b", kind="event", claim="The strategic reserve was small.", label="the reserve"
    )
    story = Brief(story="s", motion_key="m", motion="It worked", cards=(card, other))
    who = next(iter(personas().values()))
    pen = Pen(story, "pro", who, Dice("x"), heard=(), names=())
    assert pen.lower(card.claim) == card.claim
    assert pen.lower(other.claim) == "the strategic reserve was small."
    ship = Card(n=3, item="event-c", kind="event", claim="Odyssey splashed down.", label="the landing")
    pen = Pen(dataclasses.replace(story, cards=(ship,)), "pro", who, Dice("x"), heard=(), names=())
    assert pen.claim(ship, leads=["It adds its weight:"]) == "It adds its weight: Odyssey splashed down [3]."


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("count", [0, 1, 4])
def test_awkward_briefs_are_debated_and_judged_all_the_same(name: str, count: int) -> None:
    one, two, *_ = personas().values()
    for question in range(3):
        debate = rehearse(awkward(name, count), one, two, question=question)
        for (_, part), text in debate.texts.items():
            assert 0 < count_words(text) <= BUDGETS[part]
        for call in debate.calls:
            assert all(1 <= mark <= 10 for side in (call.pro, call.con) for mark in side.marks.values())


@pytest.mark.timeout(60)
def test_five_thousand_cards_take_seconds_not_minutes() -> None:
    given = brief().cards
    many = tuple(
        dataclasses.replace(
            given[n % len(given)], n=n + 1, item=f"event-{n}", claim=f"{given[n % len(given)].claim}"
        )
        for n in range(5000)
    )
    story = dataclasses.replace(brief(), cards=many)
    one, two, *_ = personas().values()
    started = time.process_time()
    debate = rehearse(story, one, two)
    assert time.process_time() - started < 20
    assert all(debate.texts.values())


def test_the_same_debate_comes_out_byte_for_byte_in_other_processes() -> None:
    program = (
        "import hashlib\n"
        "from tests.debate.engines.composed import rehearsals\n"
        "text = repr([(d.texts, d.questions, d.calls) for d in rehearsals(4)])\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    here = hashlib.sha256(repr([(d.texts, d.questions, d.calls) for d in rehearsals(4)]).encode()).hexdigest()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == here


def test_an_edit_elsewhere_in_the_story_changes_no_speech() -> None:
    document = documents()["miami-track-ukraine"]
    motion = document.motions[0]
    used = {bearing.item for bearing in motion.bearing}
    other = next(event for event in document.timeline if f"event-{event.key}" not in used)
    edited = document.model_copy(
        update={
            "timeline": [
                event.model_copy(update={"title": "Another title"}) if event is other else event
                for event in document.timeline
            ]
        }
    )
    assert make_brief(edited, motion).digest == brief().digest
