"""Writing a speech: brief as data, checked sentence by sentence, at most two rewrites, then cut."""

from __future__ import annotations

from pydantic import BaseModel, Field

from debate.engines.base import BUDGETS, Show, SpeechTask, unseen
from debate.engines.llm.asking import Sitting, new_marker
from debate.engines.llm.briefing import SIDES_IN_WORDS, forbidden_to, speech_blanks
from debate.engines.llm.cleaning import card_lines, cleaned
from debate.engines.llm.drafting import (
    Checker,
    Draft,
    Line,
    once,
    settled,
    sound,
)
from debate.engines.llm.prompts import prompt
from newsroom.generation.errors import TryAgain
from newsroom.llm.errors import LlmError

LEAST_SHARE = 0.6  # of the budget; what is shorter after the cuts is no speech
REWRITES = 2
SPEECH_TOKENS, REWRITE_TOKENS = 4_000, 3_000  # a reasoning model thinks within these


class Replacement(BaseModel):
    number: int = Field(description="The number of the sentence that it replaces.")
    text: str = Field(description="One sentence, or empty to leave it out.")


class Rewrites(BaseModel):
    replacements: list[Replacement]


class TooLittle(TryAgain):
    """Too little of a speech has stood its check."""

    def __init__(self, words: int, budget: int) -> None:
        super().__init__(
            f"{words} words of {budget} stood the check",
            reader_message="Too little of what the model wrote was borne out by the story.",
        )


def write(task: SpeechTask, sitting: Sitting, show: Show = unseen) -> str:
    """The printable text of a speech. Raises LlmError, or TooLittle.

    show is told the sentences without faults as they are finished; one with a fault waits for its rewrite.
    """
    checker = Checker(
        brief=task.brief,
        names=(task.speaker.name, task.opponent.name),
        forbidden=forbidden_to(task.speaker, task.brief),
    )
    budget = BUDGETS[task.part]
    draft = Draft(checker)
    request = sitting.request(
        task.part, prompt("speech"), speech_blanks(task), max_tokens=SPEECH_TOKENS, temperature=0.8
    )
    for piece in sitting.prose(request):
        draft.feed(piece)
        show(sound(draft.early))
    lines = draft.finish()
    show(sound(lines))
    for _ in range(REWRITES):
        if not any(line.faults for line in lines):
            break
        try:
            lines = rewritten(lines, checker, sitting, by="rewrite", blanks=_rewrite_blanks(task))
        except LlmError:  # what stands may be enough
            break
    kept = settled(lines, checker, budget)
    words = sum(line.words for line in kept)
    if words < LEAST_SHARE * budget:
        raise TooLittle(words, budget)
    return " ".join(line.text for line in kept)


def rewritten(
    lines: list[Line], checker: Checker, sitting: Sitting, *, by: str, blanks: dict[str, str]
) -> list[Line]:
    """The lines with those that failed written anew by the prompt `by`, which is told what was found; checked."""
    failing = {number: line for number, line in enumerate(lines, start=1) if line.faults}
    found = "\n".join(
        f"{number}. {cleaned(line.text)}\n   Found: {cleaned('; '.join(line.faults[:4]))}"
        for number, line in failing.items()
    )
    request = sitting.request(
        "rewrite",
        prompt(by),
        {**blanks, "marker": new_marker(), "sentences": found},
        max_tokens=REWRITE_TOKENS,
        temperature=0.4,
    )
    sent = {each.number: each.text for each in sitting.form(request, Rewrites).replacements}
    return once(
        new
        for number, line in enumerate(lines, start=1)
        for new in (checker.lines(sent[number]) if number in failing and number in sent else [line])
    )


def _rewrite_blanks(task: SpeechTask) -> dict[str, str]:
    return {
        "motion": cleaned(task.brief.motion),
        "name": cleaned(task.speaker.name),
        "side_words": SIDES_IN_WORDS[task.side],
        "cards": card_lines(task.brief, task.side),
    }
