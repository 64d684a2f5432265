"""What workers write of a debate: speeches, the crossfire questions, verdicts.

Each `write` turns rows into an engine's task and asks the engine; each `accept` checks the answer and
stores it. What comes next is decided in `debate.flow`, which `ended` calls.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from debate import grounding
from debate.engines import get_engine
from debate.engines.base import (
    BUDGETS,
    AskedQuestion,
    Call,
    JudgeTask,
    Occasion,
    Provenance,
    QuestionsTask,
    SpeechTask,
)
from debate.evidence.brief import SIDES, SideName
from debate.models.debate import Debate, Question, Round, Side
from debate.models.tally import Tally
from debate.referee import judging
from debate.referee.scoring import Outcome, seal
from newsroom.generation.models import Generated, State, Written
from newsroom.players.models import Player

SHOWN_EVERY_SECONDS = 0.5  # at most, while a speech is being written
# What is written one after the other until the round is judged: answer, closing, verdict.
_PIECES_LEFT = {"opening": 2, "answer": 3, "closing": 2}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What an engine brought, on its way from `write` to `accept`."""

    value: Any
    fallback_reason: str


class Performed(Generated):
    """A row that an engine writes, in place of which another engine may have had to."""

    fallback_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the offline engine wrote this; shown to readers."
    )

    class Meta(Generated.Meta):
        abstract = True

    def occasion(self, debate: Debate, *, pieces_left: int, round: Round | None) -> Occasion:
        """This attempt, as an engine needs to know it. One query. round: which it is part of, or follows."""
        plays = debate.plays.all()
        if round is not None and round.question_id is not None:
            plays = plays.filter(question=round.question_id)
        asked_by = plays.order_by("started_at").values_list("player_id", flat=True).first()
        return Occasion(
            debate_id=debate.pk,
            player_id=asked_by,
            is_last_attempt=self.attempt >= self.attempt_limit,
            seconds_left=(self.give_up_at - timezone.now()).total_seconds(),
            pieces_left=pieces_left,
            is_awaited=asked_by is not None or round is None or round.ahead is None,
        )

    def accept(self, value: Piece) -> None:
        self.fallback_reason = value.fallback_reason[:300]
        self.save(update_fields=["fallback_reason"])
        self.take(value.value)

    def take(self, value: Any) -> None:
        """`accept` for what the engine brought."""
        raise NotImplementedError


class Speech(Performed):
    """One side's opening, crossfire answer or closing: checked sentences, never raw text."""

    class Part(models.TextChoices):
        OPENING = "opening", "Opening"
        ANSWER = "answer", "Crossfire answer"
        CLOSING = "closing", "Closing statement"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="speeches")
    side = models.CharField(max_length=3, choices=Side)
    part = models.CharField(max_length=7, choices=Part)
    sentences = models.JSONField(default=list, help_text="[{text, status, citations}] as shown.")
    so_far = models.JSONField(
        default=list, help_text="Checked sentences, shown while the speech is being written."
    )
    so_far_attempt = models.PositiveSmallIntegerField(default=0, help_text="Which attempt wrote them.")
    hidden_reason = models.CharField(
        max_length=300, blank=True, help_text="Set by a moderator: readers see this in place of the speech."
    )

    class Meta(Performed.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "side", "part"], name="speech_once_per_side_and_part")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.side} of round {self.round_id}"

    @property
    def text(self) -> str:
        return " ".join(sentence["text"] for sentence in self.sentences)

    def write(self) -> Written:
        debate = self.round.debate
        side: SideName = "pro" if self.side == Side.PRO else "con"
        text, provenance = get_engine(debate.engine).speech(
            SpeechTask(
                brief=debate.brief,
                side=side,
                part=self.part,
                speaker=debate.persona(side).as_document,
                opponent=debate.persona("con" if side == "pro" else "pro").as_document,
                question=self.round.question.as_asked() if self.round.question else None,
                earlier=_earlier(self.round),
                own_answer=self._own_answer(),
                occasion=self.occasion(debate, pieces_left=_PIECES_LEFT[self.part], round=self.round),
            ),
            show=Lectern(self),
        )
        return _written(text, provenance)

    def _own_answer(self) -> str:
        if self.part != self.Part.CLOSING:
            return ""
        answer = self.round.speeches.filter(side=self.side, part=self.Part.ANSWER).first()
        return answer.text if answer else ""

    def take(self, value: str) -> None:
        self.sentences, self.so_far = self.printable(value), []
        self.save(update_fields=["sentences", "so_far"])

    def printable(self, text: str) -> list[dict[str, Any]]:
        """What of a text passes its check, within the budget; a sentence that fails is cut, not shown."""
        debate = self.round.debate
        report = grounding.check(text, debate.brief, known_names=(debate.pro.name, debate.con.name))
        words, kept = 0, []
        for sentence in report.sentences:
            words += len(sentence.text.split())
            if words > BUDGETS[self.part]:
                break
            if sentence.status != "unsupported":
                kept.append(
                    {"text": sentence.text, "status": sentence.status, "citations": list(sentence.citations)}
                )
        return kept

    def ended(self) -> None:
        from debate.written import flow

        flow.after_speech(self)


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
        self._text = text
        sentences = self._speech.printable(text)
        if not sentences or len(sentences) < self._least:
            return
        self._not_before = time.monotonic() + SHOWN_EVERY_SECONDS
        mine = Speech.objects.filter(pk=self._speech.pk, attempt=self._speech.attempt, state=State.RUNNING)
        with transaction.atomic():
            if mine.update(so_far=sentences, so_far_attempt=self._speech.attempt):
                self._speech.round.debate.touch()


