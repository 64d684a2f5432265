"""The composer: a speech from a brief, in a persona's voice, within its budget.

    opening   opener · three points (claim, reason, now and then a warrant) · a turn · closer
    answer    takes up the question · a point not made before · warrant
    closing   weighs the clash, card against card, and brings none that is new · a turn · final word

Points differ in shape (evidence first, reason first, warrant first) and leads, links, warrants and turns
are spent while the budget lasts, so no two speeches have one form.
"""

from __future__ import annotations

from collections.abc import Sequence

from debate.brief import Card, SideName, other
from debate.engines.base import BUDGETS, SpeechTask
from debate.engines.offline import plan
from debate.engines.offline.dice import Dice
from debate.engines.offline.prose import Pen, count_words, topic


def compose(task: SpeechTask) -> str:
    """The speech as text with [n] citations; never over its budget, never empty."""
    question = task.question.text if task.question else ""
    dice = Dice(
        task.brief.digest, task.side, task.speaker.slug, task.opponent.slug, task.part, question, "offline-1"
    )
    earlier = dict(task.earlier or {})
    mine = [text for (side, _), text in earlier.items() if side == task.side]
    heard = [*earlier.values(), task.own_answer]
    pen = Pen(
        task.brief,
        task.side,
        task.speaker,
        dice,
        heard=[text for text in heard if text],
        names=[name for who in (task.speaker, task.opponent) for name in (who.name, who.short_name)],
    )
    if task.part == "opening":
        parts = _opening(task, pen)
    elif task.part == "answer":
        parts = _answer(task, pen, used=plan.cited(" ".join(mine)))
    else:
        parts = _closing(task, pen, used=plan.cited(" ".join([*mine, task.own_answer])))
    return _within(parts, BUDGETS[task.part])


def _within(parts: Sequence[Sequence[str]], budget: int) -> str:
    """The parts in order, whole ones left out from the back until all fit; the last one always stays."""
    kept = [[sentence for sentence in part if sentence] for part in parts]
    kept = [part for part in kept if part]
    while len(kept) > 2 and sum(count_words(s) for part in kept for s in part) > budget:
        kept.pop(-2)
    return " ".join(sentence for part in kept for sentence in part)


def _opening(task: SpeechTask, pen: Pen) -> list[list[str]]:
    voice, side, budget = task.speaker.voice, task.side, BUDGETS["opening"]
    opener = pen.phrase(getattr(voice.openers, side), "opener", motion=pen.motion_clause())
    closer = pen.phrase(getattr(voice.closers, side), "closer")
    left = budget - count_words(opener) - count_words(closer)
    cards = plan.points(task.brief, side, task.speaker, pen.dice, count=3, words=left)
    left -= sum(plan.cost(card, side) for card in cards)
    body, left = _points(pen, cards, left, warrants=task.speaker.style.warrants_per_speech)
    device = pen.device(max_words=left)
    at = int(pen.dice.fraction("device-place") * len(body))
    return [[opener], *body[:at], [device], *body[at:], [closer]]


def _points(pen: Pen, cards: Sequence[Card], left: int, *, warrants: int) -> tuple[list[list[str]], int]:
    """Each card as a point of two to three sentences. left: words to spend on leads, links, warrants."""
    made, shape_before = [], ""
    for place, card in enumerate(cards):
        shape = _shape(pen, card, place, shape_before)
        shape_before = shape
        warrant = ""
        if warrants and left >= 9 and (shape == "warrant" or pen.dice.fraction("warrant?", card.item) < 0.7):
            warrant = pen.warrant(card, max_words=left)
            left -= count_words(warrant)
            warrants -= bool(warrant)
        needs_lead = card.kind == "quote"
        wants_lead = needs_lead or (left > 8 and pen.dice.fraction("lead?", card.item) < 0.5)
        claim = pen.claim(card, with_lead=wants_lead, what=f"lead-{place}")
        left -= max(0, count_words(claim) - count_words(card.claim) - 1)
        link = ""
        if shape != "reason" and left > 4 and pen.dice.fraction("link?", card.item) < 0.55:
            kinds = pen.persona.voice.links
            link = pen.fragment([*kinds.because, *kinds.so], f"link-{place}", max_words=left)
            left -= count_words(link)
        reason = pen.reason(card, link=link)
        if shape == "reason":
            made.append([reason, claim, warrant])
        elif shape == "warrant" and warrant:
            made.append([warrant, claim, reason])
        else:
            made.append([claim, reason, warrant])
    return made, left


