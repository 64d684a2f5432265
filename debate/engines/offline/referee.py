"""The offline referee: one speech and its context in, marks of 1–10 out. Knows neither side nor order.

Each criterion is a raw value counted from the text, put on the scale of `percentiles.json`: how the raw
values of composed speeches are distributed (5th percentile → 3.5, 95th → 9). The table is frozen with a
version; `manage.py calibrate_referee` makes a new one.

Only what passed the check earns anything (`debate.grounding`), a distinct card earns once, and shares are
taken of the whole speech, so empty sentences, repetition and a salad of the story's words lower a mark.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from debate.brief import SIDES, Brief, Card, other
from debate.engines.base import BUDGETS, AskedQuestion, Call, JudgeTask, Marks
from debate.engines.offline.plan import cited
from debate.engines.offline.prose import count_words, grams
from debate.grounding import Report, Sentence, check

TABLE = Path(__file__).parent / "percentiles.json"
_CONTENT = re.compile(r"[^\W\d_]{4,}")
_NUMBER = re.compile(r"\d")
# Words that show a step of reasoning, not merely that one follows another.
_INFERENCE = re.compile(
    r"\b(because|since|therefore|thus|hence|if|unless|when|whoever|whatever|nobody|no one|only|rather than|"
    r"must|cannot|never|always|ought|should|would|follows|means|proves?|shows?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Speech:
    """One side's text of a round with what it is judged against; no word of who spoke or for which side."""

    text: str
    brief: Brief
    question: AskedQuestion | None = None
    theirs: tuple[int, ...] = ()  # cards the other side cited in the round before
    names: tuple[str, ...] = ()

    @functools.cached_property
    def report(self) -> Report:
        return check(self.text, self.brief, known_names=self.names)

    @functools.cached_property
    def good(self) -> tuple[Sentence, ...]:
        return tuple(s for s in self.report.sentences if s.status == "supported")

    @functools.cached_property
    def cards(self) -> tuple[Card, ...]:
        """The distinct cards that supported sentences cite."""
        numbers = dict.fromkeys(n for sentence in self.good for n in sentence.citations)
        return tuple(card for n in numbers if (card := self.brief.card(n)))

    @property
    def total(self) -> int:
        return max(1, len(self.report.sentences))


@dataclass(frozen=True, kw_only=True)
class Raw:
    value: float
    reason: str
    excerpt: str = ""


def judge(task: JudgeTask) -> Call:
    """Both sides, each by itself."""
    marks = {}
    for side in SIDES:
        speech = Speech(
            text=_cut(task.texts[side], task.round),
            brief=task.brief,
            question=task.question,
            theirs=tuple(cited(task.earlier.get(other(side), ""))),
            names=tuple(name for p in task.personas.values() for name in (p.name, p.short_name)),
        )
        marks[side] = mark(speech)
    return Call(order="each by itself", pro=marks["pro"], con=marks["con"])


def mark(speech: Speech) -> Marks:
    """Marks, reasons and the sentence each points at, from the text and its context alone."""
    raw = raw_values(speech)
    scale = "crossfire" if speech.question else "opening"
    return Marks(
        marks={name: on_scale(scale, name, value.value) for name, value in raw.items()},
        reasons={name: value.reason for name, value in raw.items()},
        excerpts={name: value.excerpt for name, value in raw.items() if value.excerpt},
    )


def raw_values(speech: Speech) -> dict[str, Raw]:
    return {name: criterion(speech) for name, criterion in CRITERIA.items()}


def on_scale(scale: str, criterion: str, value: float) -> int:
    """The mark for a raw value: its percentile among composed speeches, 5th → 3.5, 95th → 9."""
    quantiles: Sequence[float] = _table()["quantiles"][scale][criterion]
    steps = len(quantiles) - 1
    below, above = bisect.bisect_left(quantiles, value), bisect.bisect_right(quantiles, value)
    if below == above:  # between two quantiles, or outside all of them
        if below == 0 or below > steps:
            spread = (quantiles[-1] - quantiles[0]) or 1.0
            beyond = (value - quantiles[0 if below == 0 else -1]) / spread
            place = (0.0 if below == 0 else 1.0) + beyond / 2
        else:
            low, high = quantiles[below - 1], quantiles[below]
            place = (below - 1 + (value - low) / (high - low)) / steps
    else:
        place = (below + above - 1) / 2 / steps
    mark = 3.5 + (place - 0.05) / 0.9 * 5.5
    return max(1, min(10, math.floor(mark + 0.5)))


