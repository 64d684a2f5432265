"""The offline referee: one speech and its context in, marks of 1–10 out. Knows neither side nor order.

Each criterion is a raw value counted from the text, put on the scale of `percentiles.json`: how the raw
values of composed speeches are distributed (5th percentile → 3.5, 95th → 9). The table is frozen with a
version; `manage.py calibrate_referee` makes a new one.

Only what passed the check earns anything (`debate.grounding`), a sentence and a card earn once, and words count
as a share of what the round allows: empty sentences, repetition, a salad of the story's words and stopping early
win nothing.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from debate.engines.base import BUDGETS, AskedQuestion, JudgeTask
from debate.engines.offline import surface
from debate.engines.offline.plan import cited
from debate.engines.offline.prose import grams
from debate.evidence.brief import SIDES, Brief, Card, other
from debate.grounding import Report, Sentence, check, count_words, split_sentences
from debate.referee.judging import Judgement, Marks

TABLE = Path(__file__).parent / "percentiles.json"
MOST_CARDS = 4  # further ones earn nothing: a list is no argument
RHETORIC = 0.4  # the share of a speech that may rest on nothing
ANSWERED, HALF_ANSWERED = 0.7, 0.4
PARTING = 0.7  # below 1, marks near the middle part; 1 spreads them evenly

_MARKERS = re.compile(r"\s*\[[\d, ]+\]")
_NUMBER = re.compile(r"\d[\d,.]*")
# Words that show a step of reasoning, not merely that one sentence follows another. No denials: whoever
# speaks against a motion would have more of them.
_INFERENCE = re.compile(
    r"\b(because|since|therefore|thus|hence|so|then|if|unless|whenever|whoever|whereas|rather than|must|"
    r"follows?|means|proves?|shows?|suggests?|conclude[sd]?|infer(?:red|s)?)\b",
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
        """Sentences that their cards bear out, each once, and only if they are sentences."""
        passed = {s.text: s for s in self.report.sentences if s.status == "supported"}
        return tuple(s for s in passed.values() if surface.is_prose(s.text, self._attested(s)))

    @functools.cached_property
    def failed(self) -> int:
        """Factual sentences that earn nothing: not borne out, no prose, or said before."""
        return sum(s.kind == "factual" for s in self.report.sentences) - len(self.good)

    @functools.cached_property
    def cards(self) -> tuple[Card, ...]:
        """The distinct cards that good sentences cite."""
        numbers = dict.fromkeys(n for sentence in self.good for n in sentence.citations)
        return tuple(card for n in numbers if (card := self.brief.card(n)))

    def infers(self, sentence: Sentence) -> bool:
        """Whether the speaker takes a step of reasoning in it. A step that stands in the card's own text is the
        editor's: it earns nobody a mark, or sides would be told apart by how their cards are worded."""
        own = _folded(sentence.text)
        for n in sentence.citations:
            if card := self.brief.card(n):
                for text in (card.claim, card.detail, *card.reasons.values()):
                    own = own.replace(_folded(text), " ")
        return bool(_INFERENCE.search(own))

    @property
    def total(self) -> int:
        return max(1, len(self.report.sentences))

    @property
    def budget(self) -> int:
        """Words that the round allows a side."""
        return _budget(2 if self.question else 1)

    @functools.cached_property
    def density(self) -> float:
        """Words in good sentences, of those that the round allows: a speech cut short gains nothing by it."""
        return sum(count_words(sentence.text) for sentence in self.good) / self.budget

    @property
    def bare(self) -> float:
        """The share of sentences that rest on nothing; saying a good one again makes it no smaller."""
        rhetorical = sum(s.kind == "rhetorical" for s in self.report.sentences)
        return rhetorical / max(1, rhetorical + len(self.good))

    def _attested(self, sentence: Sentence) -> set[tuple[str, str]]:
        cards = [card for n in sentence.citations if (card := self.brief.card(n))]
        texts = [t for card in cards for t in (card.claim, card.label, card.detail, *card.reasons.values())]
        return {pair for text in texts for pair in surface.pairs_of(text)}


