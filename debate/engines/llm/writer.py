"""Writing a speech: brief as data, drafted, shown as it comes, and finished at the desk."""

from __future__ import annotations

from debate.engines.base import BUDGETS, Show, SpeechTask, unseen
from debate.engines.llm.asking import Sitting
from debate.engines.llm.blinding import nameless
from debate.engines.llm.briefing import SIDES_IN_WORDS, forbidden_to, speech_blanks
from debate.engines.llm.cleaning import card_lines
from debate.engines.llm.drafting import Draft, Rules, sound
from debate.engines.llm.finishing import LEAST_SHARE, Commission, Desk
from debate.engines.llm.prompts import prompt
from debate.evidence.brief import other
from debate.grounding import count_words
from newsroom.generation.errors import TryAgain
from newsroom.llm.cleaning import cleaned

SPEECH_TOKENS = 4_000  # a reasoning model thinks within these


class TooLittle(TryAgain):
    """Too little of a speech has stood its check."""

    def __init__(self, words: int, budget: int) -> None:
        super().__init__(
            f"{words} words of {budget} stood the check",
            reader_message="Too little of what the model wrote was borne out by the story.",
        )


def write(task: SpeechTask, sitting: Sitting, show: Show = unseen) -> str:
    """The printable text of a speech; `sitting.review` says what became of its draft. Raises LlmError, or TooLittle.

    show is told the sentences without faults as they are finished; one with a fault waits for its rewrite.
    """
    rules = Rules(
        brief=task.brief,
        names=(task.speaker.name, task.opponent.name),
        forbidden=forbidden_to(task.speaker, task.brief),
    )
    budget = BUDGETS[task.part]
    draft = Draft(rules)
    request = sitting.request(
        task.part, prompt("speech"), speech_blanks(task), max_tokens=SPEECH_TOKENS, temperature=0.8
    )
    for piece in sitting.prose(request):
        draft.feed(piece)
        show(sound(draft.early))
    lines = draft.finish()
    show(sound(lines))
    personas = {task.side: task.speaker, other(task.side): task.opponent}
    commission = Commission(
        rules=rules,
        budget=budget,
        who=f"The motion: {cleaned(task.brief.motion)}\n"
        f"You speak {SIDES_IN_WORDS[task.side]} as {cleaned(task.speaker.name)}. This is your {task.part}.",
        cards=card_lines(task.brief, task.side),
        blind=lambda text: nameless(text, task.side, personas),
    )
    said = Desk(commission, sitting).finish(lines)
    if (words := count_words(said)) < LEAST_SHARE * budget:
        raise TooLittle(words, budget)
    return said
