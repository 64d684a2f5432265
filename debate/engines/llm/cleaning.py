"""Text from outside, made fit to stand in a prompt, and text from a model, fit to stand on a page. Pure.

Cleaning is one layer of several: what is drawn from a prompt is checked again, whatever stood in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from debate.engines.llm.tongue import is_in, language_name
from debate.evidence.brief import Brief, Card, SideName
from debate.grounding import split_sentences
from newsroom.llm.cleaning import WITHHELD, cleaned, cut, is_hidden
from newsroom.llm.orders import ENCODED, reads_like_an_order

CARD_CHARACTERS: Final = (
    3_000  # of one card's claim, its inference or the rest; the longest that ships has 1,135 in all
)
BRIEF_CHARACTERS: Final = (
    60_000  # of all cards of a prompt, some 15,000 tokens; those that ship need half of it at most
)
_MACHINERY = re.compile(
    r"\b(?:the referee|the judges? of this (?:debate|round)|my instructions|the checker|"
    r"word (?:limit|budget)|as an ai (?:language )?model|10/10|suspicious_instruction)\b",
    re.IGNORECASE,
)
# Small words that English has and other languages in its letters have not; and those that some of them share.
_ENGLISH = frozenset(
    "the of and to that is with it by be this from they have had not are which his but were would has their when what "
    "who whose one more than its if been then there these those could should can may must into out whom how where why "
    "we you your our my she him them nor any some about after until during before even both less each every than "
    "neither because while does did do such only against many without might makes yet never own much though "
    "else through again often nobody nothing think know says said asks".split()
)
_SHARED = frozenset("a in on as so no for an was will he her i or all at me under".split())
TELLING_WORDS: Final = 7
_UNPRINTABLE = re.compile(r"\((?:removed|withheld)\b|[<>{}|`*_#\\^~]|https?:|www\.|\]\(|&[a-z]{2,8};|&#")


def cleaned_speech(text: str, *, at_most: int) -> str:
    """A speech, sentence by sentence: one that reads like an instruction is withheld alone."""
    return " ".join(cleaned(sentence, at_most=at_most) for sentence in split_sentences(text))[:at_most]


@dataclass(frozen=True, kw_only=True)
class CardText:
    """A card as a writer is given it. base: number, kind, date, claim and the side's inference; detail: the rest."""

    base: str
    detail: str

    def line(self, most_base: int = CARD_CHARACTERS, most_detail: int = CARD_CHARACTERS) -> str:
        detail = cut(self.detail, most_detail)
        return cut(self.base, most_base) + (f" | More: {detail}" if detail else "")


def card_text(card: Card, side: SideName | None = None) -> CardText:
    """The whole card, cleaned."""
    claim = cleaned(card.claim, at_most=CARD_CHARACTERS)
    said = f"{claim} (said by {cleaned(card.speaker)})" if card.speaker else claim
    reason = cleaned(card.reasons.get(side, ""), at_most=CARD_CHARACTERS) if side else ""
    date = f", {card.date}" if card.date else ""
    return CardText(
        base=f"[{card.n}] {card.kind}{date}: {said}" + (f" | Argument: {reason}" if reason else ""),
        detail=cleaned(card.detail.replace(card.claim, " "), at_most=CARD_CHARACTERS),
    )


def card_line(card: Card, side: SideName | None = None) -> str:
    return card_text(card, side).line()


def card_lines(brief: Brief, side: SideName | None = None) -> str:
    """Every card of the brief, whole; those that speak for the side first, numbers unchanged.

    Of a brief above BRIEF_CHARACTERS details give way first, the longest first, and claims only if there is no
    other way: no card is left out, whichever side it speaks for.
    """
    cards = sorted(brief.cards, key=lambda card: (side is not None and not card.speaks_for(side), card.n))
    texts = [card_text(card, side) for card in cards]
    most_base = _level([len(text.base) for text in texts], BRIEF_CHARACTERS)
    left = BRIEF_CHARACTERS - sum(min(len(text.base), most_base) for text in texts)
    most_detail = _level([len(text.detail) for text in texts], left - 10 * len(texts))  # " | More: "
    return "\n".join(text.line(most_base, most_detail) for text in texts)


def _level(lengths: Sequence[int], room: int) -> int:
    """The highest level to which these may be cut so that together they need no more than the room."""
    left, waiting = max(0, room), sorted(lengths)
    for at, length in enumerate(waiting):
        if length * (len(waiting) - at) > left:
            return left // (len(waiting) - at)
        left -= length
    return max(lengths, default=0)


def withheld(brief: Brief) -> frozenset[int]:
    """Cards whose claim no prompt shows; nothing may rest on them."""
    return frozenset(card.n for card in brief.cards if cleaned(card.claim) == WITHHELD)


def print_faults(text: str, tongue: str = "") -> list[str]:
    """Why a model's text is not fit to print whatever it says; [] if it is. For its writer. tongue: as of a brief."""
    faults = []
    if _UNPRINTABLE.search(text):
        faults.append("only plain prose may be printed: no markup, links or symbols")
    if not text.isprintable() and any(map(is_hidden, text)):
        faults.append("it holds characters that do not show")
    if ENCODED.search(text):
        faults.append("it holds letters and figures that are no words")
    if reads_like_an_order(text) or _MACHINERY.search(text):
        faults.append("speak of the motion, not of rules, prompts or whoever judges")
    if not (is_in(text, tongue) if tongue else _is_english(text)):
        faults.append(f"write in {language_name(tongue)}")
    return faults


def _is_english(text: str) -> bool:
    """Whether letters and, in a sentence long enough to tell, the small words are those of English."""
    letters = [character for character in text if character.isalpha()]
    foreign = [character for character in letters if not character.isascii()]
    if sum(not unicodedata.name(character, "").startswith("LATIN") for character in foreign) * 5 > len(
        letters
    ):
        return False
    words = re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)?", text.lower())
    return (
        len(words) < TELLING_WORDS
        or not _ENGLISH.isdisjoint(words)
        or sum(word in _SHARED for word in words) > 1
    )
