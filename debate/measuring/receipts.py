"""Whether a mark says why: the winner follows from what is printed, and neither length nor evasion wins."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence

from debate.engines.base import SpeechTask
from debate.engines.offline import composer, referee
from debate.engines.offline.receipt import outcome_of
from debate.evidence.brief import SIDES, SideName, other
from debate.grounding import check, count_words, split_sentences
from debate.measuring.gate import Gate, every, most
from debate.measuring.rehearsal import Rehearsal

CITED_WORDS = 0.60
PLANTED, MISTAKEN = 0.95, 0.05


def receipts(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    rounds = [(debate, number) for debate in played for number in (1, 2)]
    marks: dict[str, set[int]] = defaultdict(set)
    derived = 0
    for debate, number in rounds:
        call = debate.calls[number - 1]
        derived += outcome_of(call.pro.reasons, call.con.reasons) == debate.outcome(number)
        for side in (call.pro, call.con):
            for name, mark in side.marks.items():
                marks[f"{name}\n{side.reasons[name]}"].add(mark)
    apart = sum(len(different) > 1 for different in marks.values())
    yield Gate(
        name="receipts alike with marks apart",
        value=f"{apart} of {len(marks)}",
        gate="0",
        is_met=apart == 0,
        note="different receipts printed",
    )
    yield every(
        "winner follows from the receipts", derived, len(rounds), note="added up from the printed lines alone"
    )
    right = [share for debate, number in rounds if (share := _longer_won(debate, number)) is not None]
    yield most(
        "more cited words wins",
        sum(right) / max(1, len(right)),
        CITED_WORDS,
        of=len(right),
        note="decided rounds that this rule would call; equal lengths count half",
    )


def _longer_won(debate: Rehearsal, number: int) -> float | None:
    outcome = debate.outcome(number)
    if not outcome.is_decided:
        return None
    said = {}
    for side in SIDES:
        sentences = check(debate.text(side, number), debate.brief, known_names=debate.names).sentences
        said[side] = sum(count_words(s.text) for s in sentences if s.citations and s.status == "supported")
    if said["pro"] == said["con"]:
        return 0.5
    return float((said["pro"] > said["con"]) == (outcome == "pro"))


def answering(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    """Whether answers that ignore the question are marked so, and others are not."""
    planted = seen = mistaken = real = 0
    for debate in played:
        for side in SIDES:
            real += 1
            mistaken += _is_unanswered(debate, side, debate.text(side, 2))
            for text in _evasions(debate, side):
                planted += 1
                seen += _is_unanswered(debate, side, text)
    share = seen / max(1, planted)
    yield Gate(
        name="planted non-answers marked so",
        value=f"{share:.1%} of {planted}",
        gate=f"≥ {PLANTED:.0%}",
        is_met=share >= PLANTED,
        note="Logic 3 or less: answers to another question, the opening again, the answer without its answer",
    )
    yield most("answers marked as none", mistaken / max(1, real), MISTAKEN, of=real)


def _evasions(debate: Rehearsal, side: SideName) -> Iterator[str]:
    """The side's round with, in place of its answer, one that answers something else or nothing."""
    closing = debate.texts[side, "closing"]
    yield f"{' '.join(split_sentences(debate.texts[side, 'opening'])[:4])}\n\n{closing}"
    yield f"{' '.join(split_sentences(debate.texts[side, 'answer'])[1:])}\n\n{closing}"
    for question in debate.questions:
        if question is not debate.question and not set(question.cards) & set(debate.question.cards):
            task = SpeechTask(
                brief=debate.brief,
                side=side,
                part="answer",
                speaker=debate.personas[side],
                opponent=debate.personas[other(side)],
                question=question,
                earlier={(who, "opening"): debate.texts[who, "opening"] for who in SIDES},
            )
            yield f"{composer.compose(task)}\n\n{closing}"


def _is_unanswered(debate: Rehearsal, side: SideName, text: str) -> bool:
    task = debate.task(2)
    call = referee.judge(dataclasses.replace(task, texts={**task.texts, side: text}))
    marks = call.pro.marks if side == "pro" else call.con.marks
    return marks["logic"] <= referee.UNANSWERED
