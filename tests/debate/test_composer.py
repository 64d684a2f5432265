"""What the offline engine writes: grounded, within budget, the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from debate import grounding
from debate.brief import SIDES, Brief
from debate.cards import make_brief
from debate.engines.base import BUDGETS
from debate.engines.offline.plan import cited
from debate.engines.offline.prose import grams
from debate.rehearsal import Rehearsal, rehearse
from tests.debate.fixtures import brief, briefs, documents, personas

ROOT = Path(__file__).resolve().parent.parent.parent


def rehearsals(count: int = 24) -> list[Rehearsal]:
    """Debates on every motion, pairs moving through the personas."""
    slugs = list(personas())
    made = []
    for i in range(count):
        motion = briefs()[i % len(briefs())]
        pro, con = slugs[i % len(slugs)], slugs[(i * 5 + 1 + i // len(slugs)) % len(slugs)]
        if pro == con:
            con = slugs[(slugs.index(con) + 1) % len(slugs)]
        made.append(rehearse(motion, personas()[pro], personas()[con], question=i % 3))
    return made


@pytest.fixture(scope="module")
def debates() -> list[Rehearsal]:
    return rehearsals()


def test_every_speech_keeps_its_budget_and_says_something(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for (_, part), text in debate.texts.items():
            assert BUDGETS[part] * 0.5 < len(text.split()) <= BUDGETS[part], text


def test_every_factual_sentence_cites_cards_that_bear_it_out(debates: list[Rehearsal]) -> None:
    for debate in debates:
        names = tuple(name for p in debate.personas.values() for name in (p.name, p.short_name))
        for text in debate.texts.values():
            report = grounding.check(text, debate.brief, known_names=names)
            for sentence in report.sentences:
                assert sentence.status in ("supported", "rhetorical"), (sentence.text, sentence.findings)


def test_an_opening_makes_at_least_two_points_and_only_for_its_own_side(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            cards = [debate.brief.card(n) for n in cited(debate.texts[side, "opening"])]
            assert len(cards) >= 2
            assert all(card is not None and card.speaks_for(side) for card in cards)


def test_closings_bring_no_card_that_was_not_heard(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            heard = set(cited(debate.texts["pro", "opening"])) | set(cited(debate.texts["con", "opening"]))
            heard |= set(cited(debate.texts[side, "answer"]))
            assert set(cited(debate.texts[side, "closing"])) <= heard


def test_answers_take_up_the_question_they_were_asked(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for side in SIDES:
            assert set(cited(debate.texts[side, "answer"])) & set(debate.question.cards)


def test_the_three_questions_are_of_three_kinds_and_press_both_sides_and_each(
    debates: list[Rehearsal],
) -> None:
    for debate in debates:
        assert len({question.kind for question in debate.questions}) == 3
        assert [question.presses for question in debate.questions] == ["pro", "con", "both"]
        assert all(question.weakness and question.cards for question in debate.questions)


def test_hardly_a_run_of_four_words_is_heard_twice_in_a_debate(debates: list[Rehearsal]) -> None:
    """Claims, reasons, labels and quotations come from the story and are left out of the count."""
    repeated = total = 0
    for debate in debates:
        runs = Counter(gram for text in debate.texts.values() for gram in grams(masked(text, debate.brief)))
        repeated += sum(n - 1 for n in runs.values())
        total += sum(runs.values())
    assert repeated / total <= 0.02


def masked(text: str, brief: Brief) -> str:
    """The text without what it takes from the brief."""
    for card in sorted(brief.cards, key=lambda card: -len(card.claim)):
        for given in (card.claim.rstrip("."), *(r.rstrip(".") for r in card.reasons.values()), card.label):
            text = text.replace(given, " ¶ ").replace(given[0].lower() + given[1:], " ¶ ")
    return text


def test_the_same_debate_comes_out_byte_for_byte_in_other_processes() -> None:
    program = (
        "import hashlib\n"
        "from tests.debate.test_composer import rehearsals\n"
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