@functools.cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]]:
    table: Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]] = json.loads(TABLE.read_text())
    return table


def _cut(text: str, round: int) -> str:
    """The text within its round's budget; what stands beyond it is not read."""
    budget = BUDGETS["opening"] if round == 1 else BUDGETS["answer"] + BUDGETS["closing"]
    words = text.split(" ")
    if count_words(text) <= budget:
        return text
    while count_words(" ".join(words)) > budget:
        words.pop()
    return " ".join(words)


def _evidence(speech: Speech) -> Raw:
    """Support, distinct cards, variety of kind and source, weight of source, attributed quotations."""
    factual = [s for s in speech.report.sentences if s.kind == "factual"]
    support = len(speech.good) / max(1, len(factual))
    cards = speech.cards[:5]
    kinds = {card.kind for card in cards}
    sources = {name for card in cards for name in card.sources}
    weight = sum(_weight(card) for card in cards)
    quotes = sum(card.kind == "quote" for card in cards)
    share = len(speech.good) / speech.total
    value = 3.0 * support + 0.55 * len(cards) + 0.5 * weight + 0.45 * len(kinds) + 0.4 * min(4, len(sources))
    value += 0.25 * min(2, quotes) + 1.5 * share - 1.5 * (len(factual) - len(speech.good))
    if not cards:
        value = -5.0
    failed = len(factual) - len(speech.good)
    reason = (
        f"{_count(len(cards), 'card')} of {_count(len(kinds), 'kind')}, from {_count(len(sources), 'source')}"
    )
    reason += "; every claim is borne out." if not failed else f"; {_count(failed, 'claim')} not borne out."
    best = max(speech.good, key=lambda s: len(s.citations) * 10 + s.overlap, default=None)
    return Raw(value=value, reason=reason, excerpt=best.text if best else "")


def _weight(card: Card) -> float:
    """What a card's best source is worth: a document or report more than comment, two more than one."""
    worth = {"official": 1.0, "reporting": 1.0, "reference": 0.8, "commentary": 0.5}
    best = max((worth[kind] for kind in card.source_kinds), default=0.3)
    return best + 0.2 * (len(card.source_kinds) > 1)


def _logic(speech: Speech) -> Raw:
    """Evidence tied to a conclusion; in round two also their points addressed and the question answered."""
    sentences = speech.report.sentences
    inferring = [s for s in sentences if _INFERENCE.search(s.text)]
    tied = 0
    for i, sentence in enumerate(sentences):
        if sentence.status == "supported":
            near = sentences[max(0, i - 1) : i + 2]
            tied += any(_INFERENCE.search(s.text) and s is not sentence for s in near)
    value = 2.0 * tied / max(1, len(speech.good)) + 1.5 * len(inferring) / speech.total
    value += 0.5 * min(4, len({card.kind for card in speech.cards})) * 0.5
    value -= 1.5 * _contradictions(speech)
    if speech.question is None:
        reason = f"{_count(tied, 'claim')} of {len(speech.good)} tied to what should follow."
        return Raw(value=value, reason=reason, excerpt=inferring[0].text if inferring else "")
    used = {card.n for card in speech.cards}
    met = len(used & set(speech.theirs))
    answered = _answers(speech)
    value += 1.2 * met / max(1, len(set(speech.theirs))) + 0.35 * met + 1.5 * answered
    took = "takes up the question" if answered >= 0.5 else "leaves the question half answered"
    reason = f"Meets {met} of the other side’s {_count(len(set(speech.theirs)), 'point')} and {took}."
    excerpt = next((s.text for s in sentences if set(s.citations) & set(speech.question.cards)), "")
    return Raw(value=value, reason=reason, excerpt=excerpt)


