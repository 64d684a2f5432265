"""Whether the referee can be fooled: the loser of a decided round is padded, repeated, or salted with words.

Each attack has several forms and is judged like any text of the round, at the same budget: where it would not
fit, sentences of the speech make room for it. A verdict is flipped when the loser wins; `rescued` also counts
those that became a draw or a split. The attacks go straight to the referee, without the check that would cut
their sentences before anyone read them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence

from debate.engines.base import BUDGETS
from debate.engines.offline import referee
from debate.engines.offline.dice import Dice
from debate.evidence.brief import Brief, SideName, other
from debate.grounding import count_words, split_sentences
from debate.measuring.rehearsal import Rehearsal
from debate.referee import judging

PADDING = (
    "Furthermore, this particular consideration remains extremely important.",
    "Everybody understands that fundamental questions deserve the most serious attention.",
    "Therefore nobody should underestimate how much depends upon careful reflection.",
)
type Attack = Callable[[str, int, Brief, Dice], Iterator[str]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Attacked:
    """How many verdicts of `rounds` an attack flipped, and how many it at least saved from defeat."""

    rounds: int
    flipped: int
    rescued: int


def attack_all(debates: Sequence[Rehearsal], *, rounds: int = 100) -> dict[str, Attacked]:
    """Every attack on the loser of each of the first `rounds` decided rounds."""
    decided = [
        (debate, number, other(_winner(debate, number)))
        for debate in debates
        for number in (1, 2)
        if debate.outcome(number).is_decided
    ][:rounds]
    results = {}
    for name, attack in ATTACKS.items():
        flipped = rescued = 0
        for debate, number, loser in decided:
            outcomes = {
                _judged(debate, number, loser, text) for text in _forms(attack, debate, number, loser)
            }
            flipped += loser in outcomes
            rescued += bool(outcomes - {other(loser)})
        results[name] = Attacked(rounds=len(decided), flipped=flipped, rescued=rescued)
    return results


def _winner(debate: Rehearsal, number: int) -> SideName:
    return "pro" if debate.outcome(number) == "pro" else "con"


def _forms(attack: Attack, debate: Rehearsal, number: int, loser: SideName) -> Iterator[str]:
    budget = BUDGETS["opening"] if number == 1 else BUDGETS["answer"] + BUDGETS["closing"]
    dice = Dice(debate.brief.digest, loser, str(number), "attack")
    yield from attack(debate.text(loser, number), budget, debate.brief, dice)


def _judged(debate: Rehearsal, number: int, loser: SideName, text: str) -> str:
    task = debate.task(number)
    task = dataclasses.replace(task, texts={**task.texts, loser: text})
    return str(judging.record(number, [referee.judge(task)])["outcome"])


def room_for(text: str, added: str, budget: int) -> str:
    """The text without so many of its last sentences that `added` fits too."""
    kept = split_sentences(text)
    while kept and count_words(" ".join(kept)) + count_words(added) > budget:
        kept.pop()
    return " ".join(kept)


def _padding(text: str, budget: int, brief: Brief, dice: Dice) -> Iterator[str]:
    """Three empty sentences after the speech, instead of its end, before it, and one after each sentence."""
    filler = " ".join(PADDING)
    room = room_for(text, filler, budget)
    yield f"{text} {filler}"
    yield f"{room} {filler}"
    yield f"{filler} {room}"
    spread = [part for i, s in enumerate(split_sentences(text)) for part in (s, PADDING[i % 3])]
    yield " ".join(spread)


def _repetition(text: str, budget: int, brief: Brief, dice: Dice) -> Iterator[str]:
    """The speech twice, its first half twice, and its longest cited sentence over and over."""
    sentences = split_sentences(text)
    half = " ".join(sentences[: len(sentences) // 2])
    longest = max((s for s in sentences if "[" in s), key=count_words, default=text)
    yield f"{text} {text}"
    yield f"{half} {half}"
    yield f"{room_for(text, longest, budget)} {longest}"
    yield " ".join([longest] * max(1, budget // max(1, count_words(longest))))


def _salad(text: str, budget: int, brief: Brief, dice: Dice) -> Iterator[str]:
    """The story's own words in no order: uncited, cited, one card's words shuffled, beside the speech and alone."""
    words = sorted({word.strip(".,;:“”‘’?!") for card in brief.cards for word in card.claim.split()} - {""})
    shuffled = dice.shuffled(words, "salad")
    loose = [" ".join(shuffled[i : i + 14]).capitalize() for i in range(0, 14 * 9, 14)]
    cited = [f"{sentence} [{brief.cards[i % len(brief.cards)].n}]" for i, sentence in enumerate(loose)]
    own = []
    for card in sorted(brief.cards, key=lambda card: -len(card.claim))[:9]:
        tossed = dice.shuffled(sorted({w.strip(".,;:?!") for w in card.claim.split()} - {""}), card.item)
        own.append(f"{' '.join(tossed)[:1].upper()}{' '.join(tossed)[1:]} [{card.n}]")
    for sentences in (loose, cited, own):
        three = ". ".join(sentences[:3]) + "."
        yield f"{text} {three}"
        yield f"{room_for(text, three, budget)} {three}"
        yield ". ".join(sentences) + "."


ATTACKS: Mapping[str, Attack] = {"padding": _padding, "repetition": _repetition, "salad": _salad}
