"""How a speech is written, shown while it is being written, and taken."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction

from debate import grounding
from debate.engines import get_engine
from debate.engines.base import BUDGETS, Review, Said, SpeechTask
from debate.evidence.brief import other
from debate.models import Speech
from debate.written import flow
from debate.written.performing import brought, occasion_of, side_of, texts_before
from newsroom.generation.models import State, Written

SHOWN_EVERY_SECONDS = 0.5  # at most, while a speech is being written
# What is written one after the other until the round is judged: answer, closing, verdict.
_PIECES_LEFT = {"opening": 2, "answer": 3, "closing": 2}


class SpeechWriter:
    def write(self, speech: Speech) -> Written:
        round = speech.round
        debate, side = round.debate, side_of(speech)
        text, provenance = get_engine(debate.engine).speech(
            SpeechTask(
                brief=debate.brief,
                side=side,
                part=speech.part,
                speaker=debate.persona(side).as_document,
                opponent=debate.persona(other(side)).as_document,
                question=round.question.as_asked() if round.question else None,
                earlier=texts_before(debate, round.number),
                own_answer=_own_answer(speech),
                occasion=occasion_of(speech, debate, pieces_left=_PIECES_LEFT[speech.part], round=round),
            ),
            show=Lectern(speech),
        )
        return brought(Said(text=text, review=provenance.review), provenance)

    def take(self, speech: Speech, value: Said) -> None:
        speech.sentences, speech.so_far = printable(speech, value), []
        speech.review = as_stored(value.review)
        speech.save(update_fields=["sentences", "so_far", "review"])

    def ended(self, speech: Speech) -> None:
        flow.after_speech(speech)


def printable(speech: Speech, said: Said) -> list[dict[str, Any]]:
    """What of a text passes its check, within the part's budget; a sentence that fails is cut, not shown."""
    debate = speech.round.debate
    report = grounding.check(said.text, debate.brief, known_names=(debate.pro.name, debate.con.name))
    return as_shown(report, BUDGETS[speech.part], said.review)


def as_shown(report: grounding.Report, most_words: int, review: Review) -> list[dict[str, Any]]:
    """The sentences as a row keeps them. checked: "borne-out", "reasoning" or "rule"; bears: card: [its words], which
    the checker named, or, where nobody read the sentence, that the rules found nearest to it."""
    return [
        as_row(sentence, checked.verdict, {str(n): list(words) for n, words in checked.bears.items()})
        if checked
        else as_row(sentence)
        for sentence in report.kept(most_words)
        for checked in [review.of(sentence.text)]
    ]


def as_row(
    sentence: grounding.Sentence, checked: str = "rule", bears: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """One sentence as a row keeps it. bears: as the checker named them; None: what the rules found nearest."""
    if bears is None:
        bears = {}
        for bearing in sentence.bearing:
            bears.setdefault(str(bearing.card), []).append(bearing.text)
    return {
        "text": sentence.text,
        "status": sentence.status,
        "citations": list(sentence.citations),
        "checked": checked,
        "bears": bears,
    }


def as_stored(review: Review) -> dict[str, Any]:
    """What a row keeps of a review beside its sentences."""
    return {"taken_out": review.taken_out, "checker": review.checker[:120]}


class Lectern:
    """Shows a speech while it is being written: a `Show` that stores what passes the check of the finished one.

    Writes at most every SHOWN_EVERY_SECONDS, and only while the attempt that it began with is the row's. What
    an earlier attempt had shown stays until this one has as many sentences, so nobody's text shrinks as they read.
    """

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._least = len(speech.so_far)
        self._text = ""
        self._not_before = 0.0

    def __call__(self, text: str) -> None:
        if text == self._text or time.monotonic() < self._not_before:
            return
        self._text, began = text, time.monotonic()
        sentences = printable(self._speech, Said(text=text))
        took = time.monotonic() - began  # of the time for writing, a fifth at most goes into showing
        self._not_before = time.monotonic() + 4 * took
        if not sentences or len(sentences) < self._least:
            return
        self._not_before = time.monotonic() + max(SHOWN_EVERY_SECONDS, 4 * took)
        mine = Speech.objects.filter(pk=self._speech.pk, attempt=self._speech.attempt, state=State.RUNNING)
        with transaction.atomic():
            if mine.update(so_far=sentences, so_far_attempt=self._speech.attempt):
                self._speech.round.debate.touch()


def _own_answer(speech: Speech) -> str:
    if speech.part != Speech.Part.CLOSING:
        return ""
    answer = speech.round.speeches.filter(side=speech.side, part=Speech.Part.ANSWER).first()
    return answer.text if answer else ""
