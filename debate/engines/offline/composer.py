"""The composer: a speech from a brief, in a persona's voice, within its budget.

    opening   opener · three points (claim, reason, now and then a warrant) · a turn · closer
    answer    takes up the question on its card · points not made before, begun in its words · warrant
    closing   weighs the clash, card against card, and brings none that is new · a turn · final word

Points differ in shape (evidence first, reason first, warrant first) and leads, links, warrants and turns
are spent while the budget lasts, so no two speeches have one form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from debate.engines.base import BUDGETS, AskedQuestion, SpeechTask
from debate.engines.offline import plan, surface
from debate.engines.offline.dice import Dice
from debate.engines.offline.prose import Pen, topic
from debate.engines.offline.questions import echo
from debate.evidence.brief import Brief, Card, SideName, other
from debate.grounding import count_words

# A reason that points back ("that settlement", "even then") makes no sense before the claim it points to.
_POINTS_BACK = re.compile(
    r"\b(?:this|that|those|these|such|its?|they|their|them|he|his|him|she|her|even|also|too|either|there|"
    r"then|both|another|alone|here)\b",
    re.IGNORECASE,
)
JOINTS = (
    14  # words of an opening better kept for what joins evidence to conclusion: without them it is a list
)
_RELATIVE = re.compile(r"\b(?:so|say|says|is|was|if|knows?|on|find|than|of) that\b", re.IGNORECASE)
# Replies in which a card came from the other side: wrong of a card that this side brought itself.
_HANDED_OVER = re.compile(
    r"\b(?:you (?:to )?(?:bring|take|send|trust|open|draw|have been)|bring|brought|loan|throwing|sent|against me|"
    r"your (?:own )?side|used|citing|(?:my own|just that|your) witness|own copy|thank you|cross the floor|"
    r"changes hands|other (?:camp|way)|i too went|a wish|seriously|planted|shield|under oath|drawer|rest on|"
    r"own door|my door|the very (?:book|road|cupboard)|supplied|held against|be called|soothing|in our pay|"
    r"my case was missing|to claim|find weakness|reasoned as|embarrasses|the price|a price|pray look)\b",
    re.IGNORECASE,
)


def compose(task: SpeechTask) -> str:
    """The speech as text with [n] citations; never over its budget, never empty."""
    earlier = dict(task.earlier or {})
    mine = [text for (side, _), text in earlier.items() if side == task.side]
    heard = [text for text in (*earlier.values(), task.own_answer) if text]
    own = " ".join([*mine, task.own_answer])
    budget = BUDGETS[task.part]
    parts: list[list[str]] = []
    for spare in (0, 3, 7, 12):  # words kept back: a plan that runs over is made again, tighter
        pen = _pen(task, heard)
        if task.part == "opening":
            parts = _opening(task, pen, budget - spare)
        elif task.part == "answer":
            parts = _answer(task, pen, budget - spare, own=own)
        else:
            parts = _closing(task, pen, budget - spare, own=own)
        if sum(map(_length, parts)) <= budget:
            break
    return _within(parts, budget)


def _pen(task: SpeechTask, heard: Sequence[str]) -> Pen:
    question = task.question.text if task.question else ""
    seed = (task.brief.digest, task.side, task.speaker.slug, task.opponent.slug, task.part, question)
    names = [name for who in (task.speaker, task.opponent) for name in (who.name, who.short_name)]
    return Pen(task.brief, task.side, task.speaker, Dice(*seed), heard=heard, names=names)


def _within(parts: Sequence[Sequence[str]], budget: int) -> str:
    """The parts in order. If they do not fit, the shortest whose absence is enough is left out, never the
    first or last while another would do."""
    kept = [[sentence for sentence in part if sentence] for part in parts]
    kept = [part for part in kept if part]
    while len(kept) > 1 and (over := sum(map(_length, kept)) - budget) > 0:
        inner = kept[1:-1] or kept[1:]
        enough = [part for part in inner if _length(part) >= over]
        kept.remove(min(enough, key=_length) if enough else max(inner, key=_length))
    return " ".join(sentence for part in kept for sentence in part)


def _length(part: Sequence[str]) -> int:
    return sum(map(count_words, part))


def _opening(task: SpeechTask, pen: Pen, budget: int) -> list[list[str]]:
    voice, side = task.speaker.voice, task.side
    closer = pen.phrase(getattr(voice.closers, side), "closer")
    wanted = min(3, len(task.brief.for_side(side)))
    opener, motion = "", pen.motion_clause()
    for most in (40, 18, 12):  # where the cards are long, the opener is short
        options = getattr(voice.openers, side)
        opener = pen.phrase(options, "opener", motion=motion, max_words=most) or opener
        left = budget - count_words(opener) - count_words(closer)
        points = plan.points(
            task.brief, side, task.speaker, pen.dice, count=wanted, words=left, joints=JOINTS
        )
        if len(points) == wanted and not any(point.bare for point in points):
            break
    left -= sum(point.cost(side) for point in points)
    body, left = _points(pen, points, left, warrants=task.speaker.style.warrants_per_speech)
    if not points:  # nothing in the story speaks for this side: it is argued from principle alone
        body = [
            [pen.phrase(voice.warrants.practice, "principle")],
            [pen.phrase(voice.warrants.cause, "second")],
        ]
    device = pen.device(max_words=left)
    at = int(pen.dice.fraction("device-place") * len(body))
    return [[opener], *body[:at], [device], *body[at:], [closer]]


def _points(
    pen: Pen, points: Sequence[plan.Point], left: int, *, warrants: int, begin: str = "", scheme: str = ""
) -> tuple[list[list[str]], int]:
    """Each point as one to three sentences. left: words to spend on leads, links, warrants.

    begin: how the first point starts (its words are paid for); scheme: whose maxim supports it.
    """
    made: list[list[str]] = []
    shape_before, may_add = "", True
    for place, point in enumerate(points):
        card, first = point.card, begin if place == 0 else ""
        shape = "evidence" if first or point.bare else _shape(pen, card, shape_before)
        shape_before = shape
        if (
            place
            and may_add
            and card.kind != "quote"
            and left > 4
            and (point.bare or pen.dice.fraction("further?", card.item) < 0.35)
        ):
            first = pen.fragment(pen.persona.voice.links.further, "further", max_words=left, colon=False)
            may_add = not first
        sentences = _point(pen, point, shape, left, place, begin=first)
        left -= max(0, _length(sentences) - point.cost(pen.side) - (0 if place else count_words(begin)))
        warrant = ""
        if warrants and left >= 9 and (shape == "warrant" or pen.dice.fraction("warrant?", card.item) < 0.7):
            warrant = pen.warrant(card, max_words=left, scheme="" if place else scheme)
            left -= count_words(warrant)
            warrants -= bool(warrant)
        made.append([warrant, *sentences] if shape == "warrant" else [*sentences, warrant])
    return made, left


def _point(pen: Pen, point: plan.Point, shape: str, left: int, place: int, *, begin: str) -> list[str]:
    """Claim and reason in order: "so" carries a claim to its reason, "because" a reason back to its claim."""
    card, links = point.card, pen.persona.voice.links
    if shape == "reason":
        reason = pen.reason(card, begin=begin)
        because = ""
        if card.kind != "quote" and left > 4 and pen.dice.fraction("link?", card.item) < 0.7:
            because = pen.fragment(
                links.because, f"because-{place}", max_words=left, colon=":" not in card.claim
            )
        lead = not because and left > 8 and pen.dice.fraction("lead?", card.item) < 0.5
        return [reason, pen.claim(card, begin=because, with_lead=lead, what=f"lead-{place}")]
    lead = left > 8 and pen.dice.fraction("lead?", card.item) < 0.5
    claim = pen.claim(card, begin=begin, with_lead=lead, what=f"lead-{place}")
    if point.bare:
        return [claim]
    left -= count_words(claim) - count_words(card.claim)
    so = ""
    if left > 4 and pen.dice.fraction("link?", card.item) < 0.75:
        so = pen.fragment(links.so, f"so-{place}", max_words=left, colon=":" not in claim)
    return [claim, pen.reason(card, begin=so)]


def _shape(pen: Pen, card: Card, before: str) -> str:
    """How a point is built: "evidence" first, "reason" first or "warrant" first; not twice running."""
    roll = pen.dice.fraction("shape", card.item)
    share = pen.persona.style.reason_first
    order = ["reason", "evidence", "warrant"] if roll < share else ["evidence", "warrant", "reason"]
    if roll > 0.8:
        order = ["warrant", *order]
    if _POINTS_BACK.search(_RELATIVE.sub("", card.reasons[pen.side])):
        return "warrant" if order[0] == "warrant" and before != "warrant" else "evidence"
    return next(shape for shape in order if shape != before)


def _answer(task: SpeechTask, pen: Pen, budget: int, *, own: str) -> list[list[str]]:
    """Takes up the question on its card, then brings points that this side has not made."""
    question, side = task.question, task.side
    assert question is not None
    about = next((card for n in question.cards if (card := task.brief.card(n))), None)
    begin = echo(question, side, helped=about is not None and about.speaks_for(side))
    wanted = min(2, len(_left_over(task.brief, side, {*plan.cited(own), *question.cards})))
    takes_up = ""
    for most in (40, 15, 12):  # where the cards are long, what comes before them is short
        if about:
            takes_up = _takes_up(task, pen, about, own=own, max_words=most) or takes_up
        left = budget - count_words(takes_up)
        points = plan.points(
            task.brief,
            side,
            task.speaker,
            pen.dice,
            count=wanted,
            words=left - count_words(begin),
            without={*plan.cited(own), *question.cards},
            near=surface.content(f"{about.claim} {about.label}" if about else question.text),
        )
        if len(points) == wanted and not any(point.bare for point in points):
            break
    spare = left - count_words(begin) - sum(point.cost(side) for point in points)
    scheme = plan.SCHEME[about.kind] if about else ""
    body, spare = _points(pen, points, spare, warrants=1, begin=begin, scheme=scheme)
    if not points:
        body = _without_points(task, pen, about)
        spare -= sum(count_words(sentence) for part in body for sentence in part)
    device = pen.device(max_words=spare) if spare > 8 else ""
    return [[takes_up], *body, [device]]


def _left_over(brief: Brief, side: SideName, without: set[int]) -> list[Card]:
    return [card for card in brief.for_side(side) if card.n not in without]


def _without_points(task: SpeechTask, pen: Pen, about: Card | None) -> list[list[str]]:
    """An answer whose side has no card left: the reason of the card in question, or of one made before."""
    mine = (
        about if about and about.speaks_for(task.side) else next(iter(task.brief.for_side(task.side)), None)
    )
    warrants = task.speaker.voice.warrants
    return [[pen.reason(mine) if mine else ""], [pen.phrase(warrants.practice, "principle")]]


def _takes_up(task: SpeechTask, pen: Pen, about: Card, *, own: str, max_words: int) -> str:
    """The first sentence of an answer. A card that this side brought is stood by, one that speaks for it is
    claimed, the other side's is replied to, and what nobody brought is conceded or told apart."""
    voice, slots = task.speaker.voice, {"topic": topic(about)}
    counters = list(voice.answers.counter)
    is_theirs = bool(task.question and task.question.presses == other(task.side))
    roll = pen.dice.fraction("answer-kind")
    if about.n in plan.cited(own):
        options = standing(counters)
    elif is_theirs and (not about.speaks_for(task.side) or roll < 0.4):
        options, slots["opponent"] = voice.replies, _called(task, own)
    elif about.speaks_for(task.side):
        options = counters if is_theirs else standing(counters)
    else:
        options = voice.answers.concede if roll < 0.4 else voice.answers.distinguish
    return pen.phrase(options, "answer", max_words=max_words, **slots)


