"""Writing a speech: brief as data, drafted, shown as it comes, and finished at the desk."""

from __future__ import annotations

from debate.engines.base import BUDGETS, Show, SpeechTask, unseen
from debate.engines.llm.asking import Sitting, new_marker
from debate.engines.llm.blinding import blind_speech
from debate.engines.llm.cleaning import card_lines, cleaned, cleaned_speech
from debate.engines.llm.drafting import Draft, Rules, sound
from debate.engines.llm.finishing import LEAST_SHARE, Commission, Desk
from debate.engines.llm.prompts import prompt
from debate.evidence.brief import other
from debate.grounding import count_words
from debate.personas.document import PersonaDocument
from newsroom.generation.errors import TryAgain

SPEECH_TOKENS = 4_000  # a reasoning model thinks within these
EARLIER_CHARACTERS = 2_000  # of one speech of an earlier round
_SIDES = {"pro": "for the motion", "con": "against the motion"}
_TASKS = {
    "opening": "This is your opening: state where you stand, make three points from the cards, close on your strongest.",
    "answer": "This is your answer to the crossfire question below: answer it in the first sentence, then say on which "
    "cards the answer rests, and meet the other side's strongest point.",
    "closing": "This is your closing: weigh the two cases, say what the other side has not met, and end. Do not repeat "
    "sentences of your opening or your answer.",
}


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
        forbidden=tuple(task.speaker.style.forbidden),
    )
    budget = BUDGETS[task.part]
    draft = Draft(rules)
    request = sitting.request(
        task.part, prompt("speech"), _blanks(task, budget), max_tokens=SPEECH_TOKENS, temperature=0.8
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
        f"You speak {_SIDES[task.side]} as {cleaned(task.speaker.name)}. This is your {task.part}.",
        cards=card_lines(task.brief, task.side),
        blind=lambda text: blind_speech(text, task.side, personas),
    )
    said = Desk(commission, sitting).finish(lines)
    if (words := count_words(said)) < LEAST_SHARE * budget:
        raise TooLittle(words, budget)
    return said


def _blanks(task: SpeechTask, budget: int) -> dict[str, str]:
    me, them = task.speaker, task.opponent
    marker = new_marker()
    return {
        "marker": marker,
        "least": str(round(budget * 0.75)),
        "most": str(round(budget * 0.95)),
        **persona_blanks(me),
        "opponent": cleaned(them.name),
        "opponent_manner": cleaned(them.how_they_argue, at_most=500),
        "motion": cleaned(task.brief.motion),
        "side_words": _SIDES[task.side],
        "task": _TASKS[task.part],
        "cards": card_lines(task.brief, task.side),
        "heard": _heard(task, marker),
    }


def persona_blanks(me: PersonaDocument) -> dict[str, str]:
    """What a prompt says of whom the model speaks as."""
    return {
        "name": cleaned(me.name),
        "life": cleaned(me.life),
        "calling": cleaned(me.calling),
        "place": cleaned(me.place),
        "who": cleaned(me.who, at_most=900),
        "how_they_argue": cleaned(me.how_they_argue, at_most=900),
        "could_not_have_known": cleaned(me.could_not_have_known, at_most=600),
        "principles": "\n".join(
            f"- {cleaned(p.text)} ({cleaned(p.work)}, {cleaned(p.section)})" for p in me.principles
        ),
        "style": _style(me),
        "forbidden": cleaned(", ".join(me.style.forbidden)) or "none",
        "examples": "\n".join(f"- {cleaned(turn.text)}" for turn in me.voice.devices if turn.side == "any")[
            :700
        ],
    }


def _style(persona: PersonaDocument) -> str:
    style = persona.style
    first = (
        "the reason first, the evidence after"
        if style.reason_first >= 0.5
        else "evidence first, then the reason"
    )
    return f"mostly {first}; prefers {', '.join(style.prefers[:3])} as evidence; at most {style.warrants_per_speech} maxims."


def _heard(task: SpeechTask, marker: str) -> str:
    """Question and speeches of earlier rounds, as data; nothing of the other side's from this round."""
    earlier = task.earlier or {}
    parts = []
    if task.question:
        parts.append(("The crossfire question", task.question.text))
    parts += [
        ("Your opening", earlier.get((task.side, "opening"), "")),
        ("The other side's opening", earlier.get((other(task.side), "opening"), "")),
        ("Your answer just now", task.own_answer),
    ]
    return "\n".join(
        f"{name}:\n<{marker}>\n{cleaned_speech(text, at_most=EARLIER_CHARACTERS)}\n</{marker}>"
        for name, text in parts
        if text
    )