class SpeechReport(models.Model):
    """Somebody says that something is wrong with a speech; waits for a moderator."""

    speech = models.ForeignKey(Speech, on_delete=models.CASCADE, related_name="reports")
    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["speech", "player"], name="report_once_per_player_and_speech")
        ]

    def __str__(self) -> str:
        return f"report on speech {self.speech_id}"


class QuestionSet(Performed):
    """The three crossfire questions of a debate; their texts are `Question` rows."""

    debate = models.OneToOneField(Debate, on_delete=models.CASCADE, related_name="question_set")

    def __str__(self) -> str:
        return f"questions of debate {self.debate_id}"

    def write(self) -> Written:
        debate = self.debate
        openings = _earlier(debate, before=2)
        questions, provenance = get_engine(debate.engine).questions(
            QuestionsTask(
                brief=debate.brief,
                pro=debate.pro.as_document,
                con=debate.con.as_document,
                openings={side: openings[side, "opening"] for side in SIDES},
                occasion=self.occasion(debate, pieces_left=1, round=debate.rounds.filter(number=1).first()),
            )
        )
        return _written(questions, provenance)

    def take(self, value: tuple[AskedQuestion, ...]) -> None:
        for number, asked in enumerate(value, start=1):
            Question.objects.create(
                debate=self.debate,
                number=number,
                text=asked.text,
                kind=asked.kind,
                presses=asked.presses,
                weakness=asked.weakness,
                cards=list(asked.cards),
            )

    def ended(self) -> None:
        self.debate.touch()


class Verdict(Performed):
    """The referee's scores of one round, sealed before anyone predicts.

    `record` is what the seal covers: both sides' marks and overall, and the outcome. It reaches a client
    only through `debate.stage`, after that play's prediction.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="verdict")
    record = models.JSONField(default=dict)
    calls = models.JSONField(default=list, help_text="Every judgement: order, marks, reasons.")
    nonce = models.CharField(max_length=32, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    tally = models.ForeignKey(
        Tally,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="verdicts",
        editable=False,
        help_text="Where it is counted for the fairness figures.",
    )

    def __str__(self) -> str:
        return f"verdict of round {self.round_id}"

    def write(self) -> Written:
        debate = self.round.debate
        earlier = _earlier(self.round) if self.round.number == 2 else {}
        calls, provenance = get_engine(debate.engine).judge(
            JudgeTask(
                brief=debate.brief,
                round=self.round.number,
                texts=_texts(self.round),
                earlier={side: earlier.get((side, "opening"), "") for side in SIDES},
                question=self.round.question.as_asked() if self.round.question else None,
                personas={side: debate.persona(side).as_document for side in SIDES},
                occasion=self.occasion(debate, pieces_left=1, round=self.round),
            )
        )
        return _written(calls, provenance)

    def take(self, value: tuple[Call, ...]) -> None:
        self.record = judging.record(self.round.number, value)
        self.calls = [judging.call_json(call) for call in value]
        self.nonce = secrets.token_hex(16)
        self.seal = seal(self.nonce, self.record)
        self.save(update_fields=["record", "calls", "nonce", "seal"])
        from debate.referee.house import house_line

        Round.objects.filter(pk=self.round_id).update(house_line=house_line(self.round))

    def ended(self) -> None:
        self.round.debate.touch()

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.record["outcome"])

    def overall(self, side: SideName) -> Fraction:
        return Fraction(self.record[side]["overall"])


def _written(value: Any, provenance: Provenance) -> Written:
    return Written(
        value=Piece(value=value, fallback_reason=provenance.fallback_reason),
        engine=provenance.engine,
        model=provenance.model,
        prompt_version=provenance.prompt_version,
        tokens_in=provenance.tokens_in,
        tokens_out=provenance.tokens_out,
        raw_output=provenance.raw_output,
    )


def _earlier(of: Round | Debate, before: int = 0) -> Mapping[tuple[SideName, str], str]:
    """Texts of the rounds before this one, by (side, part); nothing of the same round."""
    debate, number = (of.debate, of.number) if isinstance(of, Round) else (of, before)
    own = {debate.pk, debate.first_id}
    speeches = Speech.objects.filter(round__debate__in=own, round__number__lt=number)
    return {("pro" if speech.side == Side.PRO else "con", speech.part): speech.text for speech in speeches}


def _texts(round: Round) -> Mapping[SideName, str]:
    """Each side's whole text of a round, its parts in the order in which they are read."""
    parts = list(Speech.Part.values)
    speeches = sorted(round.speeches.all(), key=lambda speech: parts.index(speech.part))
    return {side: "\n\n".join(s.text for s in speeches if s.side == side) for side in SIDES}
