"""A sentence as the rules see it: read once, asked often."""

from __future__ import annotations

from functools import cached_property

from debate.text import citations
from debate.text.marks import Span, spans

from .comparing import Verdict
from .dates import Dated, dates
from .library import CardFacts, Library, content
from .names import Name, names, stem
from .numbers import Quantity, quantities
from .text import Token, blank, clean, cross, plain, tokens


class Reading:
    """One sentence, with the library of the brief it is checked against."""

    def __init__(
        self,
        text: str,
        library: Library,
        debaters: frozenset[str] = frozenset(),
        earlier: tuple[CardFacts, ...] = (),
    ) -> None:
        self.raw = text
        self.library = library
        self.debaters = debaters
        self.earlier = earlier  # the cards that the same text has cited before
        self.citations = citations.cited(text)
        # What `rules.number_fault` has found, by number and cards.
        self.faults: dict[tuple[Quantity, tuple[int, ...]], tuple[Verdict, CardFacts | None]] = {}
        self.text = clean(citations.without(text))
        self.plain = plain(self.text)

    @cached_property
    def question(self) -> bool:
        return self.text.rstrip("\"'”’» )").endswith(("?", "؟", "？"))

    @cached_property
    def spans(self) -> list[Span]:
        return spans(self.text)

    @cached_property
    def quotes(self) -> list[Span]:
        return [span for span in self.spans if span.closed and any(map(str.isalnum, span.text))]

    @cached_property
    def dates(self) -> tuple[Dated, ...]:
        return dates(self.text)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return quantities(blank(self.text, [(date.start, date.end) for date in self.dates]))

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens(self.plain)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.plain, self.library.distinctive)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The words outside quotation marks."""
        outside = blank(self.plain, [(span.start, span.end) for span in spans(self.plain)])
        return frozenset(stem(token.key) for token in tokens(outside))

    @cached_property
    def name_lemmas(self) -> frozenset[str]:
        return frozenset(word for name in self.names for word in content(" ".join(name.words)))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The content lemmas, without those of debaters' names, numbers and dates."""
        return tuple(word for word in content(measured_out(self.plain)) if word not in self.debaters)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        return frozenset(self.words)


def measured_out(text: str) -> str:
    """A plain text whose dates and numbers are crossed out: their own rules look at them."""
    dated = [(date.start, date.end) for date in dates(text)]
    counted = [(quantity.start, quantity.end) for quantity in quantities(blank(text, dated))]
    return cross(text, dated + counted, "#")