@dataclass(frozen=True, kw_only=True)
class Raw:
    value: float
    reason: str
    excerpt: str = ""


def judge(task: JudgeTask) -> Judgement:
    """Both sides, each by itself."""
    marks = {}
    for side in SIDES:
        speech = Speech(
            text=_cut(_plain(task.texts[side]), task.round),
            brief=task.brief,
            question=task.question,
            theirs=tuple(cited(task.earlier.get(other(side), ""))),
            names=tuple(sorted(name for p in task.personas.values() for name in (p.name, p.short_name))),
        )
        marks[side] = mark(speech)
    return Judgement(order="each by itself", pro=marks["pro"], con=marks["con"])


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
    mark = 3.5 + 5.5 * (_parted(place) - _parted(0.05)) / (_parted(0.95) - _parted(0.05))
    return max(1, min(10, math.floor(mark + 0.5)))


def _parted(place: float) -> float:
    """The place moved away from the middle, order kept: in a crowd a small lead is still a lead."""
    aside = 2 * place - 1
    return math.copysign(abs(aside) ** PARTING, aside)


@functools.cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]]:
    table: Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]] = json.loads(TABLE.read_text())
    return table


def _budget(round: int) -> int:
    return BUDGETS["opening"] if round == 1 else BUDGETS["answer"] + BUDGETS["closing"]


def _plain(text: str) -> str:
    """With one blank between words; its parts stay parts."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _cut(text: str, round: int) -> str:
    """The whole sentences within its round's budget; what stands beyond it is not read."""
    if count_words(text) <= _budget(round):
        return text
    kept: list[str] = []
    for sentence in split_sentences(text):
        if count_words(" ".join([*kept, sentence])) > _budget(round):
            break
        kept.append(sentence)
    return " ".join(kept)


def _evidence(speech: Speech) -> Raw:
    """Support, distinct cards, variety of kind and source, weight of source, attributed quotations."""
    cards = speech.cards[:MOST_CARDS]
    kinds = {card.kind for card in cards}
    sources = {name for card in cards for name in card.sources}
    support = len(speech.good) / max(1, len(speech.good) + speech.failed)
    value = 3.0 * support + 1.0 * len(cards) + 0.3 * min(3, len(kinds)) + 0.25 * min(2, len(sources))
    value += 0.2 * any(card.kind == "quote" for card in cards)
    value += 0.2 * sum(map(_weight, cards)) / max(1, len(cards))
    value += 15.0 * speech.density - 1.5 * speech.failed
    if not cards:
        return Raw(value=-5.0, reason="No card of the story bears out anything said here.")
    reason = f"{_count(len(cards), 'card')} of {_count(len(kinds), 'kind')}, from {_count(len(sources), 'source')}; "
    if not speech.failed:
        reason += "every claim is borne out, and "
    else:
        reason += f"{_count(speech.failed, 'claim')} not borne out, and "
    reason += f"{_numeral(round(10 * speech.density))} tenths of its room rest on cards."
    best = max(speech.good, key=lambda s: len(s.citations) * 10 + s.overlap)
    return Raw(value=value, reason=_capital(reason), excerpt=best.text)


def _weight(card: Card) -> float:
    """What a card's best source is worth: a document or report more than comment, two more than one."""
    worth = {"official": 1.0, "reporting": 1.0, "reference": 0.8, "commentary": 0.5}
    best = max((worth.get(kind, 0.3) for kind in card.source_kinds), default=0.3)
    return best + 0.2 * (len(card.source_kinds) > 1)


