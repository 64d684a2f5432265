"""The composer: a speech that argues, from a brief, in a persona's way of reasoning, within its budget.

    opening   thesis · three points (what a card says, and so why it bears on the motion) · a concession
    answer    the question answered as asked · a card that bears the answer out · their strongest card, met by name
    closing   what speaks for them · one of theirs weighed against one of ours · what tips it · the vote

Points differ in shape (fact first, reason first, named only). A maxim is added where there is room, one a speech at
most, beside a point of its scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from debate.engines.base import BUDGETS, SpeechTask
from debate.engines.offline import plan
from debate.engines.offline.dice import Dice
from debate.engines.offline.prose import Pen, points_back, topic
from debate.engines.offline.questions import first_sentences
from debate.evidence.brief import Card, other
from debate.grounding import count_words

MAXIM_SHARE = 0.5  # of the speeches with room for one
LONGEST_TOLD = 32  # words of a claim that is told; a longer one is only named
NEAREST = 10  # cards that an answer chooses from
_NAMED = (
    "There is also {topic}: {why} [{n}].",
    "To the same end I name {topic}: {why} [{n}].",
    "I could add {topic}: {why} [{n}].",
    "Nor would I leave out {topic}: {why} [{n}].",
    "The same can be learnt from {topic}: {why} [{n}].",
)
# To a question about no card.
_BURDEN = (
    "Only one thing decides it for me, and it is {topic}.",
    "It would be enough to take {topic} from me.",
)
_FAIR = (
    "What speaks for {opponent} is {topic}: {theirs} [{n}].",
    "The case of {opponent} comes down to {topic}: {theirs} [{n}].",
    "I have understood {opponent} on {topic}: {theirs} [{n}].",
    "At its best, what {opponent} says about {topic} is this: {theirs} [{n}].",
)
_AGAINST = (
    "My answer to it is {mine}: {why} [{n}].",
    "Against it I set {mine}: {why} [{n}].",
    "It does not touch {mine}: {why} [{n}].",
    "Yet it leaves {mine} as it was: {why} [{n}].",
)
# Why one card may count for more than another, by how firm each is: what was, was elsewhere, was said, may be.
_FIRM = {"figure": 4, "event": 4, "person": 3, "organisation": 3, "precedent": 3, "quote": 2, "scenario": 1}
_TIPS = {
    "scenario": (
        "What has come about weighs more with me than what may.",
        "One of them happened; the other was only expected.",
        "I go by what came to pass before I go by what was feared or hoped.",
        "An expectation may be wise and still not be a fact.",
    ),
    "quote": (
        "What was done weighs more with me than what somebody said.",
        "One of them is a deed and the other a remark.",
        "Words show what a speaker wanted; I would rather know what happened.",
        "What people say is soon said; what happened stays as it is.",
    ),
    "precedent": (
        "What belongs to this case weighs more with me than a likeness from another.",
        "One of them is this very case, and the other only resembles it.",
        "A likeness instructs us; it does not decide.",
        "The other case had its own circumstances, and we are asked about this one.",
    ),
}
_LEVEL = (
    "I do not doubt theirs; I doubt that the motion turns on it.",
    "Both are sound; I ask which of them the motion is about.",
    "Neither cancels the other, but only one of them answers the motion.",
    "Theirs would matter more if the motion asked another question.",
)


@dataclass(frozen=True, kw_only=True)
class _Form:
    """How fully an opening is told: how many of its points are only named, and whether links and maxims may stand."""

    named: int
    linked: bool
    grant_words: int
    maxim: bool = False


_FORMS = (
    _Form(named=0, linked=True, grant_words=32, maxim=True),
    _Form(named=0, linked=True, grant_words=32),
    _Form(named=0, linked=True, grant_words=22),
    _Form(named=1, linked=True, grant_words=36, maxim=True),
    _Form(named=1, linked=True, grant_words=36),
    _Form(named=1, linked=True, grant_words=22),
    _Form(named=1, linked=False, grant_words=24),
    _Form(named=2, linked=True, grant_words=24),
    _Form(named=2, linked=False, grant_words=22),
    _Form(named=3, linked=False, grant_words=22),
    _Form(named=3, linked=False, grant_words=0),
)


# How fully an answer tells the card that bears it out and the one that meets the other side's: the fullest first.
_FULLNESS = (
    ("fact reason", "fact"),
    ("fact reason", ""),
    ("fact", "fact"),
    ("fact", ""),
    ("reason", "fact"),
    ("reason", ""),
    ("", ""),
)


def compose(task: SpeechTask) -> str:
    """The speech as text with [n] citations; never over its budget, never empty."""
    budget = BUDGETS[task.part]
    sentences: list[str] = []
    for made in _PARTS[task.part](task):
        sentences = [sentence for sentence in made if sentence]
        if sentences and _length(sentences) <= budget:
            break
    while len(sentences) > 1 and _length(sentences) > budget:
        sentences.pop()
    pen = _pen(task)
    theses = getattr(task.speaker.voice.theses, task.side)
    return (
        " ".join(sentences)
        or pen.phrase(theses, "thesis", motion=pen.motion_clause())
        or theses[0].format(motion=pen.motion_clause())
    )


def _pen(task: SpeechTask) -> Pen:
    heard = [text for text in (*(task.earlier or {}).values(), task.own_answer) if text]
    question = task.question.text if task.question else ""
    seed = (task.brief.digest, task.side, task.speaker.slug, task.opponent.slug, task.part, question)
    names = [name for who in (task.speaker, task.opponent) for name in (who.name, who.short_name)]
    return Pen(task.brief, task.side, task.speaker, Dice(*seed), heard=heard, names=names)


def _length(sentences: Sequence[str]) -> int:
    return sum(map(count_words, sentences))


def _opening(task: SpeechTask) -> Iterator[list[str]]:
    """The opening in one form after the other, the fullest first."""
    cards = plan.opening(task.brief, task.side, task.speaker)
    long = sum(not _pen(task).is_sayable(card, LONGEST_TOLD) for card in cards)
    for form in _FORMS:
        if form.named >= min(long, len(cards)):
            yield _told(task, _pen(task), cards, form)


def _told(task: SpeechTask, pen: Pen, cards: Sequence[Card], form: _Form) -> list[str]:
    """Thesis, points and concession in one form."""
    voice = task.speaker.voice
    thesis = pen.phrase(getattr(voice.theses, task.side), "thesis", motion=pen.motion_clause())
    # The longest to tell are only named, unless what follows from them points back to what they say.
    by_length = sorted(
        cards,
        key=lambda c: (
            pen.is_sayable(c, LONGEST_TOLD),
            points_back(c.reasons[task.side]),
            -len(c.claim.split()),
            c.n,
        ),
    )
    named = set(by_length[: form.named])
    told = [card for card in cards if card not in named]
    points = []
    for place, card in enumerate([*told, *(card for card in cards if card in named)]):
        is_last = place == len(cards) - 1
        if card in named:
            points.append(_named(pen, card))
        else:
            leads = voice.leads.first if not place else voice.leads.last if is_last else voice.leads.next
            points.append(_point(pen, card, leads if form.linked else (), f"point-{place}"))
    if form.maxim and pen.dice.fraction("maxim") < MAXIM_SHARE and points:
        at = int(pen.dice.fraction("maxim at") * len(told))
        points[at].append(pen.warrant([*told, *named][at]))
    grant = _grant(pen, cards, form.grant_words) if form.grant_words else ""
    early = pen.dice.fraction("grant early") < 0.3
    body = [sentence for point in points for sentence in point]
    return [thesis, grant, *body] if early else [thesis, *body, grant]


def _point(pen: Pen, card: Card, leads: Sequence[str], what: str) -> list[str]:
    """A fact and what follows from it, or the reason and then its fact."""
    reason_first = pen.dice.fraction("reason first", card.item) < pen.persona.style.reason_first
    if reason_first and not points_back(card.reasons[pen.side]):
        return [pen.reason(card), pen.claim(card, leads=leads, what=what)]
    claim = pen.claim(card, leads=leads, what=what)
    links = pen.persona.voice.so if leads and pen.dice.fraction("link", card.item) < 0.85 else ()
    return [claim, pen.reason(card, links=links, what=f"so-{what}")]


def _named(pen: Pen, card: Card) -> list[str]:
    why = pen.lower(pen.why(card, pen.side))
    return [
        pen.phrase(pen.ours(_NAMED), "named", topic=topic(card), why=why, n=str(card.n)) or pen.reason(card)
    ]


def _grant(pen: Pen, own: Sequence[Card], max_words: int) -> str:
    """One card of the other side, granted."""
    for card in plan.conceded(pen.brief, pen.side, pen.dice, without=own)[:4]:
        said = pen.phrase(
            pen.persona.voice.grants, "grant", max_words=max_words, topic=topic(card), theirs=pen.theirs(card)
        )
        if said:
            return said
    return ""


def _answer(task: SpeechTask) -> Iterator[list[str]]:
    """The answer, its two cards told if there is room, else named with what follows from them."""
    for support_as, met_as in _FULLNESS:
        pen = _pen(task)
        about, mine = _about(task), _mine(task, pen)
        first, support, rest = _first(task, pen, about, mine)
        borne = _borne_out(pen, support, task, support_as)
        yield [first, *borne, *_meeting(task, pen, rest, about, told="fact" in met_as)]


def _first(
    task: SpeechTask, pen: Pen, about: Card | None, mine: Sequence[Card]
) -> tuple[str, Card | None, Sequence[Card]]:
    """The sentence that answers the question, the card that bears it out, and this side's other cards."""
    question, side = task.question, task.side
    assert question is not None
    if about is None:
        said = pen.phrase(_BURDEN, "answer", topic=topic(mine[0])) if mine else ""
        return said, None, mine[1:]
    beside = [card for card in mine if card is not about]
    if question.kind == "clash" and (ours := _ours_asked(task)):
        beside = [ours, *(card for card in beside if card is not ours)]
    holds = about.speaks_for(side) and question.kind != "clash"
    alone = not beside or (holds and pen.dice.fraction("alone") < 0.1)
    options = pen.ours(first_sentences(question, about=about, side=side, alone=alone))
    said = pen.phrase(options, "answer", topic=topic(about), mine=topic(beside[0]) if beside else "")
    support = about if alone and holds else beside[0] if beside else None
    return said, support, [card for card in beside if card is not support]


