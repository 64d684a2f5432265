"""Crossfire questions: the critical questions of the schemes that these two openings used.

Three are offered, of different kinds: one presses the side for, one the side against, one both. Each names
the weakness it presses and, where there is one, the card it is about, so that both sides can be held to an
answer. `echo` gives an answer the question's own words to begin with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from debate.engines.base import AskedQuestion, QuestionsTask
from debate.engines.offline import plan
from debate.engines.offline.dice import Dice
from debate.engines.offline.prose import topic
from debate.evidence.brief import SIDES, Brief, Card, SideName


@dataclass(frozen=True)
class Way:
    """One way to ask. {who} made the point; {topic} is the card, cited.

    defends, presses: how the side whose card it is, and the other, may begin the point that answers it. For a
    question to both: the side that the card speaks for, and the side that it does not. also: the side against,
    where it speaks for both, so that they do not begin alike.
    """

    text: str
    defends: str
    presses: str
    also: str = ""


# By scheme: the weakness in words, and ways to ask.
_CRITICAL: Mapping[str, tuple[str, tuple[Way, ...]]] = {
    "sign": (
        "whether the measure measures what matters",
        (
            Way(
                "{who} counts on {topic}. What does it leave uncounted that could settle this motion the other way?",
                "What it leaves uncounted does not undo this:",
                "Among the things left uncounted:",
            ),
            Way(
                "Suppose {topic} holds exactly as stated. Why should it decide this motion, and what would outweigh it?",
                "It need not decide this motion alone:",
                "Here is what would outweigh it:",
            ),
            Way(
                "{who} puts {topic} before us. Who did the counting, and what would they have preferred to find?",
                "Distrust the counting, if you prefer, and explain this:",
                "Whoever did the counting passed over this:",
            ),
        ),
    ),
    "cause": (
        "whether one thing led to the other or only came before it",
        (
            Way(
                "{who} argues from {topic}. What else could explain what followed, and how would we tell?",
                "Try to explain this in some other way:",
                "Something else could explain what followed:",
            ),
            Way(
                "Had {topic} gone differently, would this motion look any different today?",
                "The motion would look different, as this shows:",
                "The motion would look the same, given this:",
            ),
            Way(
                "{who} builds on {topic}. Is that a cause of anything, or only the latest thing to happen?",
                "If you want a cause, trace this one:",
                "A cause lies nearer here than there:",
            ),
        ),
    ),
    "testimony": (
        "whether the speaker can be taken at their word",
        (
            Way(
                "{who} leans on {topic}. What did the speaker stand to gain by saying it, and who has borne it out?",
                "Leave the speaker out, and this remains:",
                "Rather than any speaker’s gain, weigh this:",
            ),
            Way(
                "Words are cheap in a quarrel. Why should {topic} bind anyone, the speaker included?",
                "Cheap words bind when this stands beside them:",
                "If words bind nobody, this still may:",
            ),
            Way(
                "If {topic} was said for effect, what is left of the argument that {who} rests on it?",
                "Suppose it was said for effect; this is left:",
                "What is left, effect aside, is this:",
            ),
        ),
    ),
    "analogy": (
        "whether then is enough like now",
        (
            Way(
                "{who} reaches back to {topic}. What is different this time, and does the difference help or hurt the case?",
                "The difference this time helps, as here:",
                "What is different this time is plain enough:",
            ),
            Way(
                "{who} would have us learn from {topic}. Who says that things must end the same way again?",
                "Nothing must end the same way, but consider:",
                "Things may end another way, as here:",
            ),
            Way(
                "Take {topic} away. Does the argument that {who} made still stand on its own?",
                "Take that away, and this still stands:",
                "Once it is taken away, here is what decides:",
            ),
        ),
    ),
    "consequence": (
        "whether it would come to pass at all",
        (
            Way(
                "{who} looks ahead to {topic}. What has to go right, in what order, before it comes about?",
                "In the order of what has to go right, begin here:",
                "Before anything goes right, reckon with this:",
            ),
            Way(
                "How likely is {topic}, and what should be done by someone who thinks it unlikely?",
                "Think it unlikely, and there is still this:",
                "Likely or not, this comes first:",
            ),
            Way(
                "{who} invokes {topic}. Who would have to act against their own interest for it to happen?",
                "To see where interest points, take this:",
                "Interest points the other way, as here:",
            ),
        ),
    ),
    "practice": (
        "whether those concerned would act as supposed",
        (
            Way(
                "{who} counts on {topic}. What if the choice falls otherwise tomorrow?",
                "Let the choice fall otherwise tomorrow; this remains:",
                "Tomorrow’s choice weighs less than this:",
            ),
            Way(
                "How far does {topic} depend on one person staying the course?",
                "Where one person may leave the course, this holds:",
                "One person’s course is short beside this:",
            ),
        ),
    ),
}
# Where a side rests on no card, or on one of a kind already pressed.
_COMMITMENT = (
    "what would change this side’s mind",
    (
        Way(
            "What would {who} have to see before voting the other way, and has anyone looked for it?",
            "What I have seen is this:",
            "There is this for anyone to see:",
        ),
        Way(
            "Which single fact would cost {who} this motion, if it were shown to be so?",
            "The fact my case would not part with:",
            "One fact that ought to cost something:",
        ),
    ),
)
_UNSAID: tuple[Way, ...] = (
    Way(
        "Neither of you has spoken of {topic}. Whose case does it trouble more, and why was it left out?",
        "It troubles the other case, and so does this:",
        "If it troubles my case, this settles it again:",
        "The trouble falls on the other case, the more so with this beside it:",
    ),
    Way(
        "Here is something both of you passed over: {topic}. What does it do to your side of the motion?",
        "To my side of the motion it adds its weight, as does this:",
        "Whatever it does to my side, this does more:",
        "My side of the motion gains by it, and gains by this:",
    ),
    Way(
        "Both openings kept silent about {topic}. Answer it now: does it help you or hurt you?",
        "It helps me, and so does this:",
        "If it hurts me, here is the remedy:",
        "My answer is that it helps, together with this:",
    ),
)
_SLOT = re.compile(r"\{[a-z]+\}")


def ask(task: QuestionsTask) -> tuple[AskedQuestion, ...]:
    """Three questions of three kinds, in the order for, against, both."""
    dice = Dice(task.brief.digest, task.pro.slug, task.con.slug, "questions")
    said: dict[SideName, list[Card]] = {side: _cards(task.brief, task.openings[side]) for side in SIDES}
    names = {"pro": task.pro.short_name, "con": task.con.short_name}
    taken: list[str] = []
    asked: list[AskedQuestion] = []
    for side in SIDES:
        card = _pressable(said[side], dice, side, taken)
        question = _critical(card, who=names[side], side=side, dice=dice)
        taken.append(question.kind)
        asked.append(question)
    silent = [card for card in task.brief.cards if card.n not in {c.n for side in SIDES for c in said[side]}]
    asked.append(_unsaid(silent or said["pro"] + said["con"], dice))
    return tuple(asked)


def echo(question: AskedQuestion, side: SideName, *, helped: bool) -> str:
    """How a side may begin the point that answers the question, in its words; "" if it is not one of ours.

    helped: whether the card of a question to both speaks for this side.
    """
    ways = [way for _, some in (*_CRITICAL.values(), _COMMITMENT) for way in some]
    for way in (*ways, *_UNSAID):
        if all(part.strip().lower() in question.text.lower() for part in _SLOT.split(way.text)):
            if question.presses == "both" and helped and side == "con":
                return way.also
            defends = helped if question.presses == "both" else question.presses == side
            return way.defends if defends else way.presses
    return ""


def _cards(brief: Brief, text: str) -> list[Card]:
    return [card for n in plan.cited(text) if (card := brief.card(n))]


def _pressable(cards: Sequence[Card], dice: Dice, side: SideName, taken: Collection[str]) -> Card | None:
    """The card to press, of a kind not yet pressed; None if there is none."""
    fresh = {card.item: card for card in cards if plan.SCHEME[card.kind] not in taken}
    order = dice.shuffled(fresh, "press", side)
    return fresh[order[0]] if order else None


def _critical(card: Card | None, *, who: str, side: SideName, dice: Dice) -> AskedQuestion:
    scheme = plan.SCHEME[card.kind] if card else "commitment"
    weakness, ways = _CRITICAL[scheme] if card else _COMMITMENT
    return AskedQuestion(
        text=_asked(ways, dice, "critical", side, who=who, topic=topic(card) if card else ""),
        kind=scheme if side == "pro" or card else "burden",
        presses=side,
        weakness=f"Presses {who}: {weakness}.",
        cards=(card.n,) if card else (),
    )


def _unsaid(silent: Sequence[Card], dice: Dice) -> AskedQuestion:
    if not silent:
        return AskedQuestion(
            text="Neither of you has named a price for being wrong. Who pays it, and would they vote as you do?",
            kind="omission",
            presses="both",
            weakness="Presses both: what neither of them has faced.",
            cards=(),
        )
    order = dice.shuffled([card.item for card in silent], "unsaid")
    place = {item: i for i, item in enumerate(order)}
    # What speaks for both sides, or for one strongly enough to be in the brief twice, is the best silence.
    card = max(silent, key=lambda c: (len(c.reasons), -place[c.item]))
    return AskedQuestion(
        text=_asked(_UNSAID, dice, "unsaid-way", who="", topic=topic(card)),
        kind="omission",
        presses="both",
        weakness="Presses both: what neither of them has faced.",
        cards=(card.n,),
    )


def _asked(ways: Sequence[Way], dice: Dice, *what: str, who: str, topic: str) -> str:
    text = dice.pick([way.text for way in ways], *what).format(who=who, topic=topic)
    return text[0].upper() + text[1:]
