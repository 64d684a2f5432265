"""The offline referee: one speech and its context in, marks of 1–10 out, each with the receipt it follows from.

It knows neither side nor order, and counts only what a reader can count again. Evidence: the facts told, by their
sources. Logic: reasons tied to facts, the question answered, the other side's strongest card met. Detail: particulars
in what the cards bear out. Style: faults, and length only up to a floor. A sentence and a card earn once; an editor's
inference is an argument and no fact; what failed its check costs.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from debate.engines.base import BUDGETS, AskedQuestion, JudgeTask
from debate.engines.offline import plan, questions, surface
from debate.engines.offline.plan import cited
from debate.engines.offline.prose import grams
from debate.engines.offline.receipt import Line, Receipt
from debate.evidence.brief import SIDES, Brief, Card, SideName, other
from debate.grounding import Report, Sentence, check, count_words, split_sentences
from debate.referee.judging import Judgement, Marks

MOST_CARDS = 3  # further ones earn nothing: a list is no argument
UNANSWERED = 3  # the most that Logic may come to
LONG = 34  # words of a sentence that few can follow
FLOOR = 0.6  # of the budget; a shorter text loses, a longer one gains nothing
_MARKERS = re.compile(r"(?:(?<!\s)\s++)?\[[\d, ]+\]")
_NUMBER = re.compile(r"\d[\d,.]*")
_INFERENCE = re.compile(
    r"\b(because|since|therefore|thus|hence|so|then|if|unless|whoever|must|follows?|means|proves?|shows?|suggests?)\b",
    re.IGNORECASE,
)
_YET = re.compile(
    r"\b(?:but|yet|still|not|though|although|against|outweighs?|dispute|doubt)\b|;", re.IGNORECASE
)
_ARTICLES = frozenset({"a", "an", "the"})
_SHOUTED = re.compile(r"(?<![A-Z])[A-Z]{4,}+(?:\W+[A-Z]{4,}+)+|[!?]{2,}|\.{4,}")


@dataclass(frozen=True, kw_only=True)
class Speech:
    """One side's text of a round with what it is judged against; no word of who spoke or for which side.

    before: what the same side said in the round before; theirs: what the other did.
    """

    text: str
    brief: Brief
    question: AskedQuestion | None = None
    before: str = ""
    theirs: str = ""
    names: tuple[str, ...] = ()

    @functools.cached_property
    def report(self) -> Report:
        return check(self.text, self.brief, known_names=self.names)

    @functools.cached_property
    def side(self) -> SideName | None:
        """For which side it argues, by its cards."""
        return plan.side_of(self.before, self.brief) or plan.side_of(self.text, self.brief)

    @functools.cached_property
    def good(self) -> tuple[Sentence, ...]:
        """Sentences that their cards bear out, each once, and only if they are sentences."""
        passed = {_folded(s.text): s for s in reversed(self.report.sentences) if s.status == "supported"}
        return tuple(
            s
            for s in self.report.sentences
            if s in passed.values() and surface.is_prose(s.text, self._attested(s))
        )

    @functools.cached_property
    def failed(self) -> int:
        """Factual sentences that are not borne out, are no prose or were said before."""
        return sum(s.kind == "factual" for s in self.report.sentences) - len(self.good)

    @functools.cached_property
    def told(self) -> Mapping[Card, Sentence]:
        """The cards of which it tells a fact, each with the first sentence that does."""
        found: dict[Card, Sentence] = {}
        for sentence in self.good:
            for card in self.cards(sentence):
                if card not in found and tells(sentence, card):
                    found[card] = sentence
        return found

    def cards(self, sentence: Sentence) -> list[Card]:
        return [card for n in sentence.citations if (card := self.brief.card(n))]

    def own(self, card: Card) -> bool:
        return self.side is not None and card.speaks_for(self.side)

    def gives_reason(self, sentence: Sentence, card: Card) -> bool:
        """Whether a sentence says why the card bears on the motion: an editor's inference for this side, or a step of
        reasoning on the card in other words."""
        if card.n not in sentence.citations:
            return False
        if sentence.inference:
            reason = card.reasons.get(self.side or "", "")
            return bool(reason) and _folded(reason) in _folded(sentence.text)
        return bool(_INFERENCE.search(sentence.text)) and tells(sentence, card)

    def _attested(self, sentence: Sentence) -> set[tuple[str, str]]:
        told = [
            text
            for card in self.cards(sentence)
            for text in (card.claim, card.detail, card.label, *card.reasons.values())
        ]
        return set().union(*map(surface.pairs_of, told)) if told else set()


def tells(sentence: Sentence, card: Card) -> bool:
    """Whether a sentence tells what a card says, beyond naming it; an editor's inference does not."""
    if sentence.inference or card.n not in sentence.citations:
        return False
    said = surface.stems(_MARKERS.sub("", sentence.text)) - surface.stems(card.label)
    return len(said & surface.stems(f"{card.claim} {card.detail}")) >= 3


