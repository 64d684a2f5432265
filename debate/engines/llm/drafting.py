"""A speech on its way from a stream of pieces to sentences that may be printed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from debate import grounding
from debate.engines.llm.cleaning import print_faults, withheld
from debate.evidence.brief import Brief
from debate.text.citations import MARKER, cited, typed

AGAIN = 8  # new characters, and a share of an eighth, after which an unfinished sentence is looked at again
BEHIND = 30  # characters that must follow a sentence before it counts as finished: citations, half a word


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence and what is wrong with it. is_gone: it has been taken out, and leaves a gap where it stood."""

    text: str
    faults: tuple[str, ...] = ()
    is_gone: bool = False

    @property
    def words(self) -> int:
        return grounding.count_words(self.text)

    @property
    def cites(self) -> frozenset[int]:
        return frozenset(cited(self.text))

    @property
    def is_failing(self) -> bool:
        """It has faults, and its writer may still mend it."""
        return bool(self.faults) and not self.is_gone

    def taken_out(self, *faults: str) -> Line:
        return replace(self, faults=self.faults or faults, is_gone=True)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a sentence is held against: the same check that a page relies on, and whether it is fit to print."""

    brief: Brief
    names: tuple[str, ...]
    forbidden: tuple[str, ...] = ()

    def lines(self, text: str) -> list[Line]:
        return [
            self._line(sentence)
            for sentence in grounding.check(text, self.brief, known_names=self.names).sentences
        ]

    @cached_property
    def _withheld(self) -> frozenset[int]:
        return withheld(self.brief)

    def _line(self, sentence: grounding.Sentence) -> Line:
        text = " ".join(sentence.text.split())
        faults = (
            [finding.message for finding in sentence.findings] if sentence.status == "unsupported" else []
        )
        faults += print_faults(text, self.brief.language)
        faults += [f"card {n} may not be used" for n in sentence.citations if n in self._withheld]
        words = {word.strip(".,;:!?'’").lower() for word in text.split()}
        faults += [
            f"the word {word} is not this speaker’s" for word in self.forbidden if word.lower() in words
        ]
        if not MARKER.sub("", text).rstrip("\"”’»')] ").endswith((".", "!", "?", "…", "؟", "۔", "।", "։")):
            faults.append("it is not a whole sentence")
        return Line(text=text, faults=tuple(faults))


class Draft:
    """Sentences as they arrive, each checked once it is finished."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._rest = self._whole = ""
        self._look_at = 0  # length of the rest from which it is worth looking at
        self.early: list[Line] = []  # finished while the stream still ran

    def feed(self, piece: str) -> list[Line]:
        """Take a piece; returns the sentences that it finished, checked."""
        self._rest += piece
        self._whole += piece
        if len(self._rest) < self._look_at:
            return []
        self._look_at = len(self._rest) + max(AGAIN, len(self._rest) // 8)  # so all looks cost what a few do
        parts = grounding.split_sentences(typed(self._rest))
        if len(parts) < 2 or len(parts[-1]) < BEHIND:
            return []
        finished = [line for part in parts[:-1] for line in self._rules.lines(part)]
        self._rest = parts[-1] + self._rest[len(self._rest.rstrip()) :]
        self._look_at = len(self._rest)
        self.early += finished
        return finished

    def finish(self) -> list[Line]:
        """Every sentence of the whole text: a late piece may join what looked finished."""
        return once(self._rules.lines(self._whole))


def standing(lines: Iterable[Line]) -> list[Line]:
    """Those that are still part of the text, in their order, each once."""
    return once(line for line in lines if not line.is_gone)


def sound(lines: Iterable[Line]) -> str:
    """The text of those without faults, in their order."""
    return " ".join(line.text for line in once(lines) if not line.faults)


def once(lines: Iterable[Line]) -> list[Line]:
    """The lines without repetitions."""
    return list({line.text.lower(): line for line in reversed(list(lines))}.values())[::-1]


def within(lines: Iterable[Line], budget: int) -> list[Line]:
    """The lines with as many taken out as the budget of words demands: from before the last, which ends the text."""
    kept = list(lines)
    for at in [*range(len(kept) - 2, -1, -1), len(kept) - 1]:
        if sum(line.words for line in kept if not line.is_gone) <= budget:
            break
        kept[at] = kept[at].taken_out("there was no room for it")
    return kept