def _logic(speech: Speech) -> Raw:
    """Evidence tied to a conclusion; in round two also their points met, weighed, and the question answered."""
    tied = list(_tied(speech))
    value = 4.0 * sum(strength for _, strength in tied) / max(1, len(speech.good))
    value += 0.25 * min(4, len({card.kind for card in speech.cards}))
    value -= 1.5 * _contradictions(speech) + 4.0 * max(0.0, speech.bare - RHETORIC)
    if not speech.good:
        value = -5.0
    if speech.question is None:
        said = sum(speech.infers(sentence) for sentence, _ in tied)
        reason = f"Ties {_of(len(tied), len(speech.good), 'statement')} to a conclusion, {_numeral(said)} in so many words."
        best = max(tied, key=lambda pair: pair[1], default=None)
        return Raw(value=value, reason=reason, excerpt=best[0].text if best else "")
    theirs = set(speech.theirs)
    met = len({card.n for card in speech.cards} & theirs)
    weighed = sum(bool(set(s.citations) & theirs) and bool(set(s.citations) - theirs) for s in speech.good)
    answered, sentence = _answer_of(speech, speech.question)
    value += 0.8 * min(2, met) + 0.4 * min(2, weighed) + 2.0 * answered
    if answered >= ANSWERED:
        took = "answers the question"
    elif answered >= HALF_ANSWERED:
        took = "answers half the question"
    else:
        took = "leaves the question unanswered"
        value -= 3.0
    joined = "but" if bool(met) != (answered >= HALF_ANSWERED) else "and"
    reason = _capital(f"{took}.")
    if theirs:
        reason = f"Meets {_numeral(met)} of the other side’s {_count(len(theirs), 'point')} {joined} {took}."
    return Raw(value=value, reason=reason, excerpt=sentence)


def _tied(speech: Speech) -> Iterator[tuple[Sentence, float]]:
    """Statements that lead somewhere, with how firmly: by their own words 1, by another on the same card beside
    them .7, by a maxim beside them .5 (for two statements at most: the rest of a chorus adds nothing)."""
    sentences = speech.report.sentences
    good = {s.text for s in speech.good}
    maxims = 2
    seen: set[str] = set()
    for i, sentence in enumerate(sentences):
        if sentence.text not in good or sentence.text in seen:
            continue
        seen.add(sentence.text)
        beside = [*sentences[max(0, i - 1) : i], *sentences[i + 1 : i + 2]]
        strength = 0.0
        if any(
            s.text in good - {sentence.text} and set(s.citations) & set(sentence.citations) for s in beside
        ):
            strength = 0.7
        if maxims and any(s.kind == "rhetorical" and speech.infers(s) for s in beside):
            maxims -= 1
            strength += 0.5
        if speech.infers(sentence):
            strength = max(strength, 0.7) + 0.3
        if strength:
            yield sentence, strength


def _folded(text: str) -> str:
    """A text as its repetition is recognised: without citations, final stop and capitals."""
    return " ".join(_MARKERS.sub("", text).split()).rstrip(".").lower() or "\0"


def _answer_of(speech: Speech, question: AskedQuestion) -> tuple[float, str]:
    """How far the question is answered, 0–1, and where: its card spoken of, and its words taken up nearby."""
    asked = set(surface.content(_MARKERS.sub("", question.text)))
    sentences = speech.report.sentences
    on_card = [
        i for i, s in enumerate(sentences) if s in speech.good and set(s.citations) & set(question.cards)
    ]
    if not on_card:
        taken = asked & {word for s in speech.good for word in surface.content(s.text)}
        return 0.3 * min(1.0, len(taken) / 3), ""
    at = on_card[0]
    near = " ".join(_MARKERS.sub("", s.text) for s in sentences[at : at + 2])
    return 0.6 + 0.4 * min(1.0, len(asked & set(surface.content(near))) / 3), sentences[at].text


def _contradictions(speech: Speech) -> int:
    """Pairs of sentences on one card of which one denies and the other asserts with the same words."""
    found = 0
    for i, first in enumerate(speech.good):
        for second in speech.good[i + 1 :]:
            if set(first.citations) & set(second.citations):
                a, b = set(surface.content(first.text)), set(surface.content(second.text))
                alike = len(a & b) / max(1, min(len(a), len(b))) > 0.8
                found += alike and (_negated(first.text) != _negated(second.text))
    return found


