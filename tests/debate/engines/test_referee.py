"""The offline referee: blind, deterministic, hard to fool, and its reasons are sentences."""

from __future__ import annotations

import dataclasses
import json

import pytest

from debate.engines.base import BUDGETS
from debate.engines.offline import VERSION, referee, surface
from debate.grounding import count_words, split_sentences
from debate.measuring.rehearsal import Rehearsal, rehearse
from tests.debate.fixtures import brief, briefs, personas

pytestmark = pytest.mark.xdist_group("offline engine")  # what one composes the others read


@pytest.fixture(scope="module")
def debates() -> list[Rehearsal]:
    slugs = list(personas())
    return [
        rehearse(motion, personas()[slugs[i % 12]], personas()[slugs[(i + 5) % 12]], question=i % 3)
        for i, motion in enumerate(briefs())
    ]


def speech(debate: Rehearsal, text: str, round: int = 1) -> referee.Speech:
    return referee.Speech(
        text=text,
        brief=debate.brief,
        question=debate.question if round == 2 else None,
        theirs=tuple(referee.cited(debate.texts["con", "opening"])) if round == 2 else (),
        names=debate.names,
    )


def test_its_scale_is_of_the_engines_version() -> None:
    table = json.loads(referee.TABLE.read_text())
    assert table["version"] == VERSION
    for by_name in table["quantiles"].values():
        assert set(by_name) == {"evidence", "logic", "detail", "style"}
        assert all(list(values) == sorted(values) for values in by_name.values())


