"""What an engine is asked and what it answers. The offline engine and a model both speak these values.

An engine gives text and marks; the server checks, adds up and decides. None of these values knows the
database, and no engine is told what the other side wrote in the same round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from debate.evidence.brief import Brief, SideName
from debate.personas.document import PersonaDocument
from debate.referee.judging import Judgement

# Hard word budgets, the same for both sides (DESIGN.md §6).
BUDGETS = {"opening": 140, "answer": 90, "closing": 90}
VOICE_WORDS = (120, 180)  # of a voice, at least and at most (DESIGN.md §7)


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A crossfire question: its text, what kind of weakness it presses, whose, and on which cards."""

    text: str
    kind: str
    presses: str  # "pro", "con" or "both"
    weakness: str  # one short sentence naming what it presses
    cards: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The attempt that a task belongs to, for an engine that costs time and money. It changes no text.

    debate_id or voice_id, player_id: whose budgets pay. seconds_left: of the patience that a whole round has;
    pieces_left: what is still to be written one after the other within it, this piece included.
    is_awaited: False for what is written ahead; another engine need not step in for it.
    """

    debate_id: int | None = None
    voice_id: int | None = None
    player_id: int | None = None
    is_last_attempt: bool = True
    seconds_left: float = 120.0
    pieces_left: int = 1
    is_awaited: bool = True


@dataclass(frozen=True, kw_only=True)
class SpeechTask:
    """Write one speech. earlier: speeches of rounds before this one, by (side, part)."""

    brief: Brief
    side: SideName
    part: str  # "opening", "answer" or "closing"
    speaker: PersonaDocument
    opponent: PersonaDocument
    question: AskedQuestion | None = None
    earlier: Mapping[tuple[SideName, str], str] | None = None
    own_answer: str = ""  # a closing follows the same side's answer, if that is already written
    occasion: Occasion = Occasion()


@dataclass(frozen=True, kw_only=True)
class QuestionsTask:
    brief: Brief
    pro: PersonaDocument
    con: PersonaDocument
    openings: Mapping[SideName, str]
    occasion: Occasion = Occasion()


@dataclass(frozen=True, kw_only=True)
class JudgeTask:
    """Judge one round. texts: each side's whole text of the round; earlier: of the round before.

    borne_out: sentences of either that the checker has found words of a card for.
    """

    brief: Brief
    round: int
    texts: Mapping[SideName, str]
    earlier: Mapping[SideName, str]
    question: AskedQuestion | None
    personas: Mapping[SideName, PersonaDocument]
    borne_out: frozenset[str] = frozenset()
    occasion: Occasion = Occasion()


@dataclass(frozen=True, kw_only=True)
class VoiceTask:
    """Write a persona's view of a story. brief: the whole story, without a motion.

    central: the cards that the story turns on, the first first. headline, standfirst: what it is called;
    they are no evidence.
    """

    brief: Brief
    speaker: PersonaDocument
    headline: str
    standfirst: str
    central: tuple[int, ...] = ()
    occasion: Occasion = Occasion()


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A sentence that the checker has read. bears: by card, the card's own words that bear the sentence out."""

    text: str
    verdict: Literal["borne-out", "reasoning"]
    bears: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Review:
    """What became of a text between its draft and its last word.

    sentences: those that the checker passed; any other has been checked by rule only. taken_out: how many
    sentences of the draft were cut without a replacement. checker: the model that read it, "" if none did.
    """

    sentences: tuple[Checked, ...] = ()
    taken_out: int = 0
    checker: str = ""

    def of(self, text: str) -> Checked | None:
        return next((each for each in self.sentences if each.text == text), None)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A text as an engine brought it, with its review."""

    text: str
    review: Review = Review()


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Who wrote a piece, and who checked it. fallback_reason: a sentence for readers, if another engine should have
    written it."""

    engine: str
    model: str = ""
    prompt_version: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    raw_output: str = ""
    fallback_reason: str = ""
    review: Review = Review()


type Show = Callable[[str], None]  # takes what of a speech stands so far; may be called at every word


def unseen(text: str) -> None:
    """A `Show` for a speech that nobody watches."""


class Engine(Protocol):
    """Who writes and referees. Methods raise `newsroom.generation` TryAgain or GiveUp, nothing else.

    An engine that takes its time tells `show` which sentences have passed its checks; the last word is what
    `speech` returns.
    """

    name: str

    def speech(self, task: SpeechTask, show: Show = unseen) -> tuple[str, Provenance]: ...

    def questions(self, task: QuestionsTask) -> tuple[tuple[AskedQuestion, ...], Provenance]: ...

    def judge(self, task: JudgeTask) -> tuple[tuple[Judgement, ...], Provenance]: ...

    def voice(self, task: VoiceTask) -> tuple[str, Provenance]: ...