def _about(task: SpeechTask) -> Card | None:
    """The card that the question is about; of two that are set against each other, the other side's."""
    assert task.question is not None
    cards = [card for n in task.question.cards if (card := task.brief.card(n))]
    if task.question.kind == "clash":
        cards.sort(key=lambda card: card.speaks_for(task.side))
    return cards[0] if cards else None


def _ours_asked(task: SpeechTask) -> Card | None:
    assert task.question is not None
    cards = [card for n in task.question.cards if (card := task.brief.card(n))]
    return next((card for card in cards if card.speaks_for(task.side)), None)


def _mine(task: SpeechTask, pen: Pen) -> list[Card]:
    """This side's cards for an answer: those not used yet first, and of them what has to do with the question."""
    assert task.question is not None
    used = set(plan.cited((task.earlier or {}).get((task.side, "opening"), "")))
    cards = [c for c in plan.usable(task.brief, task.side) if c.n not in task.question.cards]
    fresh = [card for card in cards if card.n not in used]
    old = [card for card in cards if card.n in used]
    near = plan.related(fresh, task.question.text, pen.dice, "near")[:NEAREST]
    return [
        *(card for card in near if pen.is_sayable(card, LONGEST_TOLD)),
        *plan.related(old, task.question.text, pen.dice, "old"),
    ]


