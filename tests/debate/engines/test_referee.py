"""The offline referee: blind, deterministic, hard to fool, and its reasons are sentences."""

from __future__ import annotations

import dataclasses

import pytest

from debate.engines.base import BUDGETS
from debate.engines.offline import plan, referee, surface
from debate.engines.offline.receipt import Line, Receipt, added_up, outcome_of
from debate.grounding import count_words, split_sentences
from debate.measuring import receipts
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
        before=debate.texts["pro", "opening"] if round == 2 else "",
        theirs=debate.texts["con", "opening"] if round == 2 else "",
        names=debate.names,
    )


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


def test_the_reason_is_a_receipt_that_adds_up_to_the_mark(debates: list[Rehearsal]) -> None:
    for debate in debates:
        for number, call in enumerate(debate.calls, start=1):
            for marks in (call.pro, call.con):
                assert set(marks.reasons) == set(marks.marks)
                for name, printed in marks.reasons.items():
                    assert added_up(printed) == marks.marks[name], printed
                    assert printed.splitlines()[-1].startswith(f"= {marks.marks[name]}")
            assert outcome_of(call.pro.reasons, call.con.reasons) == debate.outcome(number)


def test_a_sum_outside_the_scale_or_over_its_ceiling_is_said_to_be() -> None:
    low = Receipt(start=1, lines=(Line(-4, "for four claims not borne out"),))
    high = Receipt(start=8, lines=(Line(4, "a"), Line(2, "b")))
    held = Receipt(start=1, lines=(Line(5, "a"),), ceiling=(3, "since the question is not answered"))
    assert (low.mark, high.mark, held.mark) == (1, 10, 3)
    assert str(low) == "1 to start\n−4 for four claims not borne out\n= 1 (the sum is −3)"
    assert str(held).splitlines()[-2:] == [
        "at most 3, since the question is not answered",
        "= 3 (the sum is 6)",
    ]
    assert [added_up(str(receipt)) for receipt in (low, high, held)] == [1, 10, 3]


def test_evidence_needs_cards_that_bear_the_words_out(debates: list[Rehearsal]) -> None:
    debate = debates[0]
    honest = referee.mark(speech(debate, debate.text("pro", 1)))
    bare = referee.mark(speech(debate, "Believe me. The motion is right. It has always been right."))
    wrong = debate.text("pro", 1).replace("[", "[9")
    assert bare.marks["evidence"] == 1
    assert bare.reasons["evidence"] == "1 to start\n= 1"
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


def test_a_round_that_leaves_the_question_open_gets_three_for_logic_at_most(debates: list[Rehearsal]) -> None:
    rows = {row.name: row for row in receipts.answering(debates)}
    assert rows["planted non-answers marked so"].is_met, rows
    assert rows["answers marked as none"].is_met, rows


def test_meeting_the_other_sides_strongest_card_is_rewarded(debates: list[Rehearsal]) -> None:
    rewarded = 0
    for debate in debates:
        judged = speech(debate, debate.text("pro", 2), 2)
        evaded = dataclasses.replace(judged, theirs="")
        met, unmet = (referee.mark(each) for each in (judged, evaded))
        assert "meets their strongest" not in unmet.reasons["logic"]
        rewarded += met.marks["logic"] > unmet.marks["logic"]
    assert rewarded >= 0.8 * len(debates)


def test_an_editors_inference_is_no_fact_and_a_card_for_the_other_side_earns_nothing() -> None:
    story = brief()
    pro, con = (
        next(c for c in story.for_side(s) if c.kind == "event" and len(c.reasons) == 1)
        for s in ("pro", "con")
    )
    reason = f"{pro.reasons['pro'].rstrip('.')} [{pro.n}]."
    told = f"{pro.claim.rstrip('.')} [{pro.n}]."
    astray = f"{told} {con.claim.rstrip('.')} [{con.n}]."
    marks = [referee.mark(referee.Speech(text=text, brief=story)) for text in (reason, told, astray)]
    assert marks[0].marks["evidence"] == 1
    assert marks[1].marks["evidence"] == 1 + plan.strength(pro)
    assert marks[2].marks["evidence"] == marks[1].marks["evidence"]


def test_length_is_worth_nothing_beyond_the_floor(debates: list[Rehearsal]) -> None:
    for debate in debates:
        text = debate.text("pro", 1)
        short = " ".join(split_sentences(text)[:2])
        assert "for stopping" in referee.mark(speech(debate, short)).reasons["style"]
        assert "for stopping" not in referee.mark(speech(debate, text)).reasons["style"]


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


def test_the_surface_prefers_matter_to_padding() -> None:
    known = {"treaty", "guarantee", "parliament", "ratified", "twenty"}
    plain = "Parliament ratified the treaty, and the guarantee runs for twenty years."
    assert surface.text_score(plain, known) > surface.text_score("It is so very important to say so.", known)
    padded = f"{plain} Everybody understands that fundamental questions deserve attention."
    assert surface.text_score(padded, known) <= surface.text_score(plain, known)
    assert surface.blemishes("THIS IS WRONG!!! i think") > surface.blemishes("This is wrong, it seems.")
