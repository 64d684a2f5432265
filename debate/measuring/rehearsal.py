"""Whole debates without a database: compose, cut, judge, as the site does. For calibration and checks."""

from __future__ import annotations

from dataclasses import dataclass

from debate import grounding
from debate.engines.base import (
    BUDGETS,
    AskedQuestion,
    JudgeTask,
    QuestionsTask,
    SpeechTask,
)
from debate.engines.offline import OfflineEngine
from debate.evidence.brief import SIDES, Brief, SideName
from debate.personas.document import PersonaDocument
from debate.referee import judging
from debate.referee.judging import Judgement
from debate.referee.scoring import Outcome, decide_final, overall

type Texts = dict[tuple[SideName, str], str]


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """One debate from openings to closings. texts: by (side, part)."""

    brief: Brief
    personas: dict[SideName, PersonaDocument]
    texts: Texts
    questions: tuple[AskedQuestion, ...]
    question: AskedQuestion
    calls: tuple[Judgement, Judgement]

    def text(self, side: SideName, round: int) -> str:
        parts = ("opening",) if round == 1 else ("answer", "closing")
        return "\n\n".join(self.texts[side, part] for part in parts)

    def outcome(self, round: int) -> Outcome:
        return Outcome(judging.record(round, [self.calls[round - 1]])["outcome"])

    def final(self) -> Outcome:
        """Who won the debate, both rounds weighing the same."""
        return decide_final([(overall(call.pro.marks), overall(call.con.marks)) for call in self.calls])

    @property
    def names(self) -> tuple[str, ...]:
        """Both debaters' names, full and short: they may stand in a speech without a card."""
        return tuple(
            name for persona in self.personas.values() for name in (persona.name, persona.short_name)
        )

    def task(self, round: int) -> JudgeTask:
        """What the referee was given for a round."""
        return JudgeTask(
            brief=self.brief,
            round=round,
            texts={side: self.text(side, round) for side in SIDES},
            earlier={side: self.texts[side, "opening"] if round == 2 else "" for side in SIDES},
            question=self.question if round == 2 else None,
            personas=self.personas,
        )


def checked(text: str, brief: Brief, names: tuple[str, str], part: str) -> list[grounding.Sentence]:
    """The sentences that are kept: those within the budget whose check they pass."""
    words, kept = 0, []
    for sentence in grounding.check(text, brief, known_names=names).sentences:
        words += grounding.count_words(sentence.text)
        if words > BUDGETS[part]:
            break
        if sentence.status != "unsupported":
            kept.append(sentence)
    return kept


def rehearse(brief: Brief, pro: PersonaDocument, con: PersonaDocument, *, question: int = 0) -> Rehearsal:
    """Run a debate with the offline engine. question: which of the three is chosen, from 0."""
    engine = OfflineEngine()
    personas: dict[SideName, PersonaDocument] = {"pro": pro, "con": con}
    names = (pro.name, con.name)
    texts: Texts = {}

    def speak(side: SideName, part: str, asked: AskedQuestion | None, before: Texts) -> None:
        text, _ = engine.speech(
            SpeechTask(
                brief=brief,
                side=side,
                part=part,
                speaker=personas[side],
                opponent=personas["con" if side == "pro" else "pro"],
                question=asked,
                earlier=before,
                own_answer=texts.get((side, "answer"), ""),
            )
        )
        texts[side, part] = " ".join(sentence.text for sentence in checked(text, brief, names, part))

    for side in SIDES:
        speak(side, "opening", None, {})
    openings: Texts = dict(texts)
    questions, _ = engine.questions(
        QuestionsTask(
            brief=brief, pro=pro, con=con, openings={side: openings[side, "opening"] for side in SIDES}
        )
    )
    asked = questions[question]
    for side in SIDES:
        speak(side, "answer", asked, openings)
        speak(side, "closing", asked, openings)
    calls = []
    for number in (1, 2):
        parts = ("opening",) if number == 1 else ("answer", "closing")
        (call,), _ = engine.judge(
            JudgeTask(
                brief=brief,
                round=number,
                texts={side: "\n\n".join(texts[side, part] for part in parts) for side in SIDES},
                earlier={side: openings[side, "opening"] if number == 2 else "" for side in SIDES},
                question=asked if number == 2 else None,
                personas=personas,
            )
        )
        calls.append(call)
    return Rehearsal(
        brief=brief,
        personas=personas,
        texts=texts,
        questions=questions,
        question=asked,
        calls=(calls[0], calls[1]),
    )
