"""Personas, debates and plays, voices.

A debate is shared: the same motion, pair, brief and engine is written once, whoever asks. A play is one
player's run through it. What a worker writes is in `debate.models.written`.
"""

from debate.models.debate import Daily, Debate, Question, Round, Side
from debate.models.persona import Persona
from debate.models.play import Play, Prediction
from debate.models.tally import Tally
from debate.models.voice import Voice, VoiceReport
from debate.models.written import QuestionSet, Speech, SpeechReport, Verdict

__all__ = [
    "Daily",
    "Debate",
    "Persona",
    "Play",
    "Prediction",
    "Question",
    "QuestionSet",
    "Round",
    "Side",
    "Speech",
    "SpeechReport",
    "Tally",
    "Verdict",
    "Voice",
    "VoiceReport",
]
