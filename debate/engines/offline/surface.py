"""What can be read off a text's surface: its stock of words, its blemishes, and whether it is prose at all.

The referee takes from here which words are content and what is no prose. `text_score` orders any two texts by their
surface; its weights come from web arguments that people ranked (UKPConvArg1; `verify_offline --argquality` measures it
there), chosen for the debate on which it does worst, not for the mean.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterable, Sequence

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_]))*")
_CITED = re.compile(r"\[[\d, ]+\]")
_NUMERAL = re.compile(r"\d[\d.,]*")
_STOP = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b|[!?]{2,}|\.{4,}")
_SELF = frozenset({"i", "me", "my"})
GROUNDED_SHARE = 0.2  # of a sentence's content words must be the story's, where only a vocabulary is known

FUNCTION = frozenset(
    "a about above after again against all also although am among an and any are as at be because been before "
    "being below between both but by can cannot could did do does doing down during each either else even ever "
    "every few for from further had has have having he her here hers him his how i if in into is it its itself "
    "just less lest let like many may me might mine more most much must my neither never no nobody none nor not "
    "nothing now of off often on once one only onto or other others ought our ours out over own per rather same "
    "shall she should since so some something somebody still such than that the their theirs them then there "
    "therefore these they this those though through thus till to too toward towards under unless until up upon "
    "us very was we were what whatever when where whether which while who whoever whom whose why will with "
    "within without would yet you your yours".split()
)
_ARTICLES = frozenset("a an the my your his its our their every".split())
_PREPOSITIONS = frozenset(
    "of from with by at into onto upon among between during within without towards toward against".split()
)
_NO_NOUN = frozenset(
    "of from with by at into and or but nor that than is are was were be been has had have would could should "
    "will the a an to for because while if".split()
)
_CONJUNCTIONS = frozenset("and or but nor".split())
_NOT_AFTER_PREPOSITION = (_PREPOSITIONS | _CONJUNCTIONS) | frozenset(
    "is was were are had has have been be".split()
)
_NO_END = frozenset("the a an of and or but nor than with from into our their its every".split())
PROSE_FUNCTION_SHARE = 0.3
ATTESTED_SHARE = 0.15  # of a salad's neighbouring words hardly a pair stands so in the story
# Who says nearly everything in a card's own words keeps some of their order; who tosses them does not.
BORROWED_SHARE, KEPT_SHARE = 0.85, 0.3


def words_of(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def content(text: str) -> list[str]:
    return [word for word in words_of(text) if word not in FUNCTION and len(word) > 2]


def stems(text: str) -> set[str]:
    """The content words of a text without their endings: what two texts share of it, they both speak of."""
    return {re.sub(r"(?:'s|ies|ing|ed|es|s|e|y)$", "", word) for word in content(text)}


def substance(sentences: Iterable[str]) -> float:
    """How much is said: different content words and different long words, each counted ever less."""
    words = {word for sentence in sentences for word in content(sentence)}
    return math.log1p(len(words)) + 1.5 * math.log1p(sum(len(word) > 6 for word in words))


def blemishes(text: str) -> float:
    """What readers hold against a text, 0 for none: shouting, small beginnings, no final stop, I and me."""
    sentences = [part for part in _STOP.split(text.strip()) if part]
    words = words_of(text)
    found: float = 0.5 * math.log1p(len(_SHOUTED.findall(text)))
    found += sum(part[0].islower() for part in sentences) / max(1, len(sentences))
    found += 1.0 * float(not text.rstrip().endswith((".", "!", "?", "”", '"', "]")))
    return found + 4.0 * sum(word in _SELF for word in words) / max(1, len(words))


def text_score(text: str, vocabulary: Collection[str]) -> float:
    """Detail and style of any text: the substance of sentences in the vocabulary's words, less all blemishes.

    vocabulary: lower-cased words that stand in for a story's cards. In a debate it is the check, not a
    vocabulary, that says which sentences count.
    """
    grounded = []
    for sentence in _STOP.split(text.strip()):
        words = content(sentence)
        if words and sum(word in vocabulary for word in words) >= GROUNDED_SHARE * len(words):
            grounded.append(sentence)
    return substance(grounded) - blemishes(text)


def pairs_of(text: str) -> set[tuple[str, str]]:
    words = words_of(text)
    return set(itertools.pairwise(words))


def is_prose(sentence: str, attested: Collection[tuple[str, str]]) -> bool:
    """False for words in no order: hardly two neighbours stand so in the story, and the grammar is broken.

    attested: neighbouring words of the cards that the sentence cites. A fair paraphrase may share few of
    them, but its small words stand where small words stand.
    """
    words = words_of(sentence)
    if len(words) < 5:
        return True
    neighbours = list(itertools.pairwise(words))
    kept = sum(pair in attested for pair in neighbours) / len(neighbours)
    theirs = {word for pair in attested for word in pair}
    if kept < KEPT_SHARE and sum(word in theirs for word in words) >= BORROWED_SHARE * len(words):
        return False
    if kept >= ATTESTED_SHARE:
        return True
    small = sum(word in FUNCTION for word in words) / len(words)
    return small >= PROSE_FUNCTION_SHARE and not _broken(
        words_of(_NUMERAL.sub(" numeral ", _CITED.sub("", sentence)))
    )


def _broken(words: Sequence[str]) -> bool:
    return words[-1] in _NO_END or any(
        (first in _ARTICLES and second in _NO_NOUN)
        or (first in _PREPOSITIONS and second in _NOT_AFTER_PREPOSITION)
        or (first in _CONJUNCTIONS and second in _CONJUNCTIONS)
        for first, second in itertools.pairwise(words)
    )