def judge(task: JudgeTask) -> Judgement:
    """Marks for both sides, each found by itself."""
    marks = {}
    for side in SIDES:
        names = tuple(name for p in task.personas.values() for name in (p.name, p.short_name))
        marks[side] = mark(
            Speech(
                text=_cut(task.texts[side], task.round),
                brief=task.brief,
                question=task.question,
                before=task.earlier.get(side, ""),
                theirs=task.earlier.get(other(side), ""),
                names=names,
            )
        )
    return Judgement(order="blind", pro=marks["pro"], con=marks["con"])


def mark(speech: Speech) -> Marks:
    """The speech's marks; the reason of each is its receipt."""
    receipts: dict[str, Receipt] = {}
    excerpts: dict[str, str] = {}
    for name, count in CRITERIA.items():
        receipts[name], excerpts[name] = count(speech)
    return Marks(
        marks={name: receipt.mark for name, receipt in receipts.items()},
        reasons={name: str(receipt) for name, receipt in receipts.items()},
        excerpts={name: text for name, text in excerpts.items() if text},
    )


def _cut(text: str, round: int) -> str:
    """The sentences within the round's budget: what is said beyond it is not read."""
    budget = BUDGETS["opening"] if round == 1 else BUDGETS["answer"] + BUDGETS["closing"]
    words, kept = 0, []
    for sentence in split_sentences(" ".join(text.split())):
        words += count_words(sentence)
        if words > budget:
            break
        kept.append(sentence)
    return " ".join(kept)


def _evidence(speech: Speech) -> tuple[Receipt, str]:
    """What its best facts count for by their sources; facts already told in the round before count 1."""
    before = set(cited(speech.before))
    worth = {
        card: 0 if not speech.own(card) else 1 if card.n in before else plan.strength(card)
        for card in speech.told
    }
    best = sorted(worth, key=lambda card: -worth[card])[:MOST_CARDS]
    lines = [
        Line(worth[card], f"{card.label} ({_sourced(card, card.n in before)})")
        for card in best
        if worth[card]
    ]
    if speech.failed:
        lines.append(
            Line(-speech.failed, f"for {_count(speech.failed, 'claim')} not borne out, or made twice")
        )
    excerpt = speech.told[best[0]].text if best else ""
    return Receipt(start=1, lines=tuple(lines)), excerpt


def _sourced(card: Card, again: bool) -> str:
    if again:
        return "told before"
    if card.kind == "scenario":
        return "a possibility"
    return {1: "comment or reference", 2: "a record or report", 4: "a record or report, and another source"}[
        plan.strength(card)
    ]


def _logic(speech: Speech) -> tuple[Receipt, str]:
    return _argued(speech) if speech.question is None else _answered(speech, speech.question)


