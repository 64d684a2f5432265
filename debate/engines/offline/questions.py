"""Crossfire questions, and the first sentence that answers each.

Three are offered: one presses the side for, one the side against, one both. A question tells what its card says, so
that it can be understood alone, and every kind has its own way of being answered: "not by itself", "nothing bears it
out", "close enough", "mine", or "the story does not say, and that weighs against me".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from debate.engines.base import AskedQuestion, QuestionsTask
from debate.engines.offline import plan
from debate.engines.offline.dice import Dice
from debate.engines.offline.prose import Pen, topic
from debate.engines.offline.surface import stems
from debate.evidence.brief import SIDES, Brief, Card, SideName


@dataclass(frozen=True, kw_only=True)
class Way:
    """A kind of question. {who} brought {topic}, which says {told}; {mine} is a card of whoever answers.

    holds: first sentences of the side that brought the card, with another card beside it. lacks: those of one that
    has none. denies: those of the other side.
    """

    kind: str
    weakness: str
    texts: tuple[str, ...]
    holds: tuple[str, ...]
    lacks: tuple[str, ...]
    denies: tuple[str, ...]


_PROOF = Way(
    kind="proof",
    weakness="whether what was found shows what the motion says",
    texts=(
        "{who} relies on {topic}: {told}. Is that enough by itself to decide whether {motion}?",
        "Take {topic}, which {who} brought: {told}. Does it settle by itself whether {motion}?",
    ),
    holds=(
        "Not by itself: I decide by {topic} only with {mine} beside it.",
        "By itself, no; I rest my case on {topic} together with {mine}.",
        "Not alone, I admit: beside {topic} I set {mine}.",
        "It is not meant to: I rest one part of my case on {topic} and another on {mine}.",
    ),
    lacks=(
        "Yes, I need no more for my case than {topic}.",
        "It is enough, since nothing I have heard takes anything from {topic}.",
    ),
    denies=(
        "No, I could not decide by {topic} and leave out {mine}.",
        "It is not enough: whoever has {topic} in hand has not yet answered {mine}.",
        "No: whoever relies on {topic} must still explain {mine}.",
        "It does not, for anyone who sets {topic} beside {mine} may well decide against it.",
    ),
)
_PILLAR = Way(
    kind="pillar",
    weakness="whether the case would stand without it",
    texts=(
        "{who} builds on {topic}: {told}. Without it, would the case still stand?",
        "Suppose {topic} had never come up. It says: {told}. What would be left of the case that {who} makes?",
    ),
    holds=(
        "Yes, it would: without {topic} I still have {mine}.",
        "It would stand: for {topic} I could put {mine}.",
        "Yes; I like {topic}, but I could argue from {mine} alone.",
        "Enough would be left: after {topic} I would turn to {mine}.",
    ),
    lacks=(
        "No, I could not spare {topic}, and I say so openly.",
        "Not much would be left: I rely on {topic} more than on anything else.",
    ),
    denies=(
        "No: without {topic} I see nothing left to set against {mine}.",
        "Not for long: even with {topic} it has no answer to {mine}, as I see it.",
        "Nothing would be left that I could not answer: against {topic} and the rest I have {mine}.",
        "No, and even {topic} would not make me give up {mine}.",
    ),
)
_WORD = Way(
    kind="word",
    weakness="whether anything beyond the words bears them out",
    texts=(
        "{who} relies on words, {topic}: {told}. Does anything else in the story bear those words out?",
        "{who} brought {topic}: {told}. Is there more behind it than the speaker’s own word?",
    ),
    holds=(
        "Yes, there is more than the word: to {topic} I can add {mine}.",
        "Something else does bear it out: beside {topic} I can set {mine}.",
        "It is more than a word: I hear in {topic} what I find in {mine}.",
        "Yes: my reading of {topic} rests on {mine} as well.",
    ),
    lacks=(
        "The story does not say, and that weighs against me, since I rely on {topic}.",
        "Nothing else that I can point to bears out {topic}; I ask that it be given the weight of one voice.",
    ),
    denies=(
        "No, nothing else bears it out: against {topic} my side can point to {mine}.",
        "Nothing that I can find, and whoever weighs {topic} should weigh {mine} too.",
        "No: I find behind {topic} one voice, and against it {mine}.",
        "There is little behind it: to {topic} my side can answer with {mine}.",
    ),
)
_CHANCE = Way(
    kind="chance",
    weakness="whether it is more than a supposition",
    texts=(
        "{who} argues from what somebody expected, {topic}: {told}. Does the story show that it was more than a supposition?",
        "{who} counts on {topic}: {told}. Is there anything to show that this is more than a thought?",
    ),
    holds=(
        "Yes, {topic} is more than a supposition to me because of {mine}.",
        "There is something to show it: with {topic} I read {mine}.",
        "It is more than that: I take {topic} together with {mine}.",
        "Yes: beside {topic} I can point to {mine}.",
    ),
    lacks=(
        "The story does not say, and that weighs against me, since I rely on {topic}.",
        "It is a supposition, I grant: {topic} shows what was thought, and I claim no more for it.",
    ),
    denies=(
        "No, nothing that my opponent has shown makes {topic} more than a supposition; I point to {mine}.",
        "There is little to show it: {topic} is a supposition, and I can point to {mine}.",
        "No: I see in {topic} only what somebody supposed, and I prefer {mine}.",
        "Nothing shows it, if I read {topic} rightly; what my side shows is {mine}.",
    ),
)
_LIKENESS = Way(
    kind="likeness",
    weakness="whether that case is enough like this one",
    texts=(
        "{who} argues from {topic}: {told}. Is that case close enough to this one to decide it?",
        "{who} reaches back to {topic}: {told}. Is it enough like the present case to tell us anything?",
    ),
    holds=(
        "Close enough, yes: I find in {topic} what I also find in {mine}.",
        "It is like enough for one purpose: {topic} and {mine} carry my argument together.",
        "Yes, in the one respect that matters to me: {topic} and {mine} teach the same.",
        "In part, and that part is enough: I read {topic} beside {mine}.",
    ),
    lacks=(
        "Close enough for what I ask of it: I take from {topic} one lesson and no more.",
        "In part: I claim from {topic} a likeness in one respect only.",
    ),
    denies=(
        "No, it is another case: {topic} cannot decide what my side shows by {mine}.",
        "Not close enough: before I argue from {topic} I should look at {mine}, which belongs to this case.",
        "No: whoever argues from {topic} has still to explain {mine}.",
        "It is not: I see in {topic} other circumstances, and my case rests on {mine}.",
    ),
)
_WAYS: Mapping[str, Way] = {
    "sign": _PROOF,
    "cause": _PILLAR,
    "practice": _PILLAR,
    "testimony": _WORD,
    "consequence": _CHANCE,
    "analogy": _LIKENESS,
}
# Put to both sides: {topic} and {mine} stand for the card asked about and for one's own.
_CLASH = Way(
    kind="clash",
    weakness="which of the two counts for more",
    texts=(
        "Weigh {topic} against {against}. The one says: {told}. The other says: {answer}. Which should count for more?",
        "{told} [{n}]. {answer} [{m}]. If both are so, which of the two should decide, {topic} or {against}?",
    ),
    holds=(
        "I say that {mine} should count for more than {topic}.",
        "My decision rests on {mine}, and not on {topic}; let me say why.",
        "Of the two, I give more weight to {mine} than to {topic}.",
        "I would let {mine} decide before {topic}, and I can give a reason.",
    ),
    lacks=(),
    denies=(),
)
_OMISSION = Way(
    kind="omission",
    weakness="what neither of them has faced",
    texts=(
        "Neither of you has spoken of {topic}: {told}. Whose case does it help?",
        "Both of you passed over {topic}: {told}. Whose side does that favour?",
    ),
    holds=(
        "It helps my case: I put {topic} beside {mine}.",
        "Mine, I should say: {topic} and {mine} favour the same side.",
        "It helps me: I would put {topic} next to {mine}.",
        "My side, I think: {topic} and {mine} go together.",
    ),
    lacks=(
        "It helps my case, and I should have spoken of {topic} before.",
        "Mine, and I ask pardon for not having spoken of {topic} before.",
    ),
    denies=(
        "It helps the other case, I admit, but for all of {topic} I keep {mine}.",
        "Theirs, if anyone’s: still, for {topic} I would not give up {mine}.",
        "It helps my opponent a little: I accept {topic}, and I still prefer {mine}.",
        "Theirs, I grant: I weigh {topic} against {mine} and keep my answer.",
    ),
)
# How a sentence begins that gives an answer, and how any may show that it does.
_ANSWERS = re.compile(
    r"(?:yes|no|not|nothing|neither|nobody|partly|in part|only|perhaps|close enough|enough|suppose|by itself|it (?:is|was|helps|should|would|does|"
    r"favours)|that (?:is|was|depends|would)|mine|my side|theirs|both|something else|there (?:is|are|was)|the story (?:says|does)|i (?:cannot|say|"
    r"grant|admit|do not|would|concede|let)|of the two|my decision)\b",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"\b(?:yes|no|not|nothing|because|since|should|would|helps?|cannot|outweighs?|bears?|likely|enough)\b",
    re.IGNORECASE,
)
LONGEST_TOLD = 30  # words that a question may tell of a card


def ask(task: QuestionsTask) -> tuple[AskedQuestion, ...]:
    """Three questions of three kinds, in the order for, against, both."""
    dice = Dice(task.brief.digest, task.pro.slug, task.con.slug, "questions")
    pen = Pen(task.brief, None, task.pro, dice, heard=(), names=(task.pro.short_name, task.con.short_name))
    said: dict[SideName, list[Card]] = {
        side: [
            card
            for card in plan.cards_of(task.openings[side], task.brief)
            if card.speaks_for(side) and plan.is_whole(card)
        ]
        for side in SIDES
    }
    names = {"pro": task.pro.short_name, "con": task.con.short_name}
    asked = []
    taken: set[str] = set()
    for side in SIDES:
        asked.append(_pressing(said[side], names[side], side, pen, taken))
        taken.add(asked[-1].kind)
    return (*asked, _both(said, pen))


def _pressing(
    cards: Sequence[Card], who: str, side: SideName, pen: Pen, taken: Collection[str]
) -> AskedQuestion:
    by_item = {card.item: card for card in cards}
    order = [by_item[item] for item in pen.dice.shuffled(by_item, "press", side)]
    order.sort(key=lambda c: (_WAYS[plan.SCHEME[c.kind]].kind in taken, len(c.claim.split()) > LONGEST_TOLD))
    if not order:
        return AskedQuestion(
            text=f"What would {who} have to see before voting the other way?",
            kind="commitment" if "burden" in taken else "burden",
            presses=side,
            weakness=f"Presses {who}: what would change this side’s mind.",
            cards=(),
        )
    card = order[0]
    ways = (_WAYS[plan.SCHEME[card.kind]], _PILLAR, _PROOF)
    way = next(way for way in ways if way.kind not in taken)
    return AskedQuestion(
        text=_filled(way, card, pen, side, who=who),
        kind=way.kind,
        presses=side,
        weakness=f"Presses {who}: {way.weakness}.",
        cards=(card.n,),
    )


def _both(said: Mapping[SideName, Sequence[Card]], pen: Pen) -> AskedQuestion:
    """Either the best that each has brought, set against each other, or what neither has spoken of."""
    spoken = {card.n for cards in said.values() for card in cards}
    silent = {
        card.item: card
        for card in pen.brief.cards
        if card.n not in spoken and plan.is_whole(card) and len(card.claim.split()) <= LONGEST_TOLD
    }
    cards: tuple[int, ...] = ()
    clash = all(said.values()) and (pen.dice.fraction("both") < 0.6 or not silent)
    if clash:
        first, second = (min(said[side], key=lambda c: (len(c.claim.split()), c.n)) for side in SIDES)
        if pen.dice.fraction("first") < 0.5:
            first, second = second, first
        text = _filled(_CLASH, first, pen, "clash", against=second)
        way = _CLASH
        cards = (first.n, second.n)
    elif silent:
        card = silent[pen.dice.shuffled(silent, "silent")[0]]
        text, way, cards = _filled(_OMISSION, card, pen, "silent"), _OMISSION, (card.n,)
    else:
        text, way, cards = "Which single item of the story decides the motion, and why?", _CLASH, ()
    return AskedQuestion(
        text=text, kind=way.kind, presses="both", weakness=f"Presses both: {way.weakness}.", cards=cards
    )


def _filled(way: Way, card: Card, pen: Pen, what: str, *, who: str = "", against: Card | None = None) -> str:
    option = pen.dice.pick(way.texts, "text", what)
    begins = option.startswith("{told}")
    told, answer = pen.told(card), pen.told(against) if against else ""
    slots = {
        "told": told if begins else pen.inside(told),
        "answer": answer if begins else pen.inside(answer),
        "topic": card.label if begins else topic(card),
        "against": (against.label if begins else topic(against)) if against else "",
        "motion": pen.motion_clause(),
    }
    text = option.format(who=who, n=card.n, m=against.n if against else 0, **slots)
    return text[0].upper() + text[1:]


def first_sentences(question: AskedQuestion, *, about: Card, side: SideName, alone: bool) -> Sequence[str]:
    """Sentences that answer the question as asked, for a side; empty for a question that is none of ours.

    alone: whether the side has no card of its own to set beside the one asked about.
    """
    way = _ways().get(question.kind)
    if way is None:
        return ()
    if way is _CLASH:
        return way.holds
    holds = about.speaks_for(side) if question.presses == "both" else question.presses == side
    return (way.lacks if alone else way.holds) if holds else way.denies


@functools.cache
def _ways() -> Mapping[str, Way]:
    return {way.kind: way for way in (*_WAYS.values(), _PROOF, _CLASH, _OMISSION)}


def answers(question: AskedQuestion, sentences: Sequence[str], brief: Brief) -> str:
    """The sentence, of the first two, that answers the question; "" if neither does.

    It begins as an answer does ("no", "not by itself", "the story does not say"), and the first card that it cites is one
    that was asked about; without a citation it takes up two of the question's words. Any other sentence has to take a
    position on such a card in two words of the asking itself, beyond what the question tells of the card.
    """
    about = [card for n in question.cards if (card := brief.card(n))]
    subject = stems(re.sub(r"\[\d+\]", " ", question.text)) - stems(brief.motion)
    asking = subject - stems(" ".join(f"{card.claim} {card.label} {card.speaker}" for card in about))
    for sentence in sentences[:2]:
        said = stems(re.sub(r"\[\d+\]", " ", sentence))
        first = plan.cited(sentence)[:1]
        on_card = bool(set(first) & set(question.cards))
        if first and about and not on_card:
            continue
        if _ANSWERS.match(sentence) and (on_card or len(subject & said) >= 2 or not (about or asking)):
            return sentence
        if (on_card or not about) and len(asking & said) >= 2 and _POSITION.search(sentence):
            return sentence
    return ""