def _is_new(card: Card, task: SpeechTask) -> bool:
    """Whether this side has not brought the card before."""
    return card.n not in plan.cited((task.earlier or {}).get((task.side, "opening"), ""))


def _borne_out(pen: Pen, card: Card | None, task: SpeechTask, parts: str) -> Iterator[str]:
    """What a card says, or what else it says if it has been told, and what follows from it.

    parts: "fact reason", "fact" or "reason".
    """
    if card is None or not parts:
        return
    links = pen.persona.voice.so
    if not _is_new(card, task):
        yield next(pen.further(card), "") or pen.reason(card, links=links, what="borne out")
        return
    is_told = "fact" in parts and pen.is_sayable(card, LONGEST_TOLD)
    if is_told:
        yield pen.claim(card)
    if not is_told or "reason" in parts:
        yield pen.reason(card, links=links, what="borne out")


def _meeting(
    task: SpeechTask, pen: Pen, mine: Sequence[Card], about: Card | None, *, told: bool
) -> Iterator[str]:
    """The other side's strongest card by name, and a card of one's own set against it."""
    best = _their_best(task)
    against = plan.related(mine[:5], f"{best.claim} {best.label}", pen.dice, "against") if best else []
    if best is None or not against:
        return
    card = against[0]
    if best is about:  # met already: there is room for one card more
        if told and _is_new(card, task):
            yield from (pen.claim(card, leads=pen.persona.voice.leads.next, what="more"), pen.reason(card))
        return
    meet = pen.phrase(pen.persona.voice.meets, "meet", opponent=task.opponent.short_name, topic=topic(best))
    if told and _is_new(card, task) and pen.is_sayable(card, LONGEST_TOLD):
        yield from (meet, pen.claim(card, leads=pen.persona.voice.yet, what="yet"), pen.reason(card))
        return
    why = pen.lower(pen.why(card, task.side))
    said = pen.phrase(pen.ours(_AGAINST), "against", mine=topic(card), why=why, n=str(card.n))
    if said:
        yield from (meet, said)


