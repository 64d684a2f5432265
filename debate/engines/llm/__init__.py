"""The model engine: the same debate, written and judged by any OpenAI-compatible endpoint.

    task ──prompt (cards as data)──▶ newsroom.llm.gateway ──▶ our checks ──▶ text, questions or calls
                                          └── an error, or too little stands ──▶ the offline engine, labelled

`writer` writes speeches, `voice` views of a story, `questions` asks, `referee` judges; `cleaning` and `blinding` decide what a prompt holds,
`drafting` what of an answer may be printed, `asking` what it may take. Nothing a model says is believed:
text stands if `debate.grounding` bears it out, marks are capped and added up by our code.

Falling back: what no attempt can mend (switch, budget, refusal) goes to the offline engine at once, the rest
when no attempt or too little of the round's time is left. NEWSROOM_FALLBACK=0 fails visibly instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from debate.engines.base import (
    AskedQuestion,
    JudgeTask,
    Provenance,
    QuestionsTask,
    Show,
    SpeechTask,
    VoiceTask,
    unseen,
)
from debate.engines.llm import questions, referee, voice, writer
from debate.engines.llm.asking import Sitting
from debate.engines.offline import OfflineEngine
from debate.referee.judging import Judgement
from newsroom.generation.errors import GenerationError, TryAgain
from newsroom.llm.errors import LlmError, OverBudget

type Task = SpeechTask | QuestionsTask | JudgeTask | VoiceTask


class LlmEngine:
    """`debate.engines.base.Engine` with a model. Call it outside any transaction: it may take minutes."""

    name = "llm"

    def __init__(self) -> None:
        self._offline = OfflineEngine()

    def speech(self, task: SpeechTask, show: Show = unseen) -> tuple[str, Provenance]:
        return _or_offline(task, lambda s: writer.write(task, s, show), lambda: self._offline.speech(task))

    def questions(self, task: QuestionsTask) -> tuple[tuple[AskedQuestion, ...], Provenance]:
        return _or_offline(task, lambda s: questions.ask(task, s), lambda: self._offline.questions(task))

    def judge(self, task: JudgeTask) -> tuple[tuple[Judgement, ...], Provenance]:
        return _or_offline(task, lambda s: referee.judge(task, s), lambda: self._offline.judge(task))

    def voice(self, task: VoiceTask) -> tuple[str, Provenance]:
        return _or_offline(task, lambda s: voice.write(task, s), lambda: self._offline.voice(task))


def _or_offline[T](
    task: Task, by_model: Callable[[Sitting], T], offline: Callable[[], tuple[T, Provenance]]
) -> tuple[T, Provenance]:
    """What the model makes of it, else the offline engine with the reason. Raises TryAgain or GiveUp.

    In another language than English there is nobody else.
    """
    occasion = task.occasion
    sitting = Sitting(occasion)
    try:
        return by_model(sitting), sitting.provenance()
    except GenerationError as error:
        if not settings.NEWSROOM_FALLBACK or not occasion.is_awaited or task.brief.language:
            raise
        is_of_the_endpoint = isinstance(error, LlmError)  # else the answers came, and were no good
        if is_of_the_endpoint and isinstance(error, TryAgain) and sitting.may_try_again(error.after_seconds):
            raise
        value, made = offline()
        took = sitting.provenance()
        return value, replace(
            made,
            tokens_in=took.tokens_in,
            tokens_out=took.tokens_out,
            raw_output=took.raw_output,
            fallback_reason=_reason(error),
        )


def _reason(error: GenerationError) -> str:
    """For everyone who reads the piece; a budget's own sentence speaks to the player who asked for it."""
    return OverBudget.READER if isinstance(error, OverBudget) else error.reader_message
