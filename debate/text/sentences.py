"""Cutting a text into sentences, so that each can be checked and shown by itself.

A stop ends a sentence only where a blank follows it and something that can begin a sentence follows the
blank. Closing marks and citations that stand after the stop stay with the sentence they close. What is not
cut is merely checked as one longer sentence, so in doubt nothing is cut.
"""

from __future__ import annotations

import re
from typing import Final

from .citations import MARKER
from .marks import spans

_CLOSING: Final = "\"'”’»›“‘)\\]}」』❞〞》"
# A stop, what closes after it, citations, then the blank where the cut would fall.
_STOP: Final = re.compile(
    rf"(?P<stop>(?:(?<!\.)\.{{2,}}+|…|[.!?。！？؟۔।]{{1,8}})[{_CLOSING}]{{0,6}})"
    rf"(?P<cites>(?:\s{{0,2}}{MARKER.pattern}){{0,12}}[{_CLOSING}]{{0,3}})(?P<gap>\s++)"
)
_MARKERS: Final = re.compile(rf"(?:(?:(?<!\s)\s++)?{MARKER.pattern}){{1,20}}")
_PARAGRAPH: Final = re.compile(r"\n[ \t\r]*+\n")
_OPENING: Final = "\"'“‘«‹„([{「『—–- "

_TITLES: Final = frozenset(
    "mr mrs ms mx dr prof gen lt col capt cpt sgt maj adm cmdr brig sen rep gov pres rev hon st mt ft sr sra "
    "amb fr messrs mme mlle supt insp".split()
)
_BEFORE_ANYTHING: Final = frozenset(
    "e.g i.e cf vs approx ca viz incl resp est b "
    "ім див напр пор тис грн вул просп пл акад проф доц ген св обл рр".split()  # Ukrainian
)
_BEFORE_DIGITS: Final = frozenset(
    "no nos p pp art arts fig figs vol vols ch sec para par ed c bk pt op cap s §".split()
)
_MONTHS: Final = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_EITHER: Final = (
    frozenset("etc inc ltd co corp jr sr bros a.m p.m ph.d u.s u.k u.n e.u d.c al".split()) | _MONTHS
)

# Words that begin an English sentence far more often than they continue a name.
_STARTERS: Final = frozenset(
    "the a an it he she they we i you this that these those there here in on at for but and so yet if when "
    "while as to no not what who why how let such every each one two both neither nothing his her its their "
    "our my your with without after before since by from then now still even only whoever where which nor or "
    "because although though once under against all some many most few do does did is are was were can could "
    "would should will may must".split()
)
_SPEAKS: Final = re.compile(
    r"(?:[A-Z][\w'’.-]{0,30}\s+){1,3}(?:himself\s+|herself\s+)?"
    r"(?:said|says|asked|asks|warned|warns|wrote|cried|answered|replied|told|demanded|added|insisted|wondered)\b"
)
_INITIAL: Final = re.compile(r"(?:^|[\s.(\[\"“'‘-])[^\W\d_]$")


def split_sentences(text: str) -> list[str]:
    """The sentences in order, without outer blanks; joined with a blank they are the text again, up to
    blanks, and splitting any one of them returns it alone."""
    done: list[str] = []
    waiting = list(reversed(_PARAGRAPH.split(text)))
    while waiting:
        piece = waiting.pop().strip()
        if not piece:
            continue
        parts = _cut(piece)
        if len(parts) == 1:
            done.append(piece)
        else:  # a cut can close a quotation mark's reach: look again until nothing changes
            waiting.extend(reversed(parts))
    return done


def first_sentence(text: str) -> str:
    """The first sentence, or "" of an empty text."""
    sentences = split_sentences(text)
    return sentences[0] if sentences else ""


def _cut(text: str) -> list[str]:
    quoted = iter([span for span in spans(text, longest=600) if span.closed])
    current = next(quoted, None)
    parts = []
    start = 0
    for stop in _STOP.finditer(text):
        at, after = stop.end("cites"), stop.end()
        if stop["cites"][:1].isspace() and text[after : after + 1].islower():
            at = stop.end("stop")  # "They agreed. [3] shows that …": the citation begins a sentence
            after = at + len(stop["cites"]) - len(stop["cites"].lstrip())
        while current is not None and current.end <= stop.start():
            current = next(quoted, None)
        inside = current is not None and current.start < stop.start() and at < current.end
        if not inside and _ends(text, stop.start(), at, after):
            parts.append(text[start:at])
            start = after
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


def _ends(text: str, stop: int, at: int, after: int) -> bool:
    """Whether the stop at `stop` ends a sentence: blank from `at`, next text from `after`."""
    mark = text[stop:at]
    following = text[after : after + 120]
    head = following.lstrip(_OPENING)
    if not head or head[0] in ".,;:!?…":
        return False
    citation = _MARKERS.match(following)
    if citation is not None:
        return following[citation.end() :].lstrip()[:1].islower()
    if head[0].islower():
        return False
    word = re.split(r"[^\w']", head, maxsplit=1)[0].lower()
    if mark[0] in "!?":
        return not (mark[-1] in "\"”’'»" and _SPEAKS.match(following))
    if mark.startswith(("..", "…")):
        return word in _STARTERS
    if mark[0] != ".":
        return True
    before = re.split(r"[\s(\[\"“‘'«—–-]", text[max(0, stop - 24) : stop])[-1].lower()
    if before in _TITLES or before in _BEFORE_ANYTHING:
        return len(mark) > 1 and before not in _TITLES and word in _STARTERS
    if before in _BEFORE_DIGITS and head[0].isdigit():
        return False
    if before in _MONTHS and head[0].isdigit():
        return False
    if before in _EITHER or _INITIAL.search(text[max(0, stop - 3) : stop]):
        return word in _STARTERS
    return True
