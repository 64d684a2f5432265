"""Whose words a sentence says a quotation is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from debate.text.marks import Span

from .cues import REPORT_KEEPS
from .lexicon import TITLES, lemma
from .names import Name, names
from .text import blank, cross, key

NEAR: Final = 80  # characters around a name in which a verb of saying is looked for

_VERBS: Final = REPORT_KEEPS | frozenset(
    map(lemma, "call speak put use want promise see refer name mean urge vow like admit wish intend".split())
)
_NOUNS: Final = REPORT_KEEPS | frozenset(
    map(lemma, "term name message remark comment line speech reply answer sentence".split())
)
# The verb after a name, over an apposition in commas, auxiliaries and adverbs.
_SUBJECT: Final = re.compile(
    r"(?:, [^,\"“”]{1,60},)?(?: (?:has|had|have|then|also|once|later|himself|herself|itself|will|would|may|might|can|"
    r"could|did|does|again|even|now|still|only|already|rightly|\w+ly)){0,4} (?P<verb>[^\W\d_]+)(?P<rest>.?)",
)
_OWNED: Final = re.compile(r"'s?((?: [^\W\d_]+){1,3})")
_BEFORE: Final = re.compile(
    r"(?:according to|in the words of|as put by|(?:words|phrase|view|account|warning) of)(?: the)? ?$",
    re.IGNORECASE,
)
_INVERTED: Final = re.compile(
    r"(?:^|[\"”»’',\x01—]) ?(?P<verb>said|says|asked|asks|warned|warns|wrote|writes|added|replied|declared|insisted|reported|argued|told|answered|cried|called|put)(?: it)?(?: the)? ?$"
)
# "says of a show at Philae: …", "told the BBC: …"
_LED_IN: Final = re.compile(
    r"\b(?:at|in|to|on|from|with|before|after|about|told|tells|of)(?: (?:the|a|an|his|her|its|their))? ?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Speaking:
    """A name that the sentence makes a speaker; `post`: it stands after the words, as in "…", said X."""

    name: Name
    post: bool


def speaking(text: str, quotes: Sequence[Span], known: frozenset[str]) -> list[Speaking]:
    """The names that say something, outside the quotations of a plain text."""
    # a mark where a quotation was, so that "X said" can be told from "X, said"
    edges = [(at, at + 1) for quote in quotes for at in {quote.start, quote.end - 1}]
    outside = cross(blank(text, [(quote.start, quote.end) for quote in quotes]), edges, "\x01")
    found = []
    for name in names(outside, known):
        before = _without_titles(outside[max(0, name.start - NEAR) : name.start])
        after = outside[name.end : name.end + 2 * NEAR]
        subject = _SUBJECT.match(after)
        owned = _OWNED.match(after) if name.possessive else None
        if _INVERTED.search(before):
            found.append(Speaking(name, post=True))
        elif subject and not name.possessive and lemma(key(subject["verb"])) in _VERBS:
            found.append(Speaking(name, post=subject["rest"] in ("", ",", ".", ";", "!", "?")))
        elif (
            _BEFORE.search(before)
            or (owned and any(lemma(key(word)) in _NOUNS for word in owned[1].split()))
            or (re.match(r"(?:'s)?:\s", after) and not _LED_IN.search(before))
        ):
            found.append(Speaking(name, post=False))
    return found


def _without_titles(before: str) -> str:
    words = before.rstrip()
    while (match := re.search(r"(?:^|[\s])([^\W\d_]+)\.?$", words)) and key(match[1]) in TITLES:
        words = words[: match.start(1)].rstrip()
    return words + " "


def speaker_of(quote: Span, found: Sequence[Speaking]) -> Name | None:
    """Who speaks a quotation: whoever follows it directly ("…", said X), else the last named before it."""
    following = [s for s in found if s.name.start >= quote.end]
    if following and following[0].post and following[0].name.start - quote.end < 40:
        return following[0].name
    before = [s for s in found if s.name.end <= quote.start]
    nearest = before[-1] if before else following[0] if following else None
    return nearest.name if nearest else None
