"""Writing a persona's view of a story: the brief as data, checked like a speech, rewritten twice at most, then cut."""

from __future__ import annotations

from debate.engines.base import VOICE_WORDS, VoiceTask
from debate.engines.llm.asking import Sitting, new_marker
from debate.engines.llm.cleaning import card_lines, cleaned
from debate.engines.llm.drafting import Checker, Draft, Line, once, settled
from debate.engines.llm.prompts import prompt
from debate.engines.llm.writer import (
    REWRITE_TOKENS,
    REWRITES,
    SPEECH_TOKENS,
    Rewrites,
    TooLittle,
    persona_blanks,
)
from debate.engines.offline.plan import cited
from newsroom.generation.errors import TryAgain
from newsroom.llm.errors import LlmError

LEAST, MOST = VOICE_WORDS
CITATIONS = 3  # different cards (DESIGN.md §7)


class TooFewCited(TryAgain):
    """What stood its check cites too few items of the story."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"{number} cards cited of {CITATIONS}",
            reader_message="Too little of what the model wrote rested on items of the story.",
        )


def write(task: VoiceTask, sitting: Sitting) -> str:
    """The printable text of a view. Raises LlmError, TooLittle or TooFewCited."""
    checker = Checker(
        brief=task.brief,
        names=(task.speaker.name, task.speaker.short_name),
        forbidden=tuple(task.speaker.style.forbidden),
    )
    draft = Draft(checker)
    request = sitting.request(
        "voice", prompt("voice"), _blanks(task), max_tokens=SPEECH_TOKENS, temperature=0.9
    )
    for piece in sitting.prose(request):
        draft.feed(piece)
    lines = draft.finish()
    for _ in range(REWRITES):
        if not any(line.faults for line in lines):
            break
        try:
            lines = _rewritten(lines, task, checker, sitting)
        except LlmError:  # what stands may be enough
            break
    text = " ".join(line.text for line in settled(lines, checker, MOST))
    if len(text.split()) < LEAST:
        raise TooLittle(len(text.split()), LEAST)
    if len(cited(text)) < CITATIONS:
        raise TooFewCited(len(cited(text)))
    return text


def _rewritten(lines: list[Line], task: VoiceTask, checker: Checker, sitting: Sitting) -> list[Line]:
    failing = {number: line for number, line in enumerate(lines, start=1) if line.faults}
    request = sitting.request(
        "rewrite",
        prompt("voice-rewrite"),
        {
            "marker": new_marker(),
            "name": task.speaker.name,
            "cards": card_lines(task.brief),
            "sentences": "\n".join(
                f"{number}. {cleaned(line.text)}\n   Found: {cleaned('; '.join(line.faults[:4]))}"
                for number, line in failing.items()
            ),
        },
        max_tokens=REWRITE_TOKENS,
        temperature=0.4,
    )
    sent = {each.number: each.text for each in sitting.form(request, Rewrites).replacements}
    return once(
        new
        for number, line in enumerate(lines, start=1)
        for new in (checker.lines(sent[number]) if number in failing and number in sent else [line])
    )


def _blanks(task: VoiceTask) -> dict[str, str]:
    return {
        **persona_blanks(task.speaker),
        "marker": new_marker(),
        "least": str(LEAST + 10),
        "most": str(MOST - 10),
        "headline": cleaned(task.headline),
        "standfirst": cleaned(task.standfirst),
        "central": ", ".join(f"[{n}]" for n in task.central[:8]) or "of your choice",
        "cards": card_lines(task.brief),
    }