def _argued(speech: Speech) -> tuple[Receipt, str]:
    """Points tied to the motion, grounds of different kinds, and a card of the other side faced."""
    lines = []
    tied = list(_tied(speech))
    for card, _ in tied[:MOST_CARDS]:
        fact = card in speech.told
        lines.append(
            Line(
                1 + fact,
                f"{card.label}: {'a fact, and why it bears on the motion' if fact else 'a reason, no fact told'}",
            )
        )
    kinds = len({card.kind for card, _ in tied[:MOST_CARDS]})
    if kinds > 1:
        lines.append(Line(kinds - 1, f"for grounds of {_count(kinds, 'kind')}"))
    faced = next((c for s in speech.good for c in speech.cards(s) if not speech.own(c)), None)
    if faced and speech.side:
        lines.append(Line(1, f"faces {faced.label}"))
    return Receipt(start=1, lines=tuple(lines)), tied[0][1].text if tied else ""


def _tied(speech: Speech) -> Iterator[tuple[Card, Sentence]]:
    """The side's own cards for which the speech gives a reason, each once, with the sentence that does."""
    seen: set[Card] = set()
    for sentence in speech.good:
        for card in speech.cards(sentence):
            if speech.own(card) and card not in seen and speech.gives_reason(sentence, card):
                seen.add(card)
                yield card, sentence


def _answered(speech: Speech, question: AskedQuestion) -> tuple[Receipt, str]:
    """The question answered, the other side's strongest card met, one of theirs weighed against one of ours."""
    texts = [s.text for s in speech.report.sentences if s.status != "unsupported"]
    answer = questions.answers(question, texts, speech.brief)
    lines = [Line(2, "answers the question")] if answer else []
    borne = next(
        (c for s in _after(speech, answer) for c in speech.cards(s) if speech.own(c) and c in speech.told),
        None,
    )
    if answer and borne:
        lines.append(Line(1, f"bears the answer out with {borne.label}"))
    met = _met(speech)
    if met:
        lines.append(met)
    weighed = _weighed(speech)
    if weighed:
        lines.append(weighed)
    tied = len(list(itertools.islice(_tied(speech), 2)))
    if tied:
        lines.append(Line(tied, f"for {_count(tied, 'reason')} tied to a card"))
    ceiling = (10, "") if answer else (UNANSWERED, "since the question is not answered")
    return Receipt(start=1, lines=tuple(lines), ceiling=ceiling), answer


def _after(speech: Speech, answer: str) -> tuple[Sentence, ...]:
    """The answer's sentence and the two behind it, of those that hold."""
    sentences = speech.report.sentences
    at = next((i for i, s in enumerate(sentences) if s.text == answer), len(sentences))
    return tuple(s for s in sentences[at : at + 3] if s in speech.good)


def _met(speech: Speech) -> Line | None:
    """Their strongest card named, and a card of one's own set against it within two sentences."""
    best = plan.strongest(speech.theirs, speech.brief)
    if best is None:
        return None
    for i, sentence in enumerate(speech.good):
        if best.n in sentence.citations:
            near = speech.good[i : i + 3]
            mine = [c for s in near for c in speech.cards(s) if speech.own(c) and c is not best]
            if mine:
                against = max(mine, key=plan.strength)
                level = plan.strength(against) >= plan.strength(best)
                text = f"meets their strongest, {best.label}, with {against.label}"
                return Line(1 + level, f"{text}{', no worse sourced' if level else ', less well sourced'}")
    return None


def _weighed(speech: Speech) -> Line | None:
    """A sentence that names one of theirs and one of ours: 1, and 1 more if ours is at least as well sourced."""
    theirs = set(cited(speech.theirs))
    for sentence in reversed(speech.good):
        cards = speech.cards(sentence)
        one = next((c for c in cards if c.n in theirs and not speech.own(c)), None)
        mine = next((c for c in cards if speech.own(c)), None)
        if one and mine:
            level = plan.strength(mine) >= plan.strength(one)
            text = f"weighs {mine.label} against {one.label}"
            return Line(1 + level, f"{text}{', no worse sourced' if level else ', less well sourced'}")
    return None