def _answers(speech: Speech) -> float:
    """How far the speech takes up its question, 0–1: its card cited, and two of its content words used."""
    assert speech.question is not None
    asked = set(_words(speech.question.text))
    shared = len(asked & set(_words(speech.text)))
    on_card = bool({n for s in speech.report.sentences for n in s.citations} & set(speech.question.cards))
    return 0.6 * on_card + 0.4 * min(1.0, shared / 3)


def _contradictions(speech: Speech) -> int:
    """Pairs of sentences on one card of which one denies and the other asserts with the same words."""
    found = 0
    for i, first in enumerate(speech.good):
        for second in speech.good[i + 1 :]:
            if set(first.citations) & set(second.citations):
                a, b = set(_words(first.text)), set(_words(second.text))
                alike = len(a & b) / max(1, min(len(a), len(b))) > 0.8
                found += alike and (_negated(first.text) != _negated(second.text))
    return found


def _negated(text: str) -> bool:
    return bool(re.search(r"\b(not|no|never|nor|cannot)\b|n['’]t\b", text, re.IGNORECASE))


def _detail(speech: Speech) -> Raw:
    """How much is said in checked sentences: distinct and long content words, numbers, dates, names."""
    words = [word for sentence in speech.good for word in _words(sentence.text)]
    distinct = len(set(words))
    long = len({word for word in words if len(word) > 6})
    numbers = len(
        {m for s in speech.good for m in re.findall(r"\d[\d,.]*", re.sub(r"\[[\d, ]+\]", "", s.text))}
    )
    names = len({name for card in speech.cards for name in card.names if name.split()[-1] in speech.text})
    value = math.log1p(distinct) + 1.5 * math.log1p(long) + 0.35 * min(6, numbers) + 0.2 * min(6, names)
    value += 0.8 * len(speech.good) / speech.total
    reason = f"{_count(numbers, 'number')} and {_count(names, 'name')}, each as the story has it."
    most = max(
        speech.good, key=lambda s: len(_NUMBER.findall(s.text)) + len(set(_words(s.text))) / 10, default=None
    )
    return Raw(value=value, reason=reason, excerpt=most.text if most else "")


def _style(speech: Speech) -> Raw:
    """Little repetition, a rhythm of long and short, sentences one can follow, no shouting."""
    lengths = [max(1, count_words(s.text)) for s in speech.report.sentences] or [1]
    runs = [gram for sentence in speech.report.sentences for gram in grams(sentence.text)]
    repeated = 1 - len(set(runs)) / len(runs) if runs else 0.0
    spread = min(7.0, statistics.pstdev(lengths)) / 7.0
    mean = statistics.fmean(lengths)
    band = 1.0 - min(1.0, abs(mean - 15.0) / 10.0)
    words = _words(speech.text)
    variety = len(set(words)) / max(1, len(words))
    shouting = len(re.findall(r"\b[A-Z]{4,}\b|!!|\?\?|\.\.\.", speech.text))
    openings = [s.text.split()[0].lower() for s in speech.report.sentences if s.text.split()]
    same = 1 - len(set(openings)) / max(1, len(openings))
    value = 2.0 * spread + 1.5 * band + 2.0 * variety - 6.0 * repeated - 1.0 * same - 1.0 * min(3, shouting)
    # Rhetoric that rests on nothing is not style: its share of a speech beyond two fifths costs.
    bare = sum(s.kind == "rhetorical" for s in speech.report.sentences) / speech.total
    value -= 4.0 * max(0.0, bare - 0.4)
    shortest, longest = min(lengths), max(lengths)
    reason = f"Sentences of {shortest} to {longest} words"
    reason += ", hardly a phrase twice." if repeated < 0.02 else ", with phrases heard before."
    return Raw(value=value, reason=reason)


CRITERIA: Mapping[str, Callable[[Speech], Raw]] = {
    "evidence": _evidence,
    "logic": _logic,
    "detail": _detail,
    "style": _style,
}


def _words(text: str) -> list[str]:
    """Content words, roughly: four letters or more, lower-cased."""
    return [word.lower() for word in _CONTENT.findall(text)]


def _count(n: int, noun: str) -> str:
    numerals = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{numerals[n] if n < len(numerals) else n} {noun}{'' if n == 1 else 's'}"
