"""Factual or rhetorical: which sentences must cite.

Factual is whatever could be wrong: a number, a date, a name, a quotation, somebody's words reported, a
citation, or a statement made for the most part of the brief's own words. A maxim, a question of principle and
the motion itself are rhetorical. The debaters' names and small number words ("two things follow") make no
sentence factual.
"""

from __future__ import annotations

import re
from typing import Final

from .cues import REPORTS
from .findings import Kind
from .lexicon import ABSTRACT, COMMON, OFFICES, STOPWORDS, lemma
from .measures import is_plural
from .reading import Reading
from .text import key

VOCABULARY_SHARE: Final = 0.5
VOCABULARY_WORDS: Final = 2  # fewer common words than this are a coincidence
MOTION_SHARE: Final = 0.7

# A question of what would or ought to be claims nothing, whoever it names.
_OPEN_QUESTION: Final = re.compile(
    r"(?:(?:and|but|so|then|yet|or)[, ]+)?(?:would|will|should|can|could|must|may|might|ought|shall|"
    r"(?:who|whom|what|why|how|where|when|which)(?: \w+)? (?:would|will|should|can|could|must|may|shall|if)|what if)\b",
    re.IGNORECASE,
)
# "A guarantee without force is paper" speaks of any; "the guarantees cover the hubs" of these.
_DEFINITE: Final = re.compile(r"\b(?:the|this|these|those|its|their|his|her)\b|\b\w{2,}ed\b", re.IGNORECASE)
_FIGURE_OF_SPEECH: Final = re.compile(
    r"(?:yesterday|tomorrow|tonight|next|the coming|this (?:night|morning|evening|afternoon))\b",
    re.IGNORECASE,
)
_REPORTED: Final = frozenset(
    "said says told tells warned warns reported reports claimed claims insisted insists argued argues".split()
)


def kind_of(reading: Reading) -> Kind:
    """Whether a sentence must cite."""
    motion = reading.library.motion_text
    at = reading.text.casefold().find(motion) if motion else -1
    if at >= 0 and not reading.citations:  # the motion may be named by everybody
        reading = Reading(
            f"{reading.text[:at]}it{reading.text[at + len(motion) :]}", reading.library, reading.debaters
        )
    if reading.citations or reading.quotes or any(not quantity.small for quantity in reading.quantities):
        return "factual"
    if any(date.grain != "relative" or not _FIGURE_OF_SPEECH.match(date.shown) for date in reading.dates):
        return "factual"
    if _states_the_motion(reading):
        return "rhetorical"
    named = any(not reading.debaters.issuperset(name.words) for name in reading.names)
    if named:
        open_question = reading.question and _OPEN_QUESTION.match(reading.plain.lstrip("\"'“‘— "))
        return "rhetorical" if open_question else "factual"
    if _reports(reading):
        return "factual"
    anybodys = COMMON | reading.library.motion
    known = [word for word in reading.lemmas if word in reading.library.holders and word not in anybodys]
    mostly_known = len(known) >= VOCABULARY_WORDS and len(known) >= VOCABULARY_SHARE * len(reading.lemmas)
    return (
        "factual"
        if mostly_known and not reading.question and _DEFINITE.search(reading.plain)
        else "rhetorical"
    )


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
            people = is_plural(subject) or subject in OFFICES or before.capital
            if subject in reading.debaters:
                continue
            if people and subject not in STOPWORDS and not ABSTRACT.fullmatch(subject) and token.gap == " ":
                return True
    return False
