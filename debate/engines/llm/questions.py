"""Three crossfire questions in a form, held to what our code can check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from debate import grounding
from debate.engines.base import AskedQuestion, QuestionsTask
from debate.engines.llm.asking import Sitting
from debate.engines.llm.cleaning import card_lines, cleaned_speech, print_faults, withheld
from debate.engines.llm.prompts import prompt
from debate.engines.llm.tongue import tongue_blanks
from newsroom.llm.cleaning import cleaned, new_marker

TOKENS = 4_000
MARKS = ("?", "؟", "\u037e", "՞")  # of a question: also Arabic, Greek and Armenian
# Critical questions of argument schemes (Walton), as the offline engine names them.
KINDS = ("sign", "cause", "testimony", "analogy", "consequence", "practice", "commitment", "omission")
_OF_FACT = frozenset(
    "number unit date name quotation-missing quotation-elsewhere quotation-speaker id".split()
)


class Asked(BaseModel):
    """The fields in the order in which a writer should think."""

    presses: Literal["pro", "con", "both"]
    kind: Literal[
        "sign", "cause", "testimony", "analogy", "consequence", "practice", "commitment", "omission"
    ]
    weakness: str = Field(description="One short sentence naming the weakness that is pressed.")
    cards: list[int] = Field(description="One to three numbers of cards that an answer can rest on.")
    text: str = Field(description="The question, 8 to 40 words, ending with a question mark.")


class Three(BaseModel):
    questions: list[Asked]


def ask(task: QuestionsTask, sitting: Sitting) -> tuple[AskedQuestion, ...]:
    """Pro's, con's and both's question, in this order. Raises LlmError."""
    request = sitting.request(
        "questions",
        prompt("questions"),
        {
            **tongue_blanks(task.brief, "questions"),
            "marker": new_marker(),
            "kinds": ", ".join(KINDS),
            "motion": cleaned(task.brief.motion),
            "pro": cleaned(task.pro.name),
            "con": cleaned(task.con.name),
            "cards": card_lines(task.brief),
            "pro_opening": cleaned_speech(task.openings["pro"], at_most=2_000),
            "con_opening": cleaned_speech(task.openings["con"], at_most=2_000),
        },
        max_tokens=TOKENS,
        temperature=0.6,
    )
    three = sitting.form(request, _form(task))
    order = ("pro", "con", "both")
    return tuple(
        AskedQuestion(
            text=" ".join(asked.text.split()),
            kind=asked.kind,
            presses=asked.presses,
            weakness=" ".join(asked.weakness.split()),
            cards=tuple(dict.fromkeys(asked.cards)),
        )
        for asked in sorted(three.questions, key=lambda asked: order.index(asked.presses))
    )


def _form(task: QuestionsTask) -> type[Three]:
    """The form with what must hold for this debate; its faults go back in the one repair."""

    class Questions(Three):
        @model_validator(mode="after")
        def hold(self) -> Questions:
            if found := list(faults(self.questions, task)):
                raise ValueError("; ".join(found))
            return self

    return Questions


def faults(questions: list[Asked], task: QuestionsTask) -> Iterator[str]:
    """What is wrong with a set of questions, for its writer."""
    if sorted(asked.presses for asked in questions) != ["both", "con", "pro"]:
        yield "there must be three questions: one presses pro, one con, one both"
    if len({asked.kind for asked in questions}) != len(questions):
        yield "each question must be of another kind"
    for at, asked in enumerate(questions, start=1):
        for fault in _faults_of(asked, task):
            yield f"question {at}: {fault}"


def _faults_of(asked: Asked, task: QuestionsTask) -> Iterator[str]:
    words = len(asked.text.split())
    if not 8 <= words <= 40:
        yield f"text has {words} words; 8 to 40 are allowed"
    if not asked.text.rstrip().endswith(MARKS):
        yield "text must end with a question mark"
    if not 3 <= len(asked.weakness.split()) <= 25 or len(asked.weakness) > 300:
        yield "weakness must be one short sentence"
    known = {card.n for card in task.brief.cards} - withheld(task.brief)
    if not 1 <= len(asked.cards) <= 3 or not set(asked.cards) <= known:
        yield "cards must be one to three numbers of the brief"
        return
    yield from print_faults(" ".join(asked.text.split()), task.brief.language)
    yield from print_faults(" ".join(asked.weakness.split()), task.brief.language)
    marks = "".join(f" [{n}]" for n in asked.cards)
    names = (task.pro.name, task.con.name)
    for text in (asked.text.rstrip().rstrip("".join(MARKS)), asked.weakness.rstrip().rstrip(".")):
        for sentence in grounding.check(f"{text}{marks}.", task.brief, known_names=names).sentences:
            for finding in sentence.findings:
                if finding.rule in _OF_FACT - {"id"}:
                    yield finding.message
