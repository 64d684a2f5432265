"""Writing a persona's view of a story: the brief as data, drafted, and finished at the desk like a speech."""

from __future__ import annotations

from debate.engines.base import VOICE_WORDS, VoiceTask
from debate.engines.llm.asking import Sitting
from debate.engines.llm.blinding import blind_table
from debate.engines.llm.briefing import forbidden_to, length_blanks, persona_blanks
from debate.engines.llm.cleaning import card_lines
from debate.engines.llm.drafting import Draft, Rules
from debate.engines.llm.finishing import Commission, Desk
from debate.engines.llm.prompts import prompt
from debate.engines.llm.tongue import tongue_blanks
from debate.engines.llm.writer import SPEECH_TOKENS, TooLittle
from debate.engines.offline.plan import cited
from debate.evidence.brief import SIDES
from debate.grounding import count_words
from newsroom.generation.errors import TryAgain
from newsroom.llm.cleaning import cleaned, new_marker

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
    """The printable text of a view; `sitting.review` says what became of its draft. Raises LlmError, TooLittle or
    TooFewCited."""
    rules = Rules(
        brief=task.brief,
        names=(task.speaker.name, task.speaker.short_name),
        forbidden=forbidden_to(task.speaker, task.brief),
    )
    draft = Draft(rules)
    request = sitting.request(
        "voice", prompt("voice"), _blanks(task), max_tokens=SPEECH_TOKENS, temperature=0.9
    )
    for piece in sitting.prose(request):
        draft.feed(piece)
    commission = Commission(
        rules=rules,
        budget=MOST,
        who=f"You speak as {cleaned(task.speaker.name)}, of a news story: this is your imagined view of it.",
        cards=card_lines(task.brief),
        blind=lambda text: blind_table(text, dict.fromkeys(SIDES, task.speaker)),
    )
    said = Desk(commission, sitting).finish(draft.finish())
    if (words := count_words(said)) < LEAST:
        raise TooLittle(words, LEAST)
    if len(cited(said)) < CITATIONS:
        raise TooFewCited(len(cited(said)))
    return said


def _blanks(task: VoiceTask) -> dict[str, str]:
    return {
        **persona_blanks(task.speaker, task.brief),
        **tongue_blanks(task.brief, "prose"),
        "marker": new_marker(),
        **length_blanks(LEAST + 10, MOST - 25),
        "headline": cleaned(task.headline),
        "standfirst": cleaned(task.standfirst),
        "central": ", ".join(f"[{n}]" for n in task.central[:8]) or "of your choice",
        "cards": card_lines(task.brief),
    }
