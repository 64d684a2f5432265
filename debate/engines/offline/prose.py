"""How it is said: a persona's phrases and a brief's cards as sentences.

Claims go in verbatim and every sentence that rests on a card cites it, so a composed speech is grounded
by construction; it is checked all the same. `Pen` remembers what a debate has heard from this speaker and
does not say it twice.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from debate.engines.offline.dice import Dice
from debate.engines.offline.plan import FRAGMENT, SCHEME, kind_for_voice
from debate.engines.offline.surface import FUNCTION
from debate.evidence.brief import Brief, Card, SideName
from debate.grounding import check, count_words
from debate.personas.document import PersonaDocument

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SLOT = re.compile(r"\{[a-z]+\}")


def grams(text: str, n: int = 4) -> set[tuple[str, ...]]:
    """The runs of n words in a text, lower-cased, citations and slots left out."""
    words = [word.lower() for word in _WORD.findall(_SLOT.sub(" ", re.sub(r"\[\d+\]", " ", text)))]
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


class Pen:
    """One speaker writing one text. Every sentence it hands out has passed the check it will meet later.

    side: None for a view of a story, which takes none.
    """

    def __init__(
        self,
        brief: Brief,
        side: SideName | None,
        persona: PersonaDocument,
        dice: Dice,
        *,
        heard: Sequence[str],
        names: Sequence[str],
    ) -> None:
        self.brief, self._side, self.persona, self.dice = brief, side, persona, dice
        self._heard: set[tuple[str, ...]] = set().union(*(grams(text) for text in heard)) if heard else set()
        self._used: set[str] = set()  # whole phrases, since short ones have no run of four words
        self._names = tuple(names)
        self._proper, self._common = _capitals(
            tuple(text for card in brief.cards for text in (card.claim, card.detail, *card.reasons.values())),
            tuple(name for card in brief.cards for name in card.names),
        )

    @property
    def side(self) -> SideName:
        assert self._side is not None
        return self._side

    def phrase(self, options: Sequence[str], what: str, *, max_words: int = 99, **slots: str) -> str:
        """One of the persona's sentences, new to this debate and short enough, its slots filled; or ""."""
        for option in self.dice.shuffled(options, what):
            sentence = _capital(option.format(**slots))
            if count_words(sentence) <= max_words and self._is_new(option) and self._stands(sentence):
                self._note(option)
                return sentence
        return ""

    def fragment(self, options: Sequence[str], what: str, *, max_words: int = 99, colon: bool = True) -> str:
        """A connective; what it begins is checked as a whole by whoever writes that.

        colon: whether it may end with one. Where a colon stands already, a second would stumble.
        """
        for option in self.dice.shuffled(options, what):
            if self._is_new(option) and count_words(option) <= max_words and (colon or ":" not in option):
                self._note(option)
                return option
        return ""

    def _is_new(self, text: str) -> bool:
        return text not in self._used and not grams(text) & self._heard

    def _note(self, text: str) -> None:
        self._used.add(text)
        self._heard |= grams(text)

    def _stands(self, text: str) -> bool:
        sentences = check(text, self.brief, known_names=self._names).sentences
        return all(sentence.status in ("supported", "rhetorical") for sentence in sentences)

    def motion_clause(self) -> str:
        return self.lower(self.brief.motion)

    def claim(self, card: Card, *, begin: str = "", with_lead: bool = True, what: str = "lead") -> str:
        """The card's claim, cited; a quotation always has its speaker. begin: a connective to start with."""
        leads = getattr(self.persona.voice.leads, kind_for_voice(card))
        body = card.claim.strip().rstrip(".")
        if card.kind == "quote":
            is_fragment = len(body.split()) < FRAGMENT
            words = f"{quoted(card.claim)} [{card.n}]."
            said = (
                f"The words of {card.speaker} were {words}"
                if is_fragment
                else f"{card.speaker} said: {words}"
            )
            if begin.endswith(":"):
                said = said.replace(" said: ", " said, ", 1)
            if begin and self._stands(joined := self._after(begin, said)):
                return joined
            if is_fragment:
                return said
            for lead in self.dice.shuffled(leads, what):
                sentence = f"{lead.format(speaker=card.speaker)} {quoted(card.claim)} [{card.n}]."
                if self._is_new(lead) and self._stands(sentence):
                    self._note(lead)
                    return sentence
            return said
        if begin and self._stands(sentence := f"{self._after(begin, body)} [{card.n}]."):
            return sentence
        if with_lead and ":" not in body:
            for lead in self.dice.shuffled(leads, what):
                sentence = f"{lead} {self.lower(body)} [{card.n}]."
                if self._is_new(lead) and self._stands(sentence):
                    self._note(lead)
                    return sentence
        return f"{body} [{card.n}]."

    def reason(self, card: Card, *, begin: str = "") -> str:
        """Why the card bears on the motion for this side, as the story's editor put it, cited."""
        body = card.reasons[self.side].strip().rstrip(".")
        linked = f"{self._after(begin, body)} [{card.n}]."
        return linked if begin and self._stands(linked) else f"{body} [{card.n}]."

    def warrant(self, card: Card, *, max_words: int = 99, scheme: str = "") -> str:
        """A maxim that carries the card to the conclusion; scheme: by another scheme than the card's own."""
        scheme = scheme or SCHEME[card.kind]
        return self.phrase(
            getattr(self.persona.voice.warrants, scheme), f"warrant-{scheme}", max_words=max_words
        )

    def device(self, *, max_words: int = 99) -> str:
        options = [turn.text for turn in self.persona.voice.devices if turn.side in ("any", self._side)]
        return self.phrase(options, "device", max_words=max_words)

    def _after(self, begin: str, sentence: str) -> str:
        """The sentence behind a connective. After a colon a capital is never wrong, so there a word that the
        story does not know in small letters ("Odyssey splashed down") keeps it."""
        first = _WORD.match(sentence)
        is_known = first is not None and (first[0].lower() in FUNCTION or first[0].lower() in self._common)
        keeps = begin.endswith(":") and not is_known
        return f"{begin} {sentence if keeps else self.lower(sentence)}"

    def lower(self, sentence: str) -> str:
        """The sentence to follow a word or colon: small first letter unless it is a name or an initial."""
        match = _WORD.match(sentence)
        if match is None:
            return sentence
        word = re.sub(r"['’]s$", "", match[0])
        if word == "I" or word in self._proper or (len(word) > 1 and word[1:] != word[1:].lower()):
            return sentence
        if word.lower() not in FUNCTION and sentence[match.end() :].lstrip()[:1].isupper():
            return sentence  # "Strategic Air Command"
        return sentence[0].lower() + sentence[1:]


def topic(card: Card) -> str:
    """The card as a noun phrase that cites it."""
    return f"{card.label} [{card.n}]"


def quoted(text: str) -> str:
    """A quotation in curly marks; marks inside it become single ones."""
    text = text.strip().rstrip(".").replace("“", "‘").replace("”", "’")
    text = re.sub(r'"([^"]*)"', r"‘\1’", text)
    return f"“{text}”"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@functools.lru_cache(maxsize=32)
def _capitals(texts: tuple[str, ...], names: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Words that the brief writes only with a capital, inside a sentence too (names, months, institutions), and
    those that it writes small."""
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        for match in _WORD.finditer(text):
            word = re.sub(r"['’]s$", "", match[0])
            before = text[: match.start()].rstrip()
            if not word[0].isupper():
                small.add(word)
            elif before and before[-1] not in ".!?:“”\"'‘":
                capital.add(word)
    capital |= {word for name in names for word in name.split()}
    return frozenset({word for word in capital if word.lower() not in small}), frozenset(small)
