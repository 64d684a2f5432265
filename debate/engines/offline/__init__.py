"""The offline engine: speeches composed from cards, a referee that counts. Same input, same bytes.

`composer` writes speeches, `voice` views of a story, `questions` asks, `referee` judges; `plan` chooses what to
say, `prose` says it, and `dice` is the only source of variety. All pure: no database, clock, network or global
randomness.
"""

from __future__ import annotations

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
from debate.engines.offline import composer, questions, referee, voice
from debate.referee.judging import Judgement

VERSION = "offline-5"
_PROVENANCE = Provenance(engine="offline", prompt_version=VERSION)


class OfflineEngine:
    """`debate.engines.base.Engine` without a model; milliseconds a call, and never fails."""

    name = "offline"

    def speech(self, task: SpeechTask, show: Show = unseen) -> tuple[str, Provenance]:
        return composer.compose(task), _PROVENANCE

    def questions(self, task: QuestionsTask) -> tuple[tuple[AskedQuestion, ...], Provenance]:
        return questions.ask(task), _PROVENANCE

    def judge(self, task: JudgeTask) -> tuple[tuple[Judgement, ...], Provenance]:
        return (referee.judge(task),), _PROVENANCE

    def voice(self, task: VoiceTask) -> tuple[str, Provenance]:
        return voice.compose(task), _PROVENANCE