def standing(counters: Sequence[str]) -> list[str]:
    """The counters that one may say of one's own card: those in which nobody else has brought it."""
    return [phrase for phrase in counters if not _HANDED_OVER.search(phrase)] or list(counters)


def _called(task: SpeechTask, own: str) -> str:
    """The opponent by full name at this side's first mention, by the short one afterwards."""
    who = task.opponent
    return who.short_name if who.name in own or who.short_name in own else who.name


def _closing(task: SpeechTask, pen: Pen, budget: int, *, own: str) -> list[list[str]]:
    """Weighs this side's cards against the other's opening; brings no new card, and sets none against itself."""
    voice = task.speaker.voice
    used = plan.cited(own)
    theirs = [card for card in _their_cards(task) if card.n not in used]
    mine = [card for card in _best_first(used, task.brief, task.question) if card.speaks_for(task.side)]
    mine = [card for card in mine if card.n not in plan.cited(_their_text(task))] or mine
    if mine:  # two cards of one name ("the events of 27 October") cannot be told apart by it
        theirs = [card for card in theirs if card.label != mine[0].label]
    sentences: list[str] = []
    if mine and theirs:
        sentences.append(pen.phrase(voice.weighs, "weigh", mine=topic(mine[0]), theirs=topic(theirs[0])))
    if mine:
        sentences.append(pen.warrant(mine[0]))
    if len(theirs) > 1:
        sentences.append(
            pen.phrase(voice.replies, "closing-reply", opponent=_called(task, own), topic=topic(theirs[1]))
        )
    elif len(mine) > 1 and not theirs:
        sentences.append(pen.phrase(standing(voice.answers.counter), "stand", topic=topic(mine[1])))
    sentences.append(pen.device())
    final = pen.phrase(getattr(voice.finals, task.side), "final")
    if len(mine) > 1 and len(theirs) > 2:
        second = pen.phrase(voice.weighs, "weigh-2", mine=topic(mine[1]), theirs=topic(theirs[2]))
        if sum(map(count_words, [*sentences, second, final])) <= budget:
            sentences.insert(-1, second)
    return [*([sentence] for sentence in sentences), [final]]


def _best_first(used: Sequence[int], brief: Brief, question: AskedQuestion | None) -> list[Card]:
    """This side's cards for the weighing: the one in question first, then those of its answer, then the rest."""
    pressed = set(question.cards) if question else set()
    latest_first = list(reversed(used))
    order = sorted(latest_first, key=lambda n: n not in pressed)
    return [card for n in order if (card := brief.card(n))]


def _their_text(task: SpeechTask) -> str:
    opponent: SideName = other(task.side)
    return (task.earlier or {}).get((opponent, "opening"), "")


def _their_cards(task: SpeechTask) -> list[Card]:
    """The other side's cards of its opening, in the order in which this side would take them on."""
    cards = [card for n in plan.cited(_their_text(task)) if (card := task.brief.card(n))]
    dice = Dice(task.brief.digest, task.side, task.question.text if task.question else "", "clash")
    order = dice.shuffled([card.item for card in cards], "theirs")
    place = {item: i for i, item in enumerate(order)}
    return sorted(cards, key=lambda card: place[card.item])