def _negated(text: str) -> bool:
    return bool(re.search(r"\b(not|no|never|nor|cannot)\b|n['’]t\b", text, re.IGNORECASE))


def _detail(speech: Speech) -> Raw:
    """How much is said in checked sentences: distinct and long content words, numbers, names."""
    plain = [_MARKERS.sub("", sentence.text) for sentence in speech.good]
    numbers = {match for text in plain for match in _NUMBER.findall(text)}
    said = {word for text in plain for word in surface.words_of(text)}
    names = {name for card in speech.cards for name in card.names if name.split()[-1].lower() in said}
    value = surface.substance(plain) + 0.3 * min(6, len(numbers)) + 0.2 * min(6, len(names))
    value += 0.8 * len(speech.good) / speech.total - 4.0 * max(0.0, speech.bare - RHETORIC)
    words = len({word for text in plain for word in surface.content(text)})
    reason = f"{_count(words, 'telling word')} in checked statements, with "
    reason += f"{_count(len(numbers), 'number')} and {_count(len(names), 'name')}."
    most = max(
        speech.good,
        key=lambda s: len(_NUMBER.findall(s.text)) + len(surface.content(s.text)) / 10,
        default=None,
    )
    return Raw(value=value, reason=_capital(reason), excerpt=most.text if most else "")


def _style(speech: Speech) -> Raw:
    """Little repetition, a rhythm of long and short, sentences one can follow, no shouting."""
    sentences = speech.report.sentences
    lengths = [max(1, count_words(s.text)) for s in speech.good] or [1]  # padding would even out the rest
    runs = [gram for sentence in sentences for gram in sorted(grams(sentence.text))]
    repeated = 1 - len(set(runs)) / len(runs) if runs else 0.0
    spread = min(3.5, statistics.pstdev(lengths)) / 3.5
    band = 1.0 - min(1.0, max(0.0, abs(statistics.fmean(lengths) - 15.0) - 3.0) / 8.0)
    words = surface.words_of(speech.text)
    openings = [s.text.split()[0].lower() for s in sentences if s.text.split()]
    same = 1 - len(set(openings)) / max(1, len(openings))
    # Herdan's C, since the plain share of different words falls with length: who says less would gain.
    variety = math.log(max(1, len(set(words)))) / math.log(max(3, len(words)))
    value = 2.0 * spread + 1.5 * band + 7.0 * variety - 8.0 * repeated - same
    value -= surface.blemishes(speech.text) + 1.5 * (speech.failed / speech.total)
    # Rhetoric that rests on nothing is not style: its share of a speech beyond two fifths costs.
    value -= 6.0 * max(0.0, speech.bare - RHETORIC)
    reason = f"Sentences of {min(lengths)} to {max(lengths)} words, "
    if speech.bare > RHETORIC + 0.1:
        reason += "with more flourish than matter."
    else:
        reason += "hardly a phrase twice." if repeated < 0.02 else "with phrases heard before."
    turns = sorted((s for s in sentences if s.kind == "rhetorical"), key=lambda s: count_words(s.text))
    return Raw(value=value, reason=reason, excerpt=turns[0].text if turns else "")


CRITERIA: Mapping[str, Callable[[Speech], Raw]] = {
    "evidence": _evidence,
    "logic": _logic,
    "detail": _detail,
    "style": _style,
}


def _numeral(n: int) -> str:
    numerals = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return numerals[n] if n < len(numerals) else str(n)


def _count(n: int, noun: str) -> str:
    return f"{'no' if n == 0 else _numeral(n)} {noun}{'' if n == 1 else 's'}"


def _of(n: int, whole: int, noun: str) -> str:
    return f"{_numeral(n)} of {_numeral(whole)} {noun}{'' if whole == 1 else 's'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