def _their_best(task: SpeechTask) -> Card | None:
    """The strongest card of the other side's opening."""
    best = plan.strongest((task.earlier or {}).get((other(task.side), "opening"), ""), task.brief)
    return best if best and best.speaks_for(other(task.side)) else None


def _closing(task: SpeechTask) -> Iterator[list[str]]:
    """The closing with ever less beside the weighing itself."""
    for without in (
        (),
        ("maxim",),
        ("maxim", "tips"),
        ("maxim", "tips", "fair"),
        ("maxim", "tips", "fair", "further"),
    ):
        parts = _weighing(task)
        if "maxim" in without or _pen(task).dice.fraction("maxim") < MAXIM_SHARE:
            yield [text for name, text in parts.items() if name not in without]


def _weighing(task: SpeechTask) -> dict[str, str]:
    """The other side's strongest card weighed against one of this side's, and what tips it."""
    pen, voice, side = _pen(task), task.speaker.voice, task.side
    spoken = f"{(task.earlier or {}).get((side, 'opening'), '')} {task.own_answer}"
    own = [card for card in plan.cards_of(spoken, task.brief) if card.speaks_for(side)]
    theirs = _their_best(task)
    more = {card: next((s for s in pen.further(card) if s not in spoken), "") for card in own}
    mine = max(
        own, key=lambda c: (plan.strength(c), bool(more[c]), pen.dice.fraction("best", c.item)), default=None
    )
    end = pen.phrase(getattr(voice.ends, side), "end")
    if mine is None or theirs is None:
        return {"further": pen.reason(mine, links=voice.so, what="tips") if mine else "", "end": end}
    fair = pen.phrase(
        pen.ours(_FAIR),
        "fair",
        opponent=task.opponent.short_name,
        topic=topic(theirs),
        theirs=pen.theirs(theirs),
        n=str(theirs.n),
    )
    weigh = pen.phrase(voice.weighs, "weigh", mine=topic(mine), theirs=topic(theirs))
    firmer = _FIRM[mine.kind] > _FIRM[theirs.kind] and theirs.kind in _TIPS
    tips = pen.phrase(pen.ours(_TIPS[theirs.kind] if firmer else _LEVEL), "tips")
    is_said = pen.why(mine, side).casefold() in task.own_answer.casefold()
    further = more[mine] or ("" if is_said else pen.reason(mine, links=voice.so, what="tips"))
    maxim = pen.warrant(mine)
    return {"fair": fair, "weigh": weigh, "further": further, "tips": tips, "maxim": maxim, "end": end}


_PARTS: Mapping[str, Callable[[SpeechTask], Iterator[list[str]]]] = {
    "opening": _opening,
    "answer": _answer,
    "closing": _closing,
}
