"""Which writer writes which kind of row. Called once, when the app is ready."""

from __future__ import annotations

from debate.models import QuestionSet, Speech, Verdict, Voice
from debate.models.performed import register
from debate.written.questions import QuestionsWriter
from debate.written.speeches import SpeechWriter
from debate.written.verdicts import VerdictWriter
from debate.written.voices import VoiceWriter


def register_writers() -> None:
    register(Speech, SpeechWriter())
    register(QuestionSet, QuestionsWriter())
    register(Verdict, VerdictWriter())
    register(Voice, VoiceWriter())
