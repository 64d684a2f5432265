"""How it is said: a persona's phrases and a brief's cards as sentences.

Claims go in verbatim and every sentence that rests on a card cites it, so a composed speech is grounded
by construction; it is checked all the same. `Pen` remembers what a debate has heard from this speaker and
does not say it twice.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from debate.engines.offline.dice import Dice
from debate.engines.offline.plan import SCHEME, is_whole
from debate.engines.offline.surface import FUNCTION, stems
from debate.evidence.brief import Brief, Card, SideName, other
from debate.grounding import check, count_words, split_sentences
from debate.personas.document import PersonaDocument
from stories.dates import spoken_date

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SLOT = re.compile(r"\{[a-z]+\}")
_SUPPOSED = re.compile(r"\b(?:would|could|might|may)\b", re.IGNORECASE)
# Who holds a view stands in the sentence already.
_TOLD = re.compile(
    r"\b(?:\w+ argued|noted|found|warned|expected|feared|signalled|told|called|proposed|promised|calculated|considered|"
    r"said|wrote|recalled|asked|offered)\b"
)
# A sentence that points back makes no sense by itself.
POINTS_BACK = re.compile(
    r"\b(?:this|that|those|these|such|its?|they|their|them|he|his|him|she|her|even|also|too|either|there|so|"
    r"then|both|another|alone|here|neither|nobody|one)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:so|say|says|is|was|if|knows?|on|find|than|of) that\b", re.IGNORECASE)


_ORDINAL = re.compile(
    r"\b(?:the (?:first|second|third|same|other|latter|former)|latter|former)\b", re.IGNORECASE
)


def points_back(text: str) -> bool:
    return bool(POINTS_BACK.search(_RELATIVE.sub("", text)))


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
        self._said = "\n".join(heard).casefold()
        self._names = tuple(names)
        self._proper, self._common = _capitals(
            tuple(text for card in brief.cards for text in (card.claim, card.detail, *card.reasons.values())),
            tuple(name for card in brief.cards for name in card.names),
        )

    @property
    def side(self) -> SideName:
        assert self._side is not None
        return self._side

    def ours(self, options: Sequence[str]) -> Sequence[str]:
        """Of sentences that are anybody's, those that this side may say: so both sides never say the same."""
        return options[self._side == "con" :: 2] if len(options) > 1 else options

    def phrase(self, options: Sequence[str], what: str, *, max_words: int = 99, **slots: str) -> str:
        """One of the sentences, new to this debate and short enough, its slots filled; or ""."""
        order = self.dice.shuffled(options, what)
        for option in sorted(order, key=lambda o: "{theirs}" not in o):  # what says most first
            sentence = _capital(option.format(**slots))
            if count_words(sentence) <= max_words and self._is_new(option) and self.stands(sentence):
                self._note(option)
                return sentence
        return ""

    def _is_new(self, text: str) -> bool:
        if len(text.split()) < 4 and re.search(rf"(?:^|[.?!\]] ){re.escape(text.casefold())}", self._said):
            return False
        return text not in self._used and not grams(text) & self._heard

    def _note(self, text: str) -> None:
        self._used.add(text)
        self._heard |= grams(text)

    def stands(self, text: str) -> bool:
        return _stands(text, self.brief, tuple(name for name in self._names if name in text))

    def motion_clause(self) -> str:
        return self.lower(self.brief.motion.rstrip("."))

    def told(self, card: Card) -> str:
        """The card's claim as a sentence that says who speaks and when, and of what may be, whose view it is."""
        body = card.claim.strip().rstrip(".")
        if card.kind == "quote":
            day = card.day
            when = spoken_date(day, card.precision) if day and card.precision != "approximate" else ""
            when = f" {'on' if card.precision == 'day' else 'in'} {when}" if when else ""
            for said in (
                f"{card.speaker} said{when}: {quoted(body)}",
                f"{card.speaker} said: {quoted(body)}",
            ):
                if self.stands(f"{said} [{card.n}]."):
                    break
            return said
        if card.told_by and _SUPPOSED.search(body) and not _TOLD.search(body):
            sentence = f"{_capital(card.told_by)} discussed this possibility: {self.lower(body)}"
            return sentence if self.stands(f"{sentence} [{card.n}].") else body
        return body

    def claim(self, card: Card, *, leads: Sequence[str] = (), what: str = "lead", max_words: int = 99) -> str:
        """What the card says, cited, behind one of the leads if one stands and fits."""
        told = self.told(card)
        plain = f"{told} [{card.n}]."
        for lead in self.dice.shuffled(leads, what):
            body = told
            if lead.endswith(":") and ":" in told.split("“")[0]:
                if card.kind != "quote":
                    continue
                body = re.sub(r"( said[^:“]*): “", r"\1, “", told, count=1)
            sentence = f"{self._after(lead, body)} [{card.n}]."
            if self._fits(lead, sentence, max_words):
                return sentence
        return plain

    def reason(self, card: Card, *, links: Sequence[str] = (), what: str = "so", max_words: int = 99) -> str:
        """Why the card bears on the motion for this side, as the story's editor put it, cited."""
        body = self.why(card, self.side)
        for link in self.dice.shuffled(links, what):
            sentence = f"{_capital(self._after(link, body))} [{card.n}]."
            if self._fits(link, sentence, max_words):
                return sentence
        return f"{body} [{card.n}]."

    def _fits(self, begin: str, sentence: str, max_words: int) -> bool:
        if count_words(sentence) > max_words or not self._is_new(begin) or not self.stands(sentence):
            return False
        self._note(begin)
        return True

    def is_sayable(self, card: Card, most: int) -> bool:
        """Whether the card's claim may be told: a whole clause of bearable length that passes the check."""
        told = self.told(card)
        return is_whole(card) and count_words(told) <= most and self.stands(f"{told} [{card.n}].")

    @staticmethod
    def why(card: Card, side: SideName) -> str:
        return card.reasons[side].strip().rstrip(".")

    def theirs(self, card: Card) -> str:
        """The other side's reason as a clause inside a sentence."""
        return self.lower(self.why(card, other(self.side)))

    def warrant(self, card: Card, *, max_words: int = 99) -> str:
        """A maxim that carries a card of its scheme to a conclusion."""
        scheme = SCHEME[card.kind]
        options = getattr(self.persona.voice.warrants, scheme)
        return self.phrase(options, f"warrant-{scheme}", max_words=max_words)

    def further(self, card: Card) -> Iterator[str]:
        """What else the card's item tells, as whole sentences, cited; where a side is taken, only what has to do with
        the reason for it, for an item may tell what speaks against it too."""
        if card.kind in ("quote", "person", "organisation"):
            return
        wanted = stems(card.reasons.get(self._side or "", ""))
        for sentence in split_sentences(card.detail)[1:]:  # the first is a title
            body = sentence.strip().rstrip(".")
            words = body.split()
            if (
                body in card.claim
                or (self._side and not wanted & stems(body))
                or not 6 <= len(words) <= 24
                or not body[0].isupper()
            ):
                continue
            said = f"{body} [{card.n}]."
            if (
                _FINITE.search(body)
                and not points_back(" ".join(words[:6]))
                and not _ORDINAL.search(body)
                and self.stands(said)
            ):
                yield said

    def inside(self, sentence: str) -> str:
        """The sentence behind a colon of another; what it has behind a colon of its own follows a comma."""
        said = re.sub(r"( said[^:“]*): “", r"\1, “", sentence, count=1)
        return self.lower(said)

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


_FINITE = re.compile(r"\b(?:is|are|was|were|had|has|have|did|does|would|could|[a-z]\w{2,}ed)\b")


def topic(card: Card) -> str:
    """The card as a noun phrase that cites it."""
    return f"{card.label} [{card.n}]"


def quoted(text: str) -> str:
    """A quotation in curly marks; marks inside it become single ones."""
    text = text.strip().rstrip(".").replace("“", "‘").replace("”", "’")
    text = re.sub(r'"([^"]*)"', r"‘\1’", text)
    return f"“{text}”"


@functools.lru_cache(maxsize=4096)
def _stands(text: str, brief: Brief, names: tuple[str, ...]) -> bool:
    """Whether the text passes its check; asked again and again while a speech is fitted into its budget."""
    sentences = check(text, brief, known_names=names).sentences
    return all(sentence.status in ("supported", "rhetorical") for sentence in sentences)


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
