"""From one answer of the referee to a judgement: the form it must have, what of it counts, and what readers are shown.

Marks are capped by what the cards bear out, quotations must stand in the text, and what is said to be false must be
a sentence that cites the card.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from debate import grounding
from debate.engines.base import JudgeTask
from debate.engines.llm.blinding import LABELS, Shown, blind_speech
from debate.engines.llm.cleaning import cleaned_speech, print_faults
from debate.engines.llm.tongue import language_name
from debate.evidence.brief import SIDES, SideName
from debate.referee import judging
from debate.referee.judging import Judgement, Marks
from debate.referee.scoring import WEIGHTS

QUOTE_WORDS, NOTE_WORDS = 20, 25
CLASHES = 3  # shown at most
TEXT_CHARACTERS = 3_000  # far above two speeches of 90 words
_MARKER = re.compile(r"(?:(?<!\s)\s++)?\[[\d, ]+\]")
_LABEL = re.compile(rf"\b(?:{'|'.join(LABELS)})\b")
_PART = re.compile(r"\((?:answer|closing)\)")


def _of_the_speech(quote: str) -> str:
    """A quotation without what our prompt put before a part of the speech."""
    return _PART.sub("", quote).strip()


type Quote = Annotated[str, AfterValidator(_of_the_speech)]


class Finding(BaseModel):
    speaker: str
    criterion: Literal["evidence", "logic", "detail", "style"]
    quote: Quote = Field(description="At most 20 words, copied exactly from that speaker's text.")
    effect: Literal["plus", "minus"]
    note: str = Field(description="At most 25 words.")


class FalseCitation(BaseModel):
    speaker: str
    quote: Quote = Field(description="At most 20 words, copied exactly from that speaker's text.")
    card: int
    why: str = Field(description="At most 25 words.")


class Clash(BaseModel):
    point: str
    answered_by: str


class Scores(BaseModel):
    speaker: str
    evidence: int = Field(ge=1, le=10)
    logic: int = Field(ge=1, le=10)
    detail: int = Field(ge=1, le=10)
    style: int = Field(ge=1, le=10)


class Answer(BaseModel):
    """In this order, so that analysis stands before marks."""

    findings: list[Finding]
    false_citations: list[FalseCitation] = Field(max_length=20)
    clash: list[Clash]
    scores: list[Scores]
    better: str
    suspicious_instruction_seen: bool


def judgement_of(
    answer: Answer, shown: Shown, task: JudgeTask, reports: Mapping[SideName, grounding.Report]
) -> Judgement:
    """What counts of an answer that has passed its form."""
    scores = {side: _scores(answer, shown.labels[side]) for side in SIDES}
    marks = {side: _marks(scores[side], answer, shown, side, reports[side], task) for side in SIDES}
    named = shown.side(answer.better)
    return Judgement(
        order=shown.order,
        pro=marks["pro"],
        con=marks["con"],
        better=named or "even",
        clash=tuple(_clash(answer, shown, task)),
        saw_orders=answer.suspicious_instruction_seen,
    )


def cap(report: grounding.Report, doubted: Collection[str] = (), borne_out: Collection[str] = ()) -> int:
    """The most that a speech may get for evidence: 10 × the share of its factual sentences that are supported, + 1.

    doubted: texts of sentences that this call holds to be false; they count as not supported. borne_out: those that
    the checker has found words of a card for; they are supported, however loosely the rules hold them.
    """
    factual = [sentence for sentence in report.sentences if sentence.kind == "factual"]
    stand = [s for s in factual if s.text not in doubted and (s.status == "supported" or s.text in borne_out)]
    if not any(sentence.citations for sentence in stand):
        return 1
    return max(1, min(10, math.floor(Fraction(10 * len(stand), len(factual)) + 1)))


def _marks(
    scores: Scores,
    answer: Answer,
    shown: Shown,
    side: SideName,
    report: grounding.Report,
    task: JudgeTask,
) -> Marks:
    marks = {name: int(getattr(scores, name)) for name in WEIGHTS}
    findings = tuple(_findings(answer, shown, side, task))
    doubted = dict(_doubts(answer, shown, side, report, task))
    most = cap(report, doubted, task.borne_out)
    capped = marks["evidence"] > most
    marks["evidence"] = min(marks["evidence"], most)
    return judging.marks_of(marks, findings, tuple(doubted.values()), capped=capped)


def _findings(answer: Answer, shown: Shown, side: SideName, task: JudgeTask) -> Iterator[judging.Finding]:
    """Every finding on a side, for readers. A quotation that blinding has changed is not in what they see."""
    own = _folded(task.texts[side])
    for finding in answer.findings:
        if finding.speaker == shown.labels[side]:
            quote = finding.quote.strip()
            yield judging.Finding(
                criterion=finding.criterion,
                effect=finding.effect,
                note=_named(finding.note, shown, task),
                quote=quote if _folded(quote) in own else "",
            )


def _doubts(
    answer: Answer, shown: Shown, side: SideName, report: grounding.Report, task: JudgeTask
) -> Iterator[tuple[str, judging.Doubt]]:
    """Sentences of a side that are said to be false, with what was said. Only of a sentence that has the words and
    cites the card: what else a referee claims here does not count."""
    for claimed in answer.false_citations:
        if (
            claimed.speaker != shown.labels[side]
            or not claimed.quote.strip()
            or not is_a_note(claimed.why, task.brief.language)
        ):
            continue
        for sentence in report.sentences:
            quote, own = _folded(claimed.quote), _folded(sentence.text)
            if claimed.card in sentence.citations and (
                quote in own or quote in _folded(as_shown(sentence.text, side, task))
            ):
                yield (
                    sentence.text,
                    judging.Doubt(
                        card=claimed.card,
                        why=_named(claimed.why, shown, task),
                        quote=claimed.quote.strip() if quote in own else "",
                    ),
                )


def _clash(answer: Answer, shown: Shown, task: JudgeTask) -> Iterator[judging.Clash]:
    """Where they met, for readers; a point that is not fit to print is left out."""
    who = {shown.labels[side]: str(side) for side in SIDES} | {"BOTH": "both", "NEITHER": "neither"}
    for clash in answer.clash[:CLASHES]:
        if clash.answered_by in who and is_a_note(clash.point, task.brief.language):
            yield judging.Clash(point=_named(clash.point, shown, task), answered_by=who[clash.answered_by])


def is_a_note(text: str, tongue: str = "") -> bool:
    """Whether a referee's remark may be printed."""
    return 1 <= len(text.split()) <= NOTE_WORDS + 5 and not print_faults(_unlabelled(text), tongue)


