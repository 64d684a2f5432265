"""How the three crossfire questions are drawn up."""

from __future__ import annotations

from debate.engines import get_engine
from debate.engines.base import AskedQuestion, QuestionsTask
from debate.evidence.brief import SIDES
from debate.models import Question, QuestionSet
from debate.written.performing import brought, occasion_of, texts_before
from newsroom.generation.models import Written


class QuestionsWriter:
    def write(self, asked: QuestionSet) -> Written:
        debate = asked.debate
        openings = texts_before(debate, 2)
        questions, provenance = get_engine(debate.engine).questions(
            QuestionsTask(
                brief=debate.brief,
                pro=debate.pro.as_document,
                con=debate.con.as_document,
                openings={side: openings[side, "opening"] for side in SIDES},
                occasion=occasion_of(
                    asked, debate, pieces_left=1, round=debate.rounds.filter(number=1).first()
                ),
            )
        )
        return brought(questions, provenance)

    def take(self, asked: QuestionSet, value: tuple[AskedQuestion, ...]) -> None:
        for number, question in enumerate(value, start=1):
            Question.objects.create(
                debate=asked.debate,
                number=number,
                text=question.text,
                kind=question.kind,
                presses=question.presses,
                weakness=question.weakness,
                cards=list(question.cards),
            )

    def ended(self, asked: QuestionSet) -> None:
        asked.debate.touch()
