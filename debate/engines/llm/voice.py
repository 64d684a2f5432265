"""Writing a persona's view of a story: the brief as data, checked like a speech, rewritten twice at most, then cut."""

from __future__ import annotations

from debate.engines.base import VOICE_WORDS, VoiceTask
from debate.engines.llm.asking import Sitting, new_marker
from debate.engines.llm.briefing import forbidden_to, length_blanks, persona_blanks
from debate.engines.llm.cleaning import card_lines, cleaned
from debate.engines.llm.drafting import Checker, Draft, settled
from debate.engines.llm.prompts import prompt
from debate.engines.llm.writer import (
    REWRITES,
    SPEECH_TOKENS,
    TooLittle,
    rewritten,
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
        forbidden=forbidden_to(task.speaker, task.brief),
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
            lines = rewritten(lines, checker, sitting, by="voice-rewrite", blanks=_rewrite_blanks(task))
        except LlmError:  # what stands may be enough
            break
    text = " ".join(line.text for line in settled(lines, checker, MOST))
    if len(text.split()) < LEAST:
        raise TooLittle(len(text.split()), LEAST)
    if len(cited(text)) < CITATIONS:
        raise TooFewCited(len(cited(text)))
    return text


def _rewrite_blanks(task: VoiceTask) -> dict[str, str]:
    return {"name": cleaned(task.speaker.name), "cards": card_lines(task.brief)}


def _blanks(task: VoiceTask) -> dict[str, str]:
    return {
        **persona_blanks(task.speaker, task.brief),
        "marker": new_marker(),
        **length_blanks(LEAST + 10, MOST - 25),
        "headline": cleaned(task.headline),
        "standfirst": cleaned(task.standfirst),
        "central": ", ".join(f"[{n}]" for n in task.central[:8]) or "of your choice",
        "cards": card_lines(task.brief),
    }