def _unlabelled(note: str) -> str:
    """A note without the labels, which are English in any language."""
    return " ".join(_LABEL.sub("", note).split())


def _named(note: str, shown: Shown, task: JudgeTask) -> str:
    """A note with the personas' names for the labels, for readers."""
    for side in SIDES:
        note = re.sub(rf"\b{shown.labels[side]}\b", task.personas[side].short_name, note, flags=re.IGNORECASE)
    return " ".join(note.split())


def _scores(answer: Answer, label: str) -> Scores:
    return next(scores for scores in answer.scores if scores.speaker == label)


def form(shown: Shown, texts: Mapping[SideName, str], tongue: str = "") -> type[Answer]:
    """The form with what must hold for this call; its faults go back in the one repair."""

    class Verdict(Answer):
        @model_validator(mode="after")
        def hold(self) -> Verdict:
            if found := list(faults(self, shown, texts, tongue)):
                raise ValueError("; ".join(found[:8]))
            return self

    return Verdict


def faults(answer: Answer, shown: Shown, texts: Mapping[SideName, str], tongue: str = "") -> Iterator[str]:
    """What is wrong with a judgement, for the referee."""
    labels = sorted(shown.labels.values())
    if sorted(scores.speaker for scores in answer.scores) != labels:
        yield f"scores must hold each of {' and '.join(labels)} once"
    if answer.better not in (*labels, "EVEN"):
        yield f"better must be {', '.join(labels)} or EVEN"
    judged = {(finding.speaker, finding.criterion) for finding in answer.findings}
    for label in labels:
        for name in WEIGHTS:
            if (label, name) not in judged:
                yield f"a finding on the {name} of {label} is missing"
    for at, finding in enumerate(answer.findings, start=1):
        side = shown.side(finding.speaker)
        if side is None:
            yield f"finding {at}: speaker must be {' or '.join(labels)}"
        elif not finding.quote.strip() or _folded(finding.quote) not in _folded(texts[side]):
            yield f"finding {at}: the quote is not in the text of {finding.speaker}, word for word"
        if len(finding.quote.split()) > QUOTE_WORDS:
            yield f"finding {at}: the quote is longer than {QUOTE_WORDS} words"
        if not 1 <= len(finding.note.split()) <= NOTE_WORDS + 5:
            yield f"finding {at}: the note needs 1 to {NOTE_WORDS} words"
        if print_faults(_unlabelled(finding.note), tongue):
            yield f"finding {at}: the note must be plain words about the speech in {language_name(tongue)}"


def _folded(text: str) -> str:
    """For comparing word for word: typographic marks, blanks and citations aside."""
    text = _MARKER.sub("", text).translate(str.maketrans("’‘“”–—", "''\"\"--"))
    return " ".join(text.split())


def as_shown(text: str, side: SideName, task: JudgeTask) -> str:
    """A side's text as the referee sees it."""
    people = {name for card in task.brief.cards for name in (*card.names, card.speaker)}
    return cleaned_speech(blind_speech(text, side, task.personas, people), at_most=TEXT_CHARACTERS)
