"""The arena's rows: fields, constraints and queries. What is done with them is in the rooms above.

A debate is shared: the same motion, pair, brief and engine is written once, whoever asks. A play is one player's run
through it. Rows that an engine writes are `Performed`; how, is registered by `debate.written`. What may be read by
whom is asked here in words: `Verdict.objects.open_to_all()`, `Debate.objects.shared()`, `Play.objects.readable()`.
"""

from debate.models.admission import Admission
from debate.models.check import RefereeCheck
from debate.models.daily import Daily
from debate.models.debate import Debate, Question, Round, Side
from debate.models.performed import Performed, Report, Spoken
from debate.models.persona import Persona
from debate.models.play import Play, Prediction
from debate.models.speech import Speech, SpeechReport
from debate.models.tally import Tally
from debate.models.verdict import QuestionSet, Verdict
from debate.models.voice import Voice, VoiceReport

__all__ = [
    "Admission",
    "Daily",
    "Debate",
    "Performed",
    "Persona",
    "Play",
    "Prediction",
    "Question",
    "QuestionSet",
    "RefereeCheck",
    "Report",
    "Round",
    "Side",
    "Speech",
    "SpeechReport",
    "Spoken",
    "Tally",
    "Verdict",
    "Voice",
    "VoiceReport",
]