def _detail(speech: Speech) -> tuple[Receipt, str]:
    """Numbers, names and different long words in the facts told: the first few of each."""
    plain = {_MARKERS.sub("", s.text): s for s in speech.told.values()}
    joined = " ".join(plain)
    numbers = sorted({n.rstrip(".,") for n in _NUMBER.findall(joined)})
    said = {word.removesuffix("'s") for word in surface.words_of(joined)}
    names = sorted({n for c in speech.told for n in c.names if n.split()[-1].lower() in said})
    lines = []
    for found, noun in ((numbers, "number"), (names, "name")):
        if found:
            shown = ", ".join(found[:3])
            lines.append(
                Line(
                    min(3, len(found)),
                    f"for {_count(len(found), noun)} ({shown}{', …' if len(found) > 3 else ''})",
                )
            )
    most = max(plain, key=lambda t: len(_NUMBER.findall(t)) + len(surface.content(t)) / 10, default="")
    return Receipt(start=3, lines=tuple(lines)), plain[most].text if most else ""


def _style(speech: Speech) -> tuple[Receipt, str]:
    """A clean page starts high, and faults cost: nothing is gained by saying more."""
    sentences = speech.report.sentences
    words = count_words(speech.text)
    budget = BUDGETS["opening"] if speech.question is None else BUDGETS["answer"] + BUDGETS["closing"]
    lines = []

    def fault(found: int, text: str) -> None:
        if found:
            lines.append(Line(-found, text))

    long = [s.text for s in sentences if count_words(s.text) > LONG]
    fault(len(long), f"for {_count(len(long), 'sentence')} of more than {LONG} words")
    named = sorted({card.label for s in sentences for card in speech.cards(s)}, key=len, reverse=True)
    runs = Counter(run for s in sentences for run in grams(_without(s.text, named), 6))
    repeated = sum(n > 1 for n in runs.values())
    fault(min(4, (repeated + 5) // 6), "for words said twice")
    firsts = [s.text.split()[0].lower() for s in sentences if s.text.split()]
    same = sum(a == b and a not in _ARTICLES for a, b in itertools.pairwise(firsts))
    fault(same, f"for {_count(same, 'sentence')} that begin{'s' if same == 1 else ''} like the one before")
    fault(min(3, len(_SHOUTED.findall(speech.text))), "for shouting")
    empty = [s for s in sentences if s.kind == "rhetorical"]
    bare = max(0, len(empty) - max(4, len(speech.good)))
    fault(
        min(4, bare),
        f"for {_count(bare, 'sentence')} too many that rest{'s' if bare == 1 else ''} on no card",
    )
    fault(
        min(5, speech.failed), f"for {_count(speech.failed, 'claim')} that the check refused, or made twice"
    )
    short = max(0, int(FLOOR * budget) - words)
    fault(min(6, -(-short // 10)), f"for stopping {short} words under {int(FLOOR * budget)}")
    turns = sorted(empty, key=lambda s: count_words(s.text))
    return Receipt(start=8, lines=tuple(lines)), turns[0].text if turns else ""


CRITERIA = {"evidence": _evidence, "logic": _logic, "detail": _detail, "style": _style}


def _without(text: str, names: Sequence[str]) -> str:
    """The text without the names of its cards, which have to be said again."""
    for name in names:
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return text


def _folded(text: str) -> str:
    """A text as its repetition is recognised: without citations, final stop and capitals."""
    return " ".join(_MARKERS.sub("", text).split()).rstrip(".").lower() or "\0"


def _count(n: int, noun: str) -> str:
    numerals = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{numerals[n] if n < len(numerals) else n} {noun}{'' if n == 1 else 's'}"
