"""What `/styleguide/quiz/` shows: a round in play, its answer right and wrong, and a result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from quiz import scoring
from quiz.models import Report, Run
from quiz.run_page import Ask, Candidate, Mark, Origin, Pip, Result, Reveal, Screen, Step

PEOPLE = ("The speaker", "A minister", "A negotiator", "A reporter")


def values() -> dict[str, Any]:
    """Of a run that is nobody's and is not stored. 0 queries."""
    marks = (Mark.RIGHT, Mark.WRONG, Mark.VOID, Mark.OPEN, Mark.AHEAD)
    run = Run(timed=True)
    question = Screen(
        run=run,
        title="The headline of the story it is from",
        accent=4,
        start_url="",
        story_url="#",
        step=Step.QUESTION,
        number=4,
        of=len(marks),
        points=143,
        streak=1,
        pips=tuple(Pip(number=n, mark=mark) for n, mark in enumerate(marks, 1)),
        ask=_ask(),
    )
    right = _reveal()
    return {
        "screen": question,
        "right": replace(question, ask=None, step=Step.REVEAL, reveal=right),
        "wrong": replace(
            question,
            ask=None,
            step=Step.REVEAL,
            reveal=replace(
                right,
                mark=Mark.WRONG,
                verdict="Not quite.",
                chosen=PEOPLE[1],
                choices=_choices(chosen=1),
                points=scoring.RoundPoints(),
            ),
        ),
        "result": replace(question, ask=None, step=Step.RESULT, result=_result()),
        "reasons": Report.Reason.choices,
    }


def _ask() -> Ask:
    choices = tuple(replace(choice, is_speaker=False, is_chosen=False) for choice in _choices(chosen=0))
    return Ask(
        number=4, text="Here stand the words that somebody said", story="", choices=choices, left_ms=12_400
    )


def _choices(*, chosen: int) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            number=n + 1,
            token=f"token-{n}",
            name=name,
            office="Office, place",
            is_speaker=n == 0,
            is_chosen=n == chosen,
        )
        for n, name in enumerate(PEOPLE)
    )


def _origin() -> Origin:
    return Origin(
        text="Here stand the words that somebody said",
        speaker=PEOPLE[0],
        office="Office, place",
        when="8 January 2026",
        context="Where it was said, and to whom.",
        source="The source, with its publisher",
        source_url="https://example.org/",
        quote_href="#",
        source_href="#",
        story="The headline",
        story_href="#",
    )


def _reveal() -> Reveal:
    return Reveal(
        number=4,
        mark=Mark.RIGHT,
        verdict="Right.",
        chosen=PEOPLE[0],
        is_late=False,
        seconds="7.6",
        choices=_choices(chosen=0),
        origin=_origin(),
        points=scoring.RoundPoints(right=100, time=31, streak_bonus=10, streak=2),
        is_last=False,
        next_number=5,
        is_reported=False,
    )


def _result() -> Result:
    rounds = (
        scoring.RoundPoints(right=100, time=43, streak=1),
        scoring.RoundPoints(right=100, time=31, streak_bonus=10, streak=2),
    )
    score = scoring.Score(
        rounds=rounds,
        counted=4,
        correct=2,
        points=284,
        time_points=74,
        best_streak=2,
        average_ms=8_200,
    )
    return Result(
        of=5,
        score=score,
        voided=1,
        average="8.2 s",
        xp=6,
        xp_reason="6 for finishing.",
        best=310,
        is_best=True,
        are_numbers_hidden=False,
        share="Who said what? ●○–●● 2 of 4, 284 points",
        missed=(_origin(),),
        heading="2 of 4 right.",
    )