def test_marks_are_whole_numbers_from_1_to_10(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for text in (
            debate.text("pro", 1),
            "",
            "Yes.",
            "[99]",
            "Everything is connected. " * 50,
            "1 2 3 [1].",
        ):
            marks = referee.mark(speech(debate, text)).marks
            assert all(isinstance(mark, int) and 1 <= mark <= 10 for mark in marks.values())


def test_it_knows_neither_side_nor_order(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for number in (1, 2):
            task = debate.task(number)
            swapped = dataclasses.replace(
                task,
                texts={"con": task.texts["pro"], "pro": task.texts["con"]},
                earlier={"con": task.earlier["pro"], "pro": task.earlier["con"]},
            )
            call, turned = debate.calls[number - 1], referee.judge(swapped)
            assert (call.pro, call.con) == (turned.con, turned.pro)


def test_an_excerpt_is_a_sentence_of_the_speech(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for number, call in enumerate(debate.calls, start=1):
            for side in ("pro", "con"):
                sentences = split_sentences(debate.text(side, number))
                assert set(getattr(call, side).excerpts.values()) <= set(sentences)


def test_reasons_are_sentences_a_player_can_read(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for call in debate.calls:
            for marks in (call.pro, call.con):
                assert set(marks.reasons) == set(marks.marks)
                for reason in marks.reasons.values():
                    assert reason[0].isupper() or reason[0].isdigit()
                    assert reason.endswith(".")
                    assert 4 < len(reason.split()) < 30


def test_evidence_needs_cards_that_bear_the_words_out(debates: list[Rehearsal]) -> None:
    debate = debates[0]
    honest = referee.mark(speech(debate, debate.text("pro", 1)))
    bare = referee.mark(speech(debate, "Believe me. The motion is right. It has always been right."))
    wrong = debate.text("pro", 1).replace("[", "[9")
    assert bare.marks["evidence"] == 1
    assert "No card" in bare.reasons["evidence"]
    assert referee.mark(speech(debate, wrong)).marks["evidence"] < honest.marks["evidence"]


def test_saying_a_thing_twice_earns_nothing(debates: list[Rehearsal]) -> None:
    for debate in debates:
        half = " ".join(split_sentences(debate.text("pro", 1))[:4])
        once, twice = (referee.mark(speech(debate, text)) for text in (half, f"{half} {half}"))
        assert all(twice.marks[name] <= once.marks[name] for name in ("evidence", "detail", "style"))


def test_what_stands_beyond_the_budget_is_not_read(debates: list[Rehearsal]) -> None:
    debate = debates[0]
    task = debate.task(1)
    full = " ".join(task.texts["pro"].split())
    left = BUDGETS["opening"] - count_words(full)
    half_said = " ".join([full, "Then", *["word"] * left, "and [1] more."])
    assert referee._cut(half_said, 1) == full
    just_said = " ".join([full, *["word"] * (left - 1), "end. And [1] more."])
    assert count_words(referee._cut(just_said, 1)) == BUDGETS["opening"]


def test_a_non_answer_is_scored_down(debates: list[Rehearsal]) -> None:
    lower = 0
    for debate in debates:
        answered = referee.mark(speech(debate, debate.text("pro", 2), 2))
        opening = debate.texts["pro", "opening"]
        off = [s for s in split_sentences(opening) if not set(referee.cited(s)) & set(debate.question.cards)]
        evaded = referee.mark(speech(debate, " ".join(off), 2))
        assert "unanswered" in evaded.reasons["logic"] or "half" in evaded.reasons["logic"]
        assert "answers the question" in answered.reasons["logic"]
        lower += evaded.marks["logic"] <= answered.marks["logic"] - 2
    assert lower >= 0.8 * len(debates)


def test_meeting_the_other_sides_points_is_rewarded(debates: list[Rehearsal]) -> None:
    for debate in debates:
        text = debate.text("pro", 2)
        met = referee.raw_values(speech(debate, text, 2))["logic"].value
        nobodys = dataclasses.replace(speech(debate, text, 2), theirs=(98, 99))
        assert met > referee.raw_values(nobodys)["logic"].value


def test_words_in_no_order_are_no_prose() -> None:
    story = brief()
    seen_through = 0
    long = [card for card in story.cards if len(card.claim.split()) > 9]
    for card in long:
        attested = surface.pairs_of(card.claim)
        assert surface.is_prose(card.claim, attested)
        seen_through += not surface.is_prose(
            " ".join(sorted(card.claim.split(), key=lambda w: w[::-1])), attested
        )
    assert seen_through >= 0.7 * len(long)
    assert surface.is_prose(
        "A guarantee that runs out in fifteen years is a promise with a date on it.", set()
    )


def test_a_cards_own_words_tossed_are_no_prose_however_many_are_small() -> None:
    claim = "American destroyers forced the submarine to surface, unaware that it carried a nuclear torpedo."
    attested = surface.pairs_of(claim)
    assert surface.is_prose(claim, attested)
    tossed = "That it to a submarine surface the torpedo destroyers forced unaware nuclear American carried."
    assert not surface.is_prose(tossed, attested)


def test_a_number_stands_where_a_noun_may_stand() -> None:
    assert surface.is_prose("Let the figure of 99 % [1] be pressed hard; it will not pay the baker.", set())
    assert not surface.is_prose("Let the figure of be pressed hard; it will not pay the baker.", set())


def test_stopping_early_earns_nothing(debates: list[Rehearsal]) -> None:
    for debate in debates:
        whole = debate.text("pro", 1)
        *kept, last = split_sentences(whole)
        assert "[" not in last
        before = referee.raw_values(speech(debate, whole))["evidence"].value
        after = referee.raw_values(speech(debate, " ".join(kept)))["evidence"].value
        assert after <= before


def test_a_step_that_stands_in_the_card_is_the_editors_not_the_speakers() -> None:
    story = brief()
    card = next(card for card in story.cards if "pro" in card.reasons)
    reason = card.reasons["pro"].rstrip(".")
    told = dataclasses.replace(card, reasons={"pro": f"{reason}, so it must be done."})
    altered = dataclasses.replace(story, cards=tuple(told if c is card else c for c in story.cards))
    for text, infers in (
        (f"{told.reasons['pro'].rstrip('.')} [{card.n}].", False),
        (f"Therefore {told.reasons['pro'].rstrip('.').lower()} [{card.n}].", True),
    ):
        judged = referee.Speech(text=text, brief=altered)
        assert judged.infers(judged.report.sentences[0]) is infers


def test_the_surface_prefers_matter_to_padding() -> None:
    known = {"treaty", "guarantee", "parliament", "ratified", "twenty"}
    plain = "Parliament ratified the treaty, and the guarantee runs for twenty years."
    assert surface.text_score(plain, known) > surface.text_score("It is so very important to say so.", known)
    padded = f"{plain} Everybody understands that fundamental questions deserve attention."
    assert surface.text_score(padded, known) <= surface.text_score(plain, known)
    assert surface.blemishes("THIS IS WRONG!!! i think") > surface.blemishes("This is wrong, it seems.")
