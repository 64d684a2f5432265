"""Which sentences must cite, and which state nothing that could be looked up.

A sentence with a citation is a claim. One without is a claim only if it states a quotation, a number with what it
counts, a date, or somebody's words, that no card cited before has; or if it says for the most part what one card
says. To name a person or a place of the story is no claim, and ordinary small numbers ("two things") are no figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .cues import REPORTS
from .dates import borne_out
from .lexicon import ABSTRACT, COMMON, OFFICES, OPENERS, STOPWORDS, lemma
from .library import CardFacts
from .measures import is_plural
from .reading import Reading
from .rules import is_short_time, number_fault
from .text import key

# (distinctive words that a card must have, share of the sentence's words that it has at least)
TELLING: Final = ((2, 0.75), (3, 0.6))
WHOLLY: Final = 0.95  # from here on three words of any sort will do
MOTION_SHARE: Final = 0.7

# A question of what would or ought to be claims nothing, whoever it names.
_OPEN_QUESTION: Final = re.compile(
    r"(?:(?:and|but|so|then|yet|or)[, ]+)?(?:would|will|should|can|could|must|may|might|ought|shall|"
    r"(?:who|whom|what|why|how|where|when|which)(?: \w+)? (?:would|will|should|can|could|must|may|shall|if)|what if)\b",
    re.IGNORECASE,
)
# Who speaks of the debate, supposes or calls upon somebody argues.
_ARGUES: Final = re.compile(
    r"(?:\b(?:i|me|my|mine|we|us|our|you|your|let|suppose|imagine|my opponents?|the opponent|other side|motion)\b|^\W*(?:if|were|had|unless|whoever)\b)",
    re.IGNORECASE,
)
_REPORTED: Final = frozenset(
    "said says told tells warned warns reported reports claimed claims insisted insists argued argues".split()
)
# "They would be belligerents, whatever their orders called them"
_SUBORDINATE: Final = re.compile(
    r"\b(?:whatever|whoever|however|whichever|no matter)\b[^,;:.]*$", re.IGNORECASE
)
_PAST: Final = re.compile(r"\b(?:was|were|had|did|has|have|\w{2,}ed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """states: it must cite. rests_on: the card cited before that it goes on with, if there is one."""

    states: bool
    rests_on: tuple[CardFacts, ...] = ()


def claimed(reading: Reading) -> Claim:
    """What a sentence without a citation states."""
    motion = reading.library.motion_text
    at = reading.text.casefold().find(motion) if motion else -1
    if at >= 0:  # the motion may be named by everybody
        rest = f"{reading.text[:at]}it{reading.text[at + len(motion) :]}"
        reading = Reading(rest, reading.library, reading.debaters, reading.earlier)
    if reading.quotes or _new_figures(reading):
        return Claim(states=True)
    if reading.question and _OPEN_QUESTION.match(reading.plain.lstrip("\"'“‘— ")):
        return Claim(states=False)
    if _states_the_motion(reading) or _ARGUES.search(reading.plain):
        return Claim(states=False)
    told = _told(reading)
    if told is not None and told in reading.earlier:
        return Claim(states=False, rests_on=(told,))
    return Claim(states=told is not None or _reports(reading))


def is_general(reading: Reading) -> bool:
    """Whether a sentence speaks of any case, not of this one: no figure, date, quotation or name, and nothing past.

    "Paper that nobody guards is torn up" beside a card is an inference from it.
    """
    tied = (
        len(reading.lemmas) < 2
        or reading.quotes
        or reading.dates
        or any(not q.small for q in reading.quantities)
    )
    named = any(not reading.debaters.issuperset(name.words) for name in reading.names)
    return not tied and not named and not _PAST.search(reading.plain)


def _new_figures(reading: Reading) -> bool:
    """A number or date that no card cited before gives."""
    dates = tuple(date for card in reading.earlier for date in card.dates)
    for date in reading.dates:
        if date.grain == "relative":  # "next winter", "yesterday"
            continue
        if not borne_out(date, dates, reading.library.motion_text):
            return True
    general = not _PAST.search(reading.plain)  # "Six days are nothing in the life of a canal"
    return any(
        not (
            quantity.small
            or (quantity.named and (*quantity.nouns[-1:], quantity.low) in reading.library.numbered)
            or is_short_time(quantity)
            or (general and quantity.shown.replace(" ", "").isalpha())
        )
        and number_fault(reading, quantity, reading.earlier)[0] not in ("same", "bound")
        for quantity in reading.quantities
    )


def _told(reading: Reading) -> CardFacts | None:
    """The card that says for the most part what the sentence says."""
    shelf = reading.library
    if reading.question or (reading.tokens and reading.tokens[0].key in OPENERS):
        return None
    number, share = shelf.closest(reading.lemmas)
    if not number:
        return None
    anybodys = COMMON | shelf.motion | reading.name_lemmas
    known = reading.lemmas & shelf.cards[number].lemmas - anybodys
    tells = any(len(known) >= words and share >= most for words, most in TELLING)
    return shelf.cards[number] if tells or (len(reading.lemmas) > 2 and share >= WHOLLY) else None


def _states_the_motion(reading: Reading) -> bool:
    """For or against, in the motion's own words."""
    motion = reading.library.motion
    held = reading.lemmas & motion
    return len(held) >= max(2, MOTION_SHARE * len(motion)) and len(held) >= MOTION_SHARE * len(reading.lemmas)


def _reports(reading: Reading) -> bool:
    """A verb of saying with somebody as its subject: "critics say", not "I say" or "history says"."""
    for before, token in zip(reading.tokens, reading.tokens[1:], strict=False):
        if token.key in _REPORTED or (lemma(token.key) in REPORTS and token.key.endswith("ed")):
            subject = key(before.shown).removesuffix("'s")
            if _SUBORDINATE.search(reading.plain[max(0, token.start - 40) : token.start]):
                continue
            people = is_plural(subject) or subject in OFFICES or before.capital
            if subject in reading.debaters:
                continue
            if people and subject not in STOPWORDS and not ABSTRACT.fullmatch(subject) and token.gap == " ":
                return True
    return False