def _shape(pen: Pen, card: Card, place: int, before: str) -> str:
    """How a point is built: "evidence" first, "reason" first or "warrant" first; not twice running."""
    roll = pen.dice.fraction("shape", card.item)
    share = pen.persona.style.reason_first
    order = ["reason", "evidence", "warrant"] if roll < share else ["evidence", "warrant", "reason"]
    if roll > 0.8:
        order = ["warrant", *order]
    return next(shape for shape in order if shape != before)


def _answer(task: SpeechTask, pen: Pen, *, used: Sequence[int]) -> list[list[str]]:
    """Takes up the question on its card, then brings a point that this side has not made."""
    question, budget = task.question, BUDGETS["answer"]
    assert question is not None
    pressed = [card for n in question.cards if (card := task.brief.card(n))]
    takes_up = _takes_up(task, pen, pressed[0], is_mine=question.presses == task.side) if pressed else ""
    left = budget - count_words(takes_up)
    taken = {*used, *question.cards}
    cards = plan.points(task.brief, task.side, task.speaker, pen.dice, count=2, words=left - 8, without=taken)
    spare = left - sum(plan.cost(card, task.side) for card in cards)
    body, spare = _points(pen, cards, spare, warrants=1)
    if not cards and pressed and pressed[0].speaks_for(task.side):
        body = [[pen.reason(pressed[0])]]
    device = pen.device(max_words=spare) if spare > 8 else ""
    return [[takes_up], *body, [device]]


def _takes_up(task: SpeechTask, pen: Pen, about: Card, *, is_mine: bool) -> str:
    """The first sentence of an answer: concede, distinguish or counter, or turn on the other's card."""
    voice = task.speaker.voice
    if not is_mine and not about.speaks_for(task.side):
        return pen.phrase(voice.replies, "reply", opponent=task.opponent.short_name, topic=topic(about))
    if about.speaks_for(other(task.side)) and about.speaks_for(task.side):
        options = voice.answers.counter
    else:
        options = (
            voice.answers.distinguish if pen.dice.fraction("answer-kind") < 0.6 else voice.answers.concede
        )
    return pen.phrase(options, "answer", topic=topic(about))


def _closing(task: SpeechTask, pen: Pen, *, used: Sequence[int]) -> list[list[str]]:
    """Weighs this side's cards against the other's opening; brings no new card."""
    voice, budget = task.speaker.voice, BUDGETS["closing"]
    theirs = _their_cards(task)
    mine = [card for n in used if (card := task.brief.card(n)) and card.speaks_for(task.side)]
    sentences: list[str] = []
    if mine and theirs:
        sentences.append(pen.phrase(voice.weighs, "weigh", mine=topic(mine[0]), theirs=topic(theirs[0])))
        sentences.append(pen.warrant(mine[0]))
    if len(theirs) > 1:
        sentences.append(
            pen.phrase(
                voice.replies, "closing-reply", opponent=task.opponent.short_name, topic=topic(theirs[1])
            )
        )
    sentences.append(pen.device())
    final = pen.phrase(getattr(voice.finals, task.side), "final")
    if len(mine) > 1 and len(theirs) > 2:
        second = pen.phrase(voice.weighs, "weigh-2", mine=topic(mine[1]), theirs=topic(theirs[2]))
        if sum(map(count_words, [*sentences, second, final])) <= budget:
            sentences.insert(-1, second)
    return [*([sentence] for sentence in sentences), [final]]


def _their_cards(task: SpeechTask) -> list[Card]:
    """The other side's cards of its opening, in the order in which this side would take them on."""
    opponent: SideName = other(task.side)
    text = (task.earlier or {}).get((opponent, "opening"), "")
    cards = [card for n in plan.cited(text) if (card := task.brief.card(n))]
    dice = Dice(task.brief.digest, task.side, task.question.text if task.question else "", "clash")
    order = {item: i for i, item in enumerate(dice.shuffled([card.item for card in cards], "theirs"))}
    return sorted(cards, key=lambda card: order[card.item])
