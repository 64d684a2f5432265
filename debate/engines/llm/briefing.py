"""What a writer is told: who it speaks as, what its part asks for, and what was said before. Pure, but for the marker."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from debate.engines.base import BUDGETS, SpeechTask
from debate.engines.llm.cleaning import card_lines, cleaned_speech
from debate.engines.llm.tongue import tongue_blanks
from debate.evidence.brief import Brief, other
from debate.personas.document import PersonaDocument
from newsroom.llm.cleaning import FIELD_CHARACTERS, cleaned, new_marker

EARLIER_CHARACTERS: Final = 2_000  # of one speech of an earlier round
EXAMPLES_CHARACTERS: Final = 700  # of a persona's manner
# Of the budget. Writers overshoot what they are asked for, and what is above the budget is the last sentence, to which
# everything leads; a number of sentences is kept better than a number of words.
LEAST_ASKED, MOST_ASKED = 0.7, 0.85
WORDS_A_SENTENCE: Final = 15
SIDES_IN_WORDS: Final = {"pro": "for the motion", "con": "against the motion"}

_TASKS: Final = {
    "opening": (
        "This is your opening. Its first sentence is your thesis, in words of your own. Then three moves, each a fact "
        "and what it shows, the strongest last. On the way one honest concession: the best that can be said against "
        "you, granted at its full strength, and why it does not decide. The last sentence leaves the reader facing "
        "the choice."
    ),
    "answer": (
        "This is your answer to the question below. Its first sentence answers it outright: yes, no, or how far. Then "
        "the reason, with the one or two facts that bear it. Then the strongest point of the other side’s opening: "
        "tell it as strongly as they did, without announcing that it is their strongest, and say why it does not carry, "
        "or what outweighs it. Waste no words on repeating or praising the question."
    ),
    "closing": (
        "This is your closing. {shape} You have not heard the other side since its opening, so say nothing of what it "
        "has or has not answered. Bring in little that is new and repeat no sentence. The last sentence leaves the "
        "reader ready to vote, in words that no other speech could end with."
    ),
}
# Ways to close, so that the six closings of a debate are not one closing; none names its own method.
_CLOSINGS: Final = (
    (
        "Two things now stand against each other, one of yours and one from the other side’s opening: set them side by side "
        "and show which matters more, by how many people, how soon, how surely or how hard it would be to undo."
    ),
    (
        "Suppose that you are wrong, and then that they are: say what each mistake would cost, whom, and which of the two "
        "could still be mended."
    ),
    (
        "Everything turns on one fact. Name it, say what follows if it is as you read it, and why the other reading of it "
        "asks too much."
    ),
    (
        "Say what a fair reader would have to believe in order to side with the other side, take it seriously, and show where "
        "the evidence stops short of it."
    ),
    "Take one person, place or day of the story and follow through it what each side’s way would come to.",
    "Give the other side all that it has proved. Then show that what you ask for still follows, and from what.",
)


def speech_blanks(task: SpeechTask) -> dict[str, str]:
    """What fills the prompt of a speech."""
    me, them = task.speaker, task.opponent
    marker = new_marker()
    return {
        "marker": marker,
        **tongue_blanks(task.brief, "prose"),
        **length_blanks(round(BUDGETS[task.part] * LEAST_ASKED), round(BUDGETS[task.part] * MOST_ASKED)),
        **persona_blanks(me, task.brief),
        "opponent": cleaned(them.name),
        "opponent_manner": cleaned(them.how_they_argue, at_most=500),
        "motion": cleaned(task.brief.motion),
        "side_words": SIDES_IN_WORDS[task.side],
        "task": _task(task),
        "cards": card_lines(task.brief, task.side),
        "heard": _heard(task, marker),
    }


def _task(task: SpeechTask) -> str:
    """What the part asks for. A closing's shape is drawn from its question and side: the same, each time it is asked."""
    drawn = hashlib.sha256((task.question.text if task.question else task.brief.motion).encode()).digest()[0]
    at = (drawn + (task.side == "con") * (len(_CLOSINGS) // 2)) % len(_CLOSINGS)
    return _TASKS[task.part].format(shape=_CLOSINGS[at])


def length_blanks(least: int, most: int) -> dict[str, str]:
    """How long a text is to be, in words and in sentences."""
    return {"least": str(least), "most": str(most), "sentences": str(round(most / WORDS_A_SENTENCE))}


def persona_blanks(me: PersonaDocument, brief: Brief) -> dict[str, str]:
    """What a prompt says of whom the model speaks as."""
    return {
        "name": cleaned(me.name),
        "life": cleaned(me.life),
        "calling": cleaned(me.calling),
        "place": cleaned(me.place),
        "who": cleaned(me.who, at_most=900),
        "how_they_argue": cleaned(me.how_they_argue, at_most=900),
        "could_not_have_known": cleaned(me.could_not_have_known),
        "principles": "\n".join(
            f"- {cleaned(p.text)} ({cleaned(p.work)}, {cleaned(p.section)})" for p in me.principles
        ),
        "style": _style(me),
        "forbidden": cleaned(", ".join(forbidden_to(me, brief))) or "none",
        "examples": _examples(me),
    }


def forbidden_to(persona: PersonaDocument, brief: Brief) -> tuple[str, ...]:
    """The words that this figure would never use, but for those that the story itself is told in."""
    told = {
        word
        for card in brief.cards
        for text in (brief.motion, card.claim, card.detail, *card.reasons.values())
        for word in re.findall(r"\w+", text.lower())
    }
    return tuple(word for word in persona.style.forbidden if not set(word.lower().split()) <= told)


def _style(persona: PersonaDocument) -> str:
    style = persona.style
    first = (
        "the reason first, the evidence after"
        if style.reason_first >= 0.5
        else "evidence first, then the reason"
    )
    return f"mostly {first}; prefers {', '.join(style.prefers[:3])} as evidence; at most one maxim."


def _examples(persona: PersonaDocument) -> str:
    """Whole turns of phrase, one of each kind before a second."""
    kinds = [
        persona.voice.warrants.practice,
        persona.voice.warrants.cause,
        persona.voice.warrants.consequence,
    ]
    lines: list[str] = []
    for turns in zip(*kinds, strict=False):
        for text in turns:
            line = f"- {cleaned(text, at_most=FIELD_CHARACTERS)}"
            if len("\n".join([*lines, line])) <= EXAMPLES_CHARACTERS:
                lines.append(line)
    return "\n".join(lines)


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
