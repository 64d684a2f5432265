"""What a check returns: findings fit to send back to a writer, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from debate.text.citations import count_words

Rule = Literal[
    "uncited",  # a factual sentence without a citation
    "id",  # a citation that resolves to no card, or to a card that has nothing to do with it
    "quotation-missing",  # in no card
    "quotation-elsewhere",  # in a card that is not cited
    "quotation-speaker",  # by somebody else than the sentence says
    "number",
    "unit",
    "date",
    "name",
    "negation",
    "attribution",
    "modality",
    "quantifier",
    "roles",  # who did what to whom
    "direction",  # more for less, or another word that says the opposite
    "added",  # a clause that no card has
    "order",  # before for after
    "swapped",  # a number of the card, but of something else in it
    "overlap",
    "length",  # more than is read
]
Kind = Literal["factual", "rhetorical"]
Status = Literal["supported", "weak", "unsupported", "rhetorical"]


def status_of(kind: Kind, findings: Sequence[Finding], *, is_borne_out: bool) -> Status:
    """How a sentence stands. is_borne_out: its cards have enough of its words."""
    if kind == "rhetorical":
        return "rhetorical"
    if findings:
        return "unsupported"
    return "supported" if is_borne_out else "weak"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One reason why a sentence may not be shown. `message` is for its writer; `excerpt` is what it is about."""

    rule: Rule
    message: str
    excerpt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearing:
    """The sentence of a card that bears out most of what was said, as it stands in the card's claim or detail."""

    card: int
    field: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A checked sentence. `citations`: card numbers as written, each once, known or not; `overlap`: 0 to 1.

    supported and weak sentences have no findings; an unsupported one has at least one.
    earlier: the cards that the same text has cited before, whose numbers, dates and names it may repeat.
    bearing: the words that bear a supported or weak sentence, a card at a time, those that bear most first.
    inference: it repeats, word for word, an editor's inference from a card it cites: an argument, no fact.
    """

    text: str
    kind: Kind
    citations: tuple[int, ...]
    status: Status
    findings: tuple[Finding, ...]
    overlap: float
    earlier: tuple[int, ...] = ()
    bearing: tuple[Bearing, ...] = ()
    inference: bool = False

    @property
    def cards(self) -> tuple[int, ...]:
        """Every card that it may rest on: those it cites, then those cited before."""
        return tuple(dict.fromkeys((*self.citations, *self.earlier)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A checked text. Where there is nothing to count, precision and recall are 0: no evidence earns nothing.

    unapplied: rules that do not know the text's language and were left out.
    """

    sentences: tuple[Sentence, ...]
    unapplied: tuple[Rule, ...] = ()

    @property
    def precision(self) -> float:
        """Citations in supported sentences / citations."""
        cited = sum(len(sentence.citations) for sentence in self.sentences)
        borne = sum(len(sentence.citations) for sentence in self.sentences if sentence.status == "supported")
        return borne / cited if cited else 0.0

    @property
    def recall(self) -> float:
        """Supported factual sentences / factual sentences."""
        factual = [sentence for sentence in self.sentences if sentence.kind == "factual"]
        return sum(sentence.status == "supported" for sentence in factual) / len(factual) if factual else 0.0

    @property
    def cited(self) -> frozenset[int]:
        """The distinct cards that supported sentences cite."""
        return frozenset(
            n for sentence in self.sentences if sentence.status == "supported" for n in sentence.citations
        )

    @property
    def failures(self) -> tuple[Sentence, ...]:
        """The sentences that may not be shown."""
        return tuple(sentence for sentence in self.sentences if sentence.status == "unsupported")

    def kept(self, most_words: int) -> tuple[Sentence, ...]:
        """What may be shown: the sentences that pass, in order, up to the first that would go over the budget.

        most_words: as `count_words` counts them: a citation is no word. A sentence that is cut costs nothing.
        """
        words, kept = 0, []
        for sentence in self.sentences:
            if sentence.status == "unsupported":
                continue
            words += count_words(sentence.text)
            if words > most_words:
                break
            kept.append(sentence)
        return tuple(kept)
