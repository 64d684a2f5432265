"""Crossfire questions: the critical questions of the schemes that these two openings used.

Three are offered, of different kinds: one presses the side for, one the side against, one both. Each names
the weakness it presses and the card it is about, so that both sides can be held to an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from debate.brief import SIDES, Brief, Card, SideName
from debate.engines.base import AskedQuestion, QuestionsTask
from debate.engines.offline import plan
from debate.engines.offline.dice import Dice
from debate.engines.offline.prose import topic

# By scheme: the weakness in words, and ways to ask. {who} made the point; {topic} is the card, cited.
_CRITICAL: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sign": (
        "whether the measure measures what matters",
        (
            "{who} counts on {topic}. What does it leave uncounted that could settle this motion the other way?",
            "Suppose {topic} holds exactly as stated. Why should it decide this motion, and what would outweigh it?",
            "{who} puts {topic} before us. Who did the counting, and what would they have preferred to find?",
        ),
    ),
    "cause": (
        "whether one thing led to the other or only came before it",
        (
            "{who} argues from {topic}. What else could explain what followed, and how would we tell?",
            "Had {topic} gone differently, would this motion look any different today?",
            "{who} builds on {topic}. Is that a cause of anything, or only the latest thing to happen?",
        ),
    ),
    "testimony": (
        "whether the speaker can be taken at their word",
        (
            "{who} leans on {topic}. What did the speaker stand to gain by saying it, and who has borne it out?",
            "Words are cheap in a quarrel. Why should {topic} bind anyone, the speaker included?",
            "If {topic} was said for effect, what is left of the argument that {who} rests on it?",
        ),
    ),
    "analogy": (
        "whether then is enough like now",
        (
            "{who} reaches back to {topic}. What is different this time, and does the difference help or hurt the case?",
            "Those who lived through {topic} could not foresee its end. Why should we read our own ending from it?",
            "Take {topic} away. Does the argument that {who} made still stand on its own?",
        ),
    ),
    "consequence": (
        "whether it would come to pass at all",
        (
            "{who} looks ahead to {topic}. What has to go right, in what order, before it comes about?",
            "How likely is {topic}, and what should be done by someone who thinks it unlikely?",
            "{who} invokes {topic}. Who would have to act against their own interest for it to happen?",
        ),
    ),
    "practice": (
        "whether those concerned would act as supposed",
        (
            "{who} counts on {topic}. What if they choose otherwise tomorrow?",
            "How far does {topic} depend on one person staying the course?",
        ),
    ),
}
_UNSAID: tuple[str, ...] = (
    "Neither of you has spoken of {topic}. Whose case does it trouble more, and why was it left out?",
    "Here is something both of you passed over: {topic}. What does it do to your side of the motion?",
    "Both openings kept silent about {topic}. Answer it now: does it help you or hurt you?",
)


def ask(task: QuestionsTask) -> tuple[AskedQuestion, ...]:
    """Three questions of three kinds, in the order for, against, both."""
    dice = Dice(task.brief.digest, task.pro.slug, task.con.slug, "questions")
    said: dict[SideName, list[Card]] = {side: _cards(task.brief, task.openings[side]) for side in SIDES}
    names = {"pro": task.pro.short_name, "con": task.con.short_name}
    taken: list[str] = []
    asked: list[AskedQuestion] = []
    for side in SIDES:
        card = _pressable(said[side], dice, side, taken)
        scheme = plan.SCHEME[card.kind] if card else "practice"
        taken.append(scheme)
        asked.append(_critical(card, scheme, who=names[side], side=side, dice=dice))
    silent = [card for card in task.brief.cards if card.n not in {c.n for side in SIDES for c in said[side]}]
    asked.append(_unsaid(silent or said["pro"] + said["con"], dice))
    return tuple(asked)


def _cards(brief: Brief, text: str) -> list[Card]:
    return [card for n in plan.cited(text) if (card := brief.card(n))]


def _pressable(cards: Sequence[Card], dice: Dice, side: SideName, taken: Sequence[str]) -> Card | None:
    """The card to press: of a kind not yet pressed if there is one, else any."""
    order = dice.shuffled([card.item for card in cards], "press", side)
    ranked = sorted(cards, key=lambda card: (plan.SCHEME[card.kind] in taken, order.index(card.item)))
    return ranked[0] if ranked else None


def _critical(card: Card | None, scheme: str, *, who: str, side: SideName, dice: Dice) -> AskedQuestion:
    weakness, ways = _CRITICAL[scheme]
    text = dice.pick(ways, "critical", side).format(who=who, topic=topic(card) if card else "good will")
    return AskedQuestion(
        text=text[0].upper() + text[1:],
        kind=scheme,
        presses=side,
        weakness=f"Presses {who}: {weakness}.",
        cards=(card.n,) if card else (),
    )


def _unsaid(silent: Sequence[Card], dice: Dice) -> AskedQuestion:
    order = dice.shuffled([card.item for card in silent], "unsaid")
    # What speaks for both sides, or for one strongly enough to be in the brief twice, is the best silence.
    card = max(silent, key=lambda c: (len(c.reasons), -order.index(c.item)))
    return AskedQuestion(
        text=dice.pick(_UNSAID, "unsaid-way").format(topic=topic(card)),
        kind="omission",
        presses="both",
        weakness="Presses both: what neither of them has faced.",
        cards=(card.n,),
    )
