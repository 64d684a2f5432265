"""How often four words in a row come back: in one debate, in one voice, on one side.

Masked before anything is counted: claims, reasons, labels, quotations (whatever stands in curly marks), the
motion, citations, and the names of debaters and of speakers quoted. A run is four words in a row within one
sentence, lower-cased; none reaches over a masked place or a full stop, so what is counted is the voice alone.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from debate.evidence.brief import SIDES, Brief, SideName
from debate.grounding import split_sentences
from debate.measuring.rehearsal import Rehearsal

type Runs = Counter[tuple[str, ...]]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|¶")
# Quotations, citations, and how the engine says who spoke and when.
_QUOTED = re.compile(
    r"“[^”]*”|\[[\d, ]+\]|\bsaid (?:on|in) (?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4}|\bdiscussed this possibility\b"
)
MASK = "¶"


def _given(brief: Brief) -> re.Pattern[str]:
    """Everything that a speech takes from its brief word for word."""
    texts = [brief.motion]
    for card in brief.cards:
        texts += [card.claim, card.label, card.speaker, *card.reasons.values(), *split_sentences(card.detail)]
    return _any_of(tuple(texts))


@functools.lru_cache(maxsize=256)
def _any_of(texts: tuple[str, ...]) -> re.Pattern[str]:
    bare = {text.strip().rstrip(".") for text in texts} - {""}
    return re.compile("|".join(map(re.escape, sorted(bare, key=lambda t: (-len(t), t)))), re.IGNORECASE)


def masked(text: str, brief: Brief, names: Iterable[str] = ()) -> str:
    """The text with ¶ for what it takes from the brief and for the names."""
    text = _given(brief).sub(f" {MASK} ", _QUOTED.sub(f" {MASK} ", text))
    named = tuple(names)
    return _any_of(named).sub(MASK, text) if named else text


def runs(text: str, size: int = 4) -> Runs:
    """The runs of a masked text with how often each occurs."""
    counted: Runs = Counter()
    for sentence in split_sentences(text):
        words = [word.lower() for word in _WORD.findall(sentence)]
        windows = (tuple(words[i : i + size]) for i in range(len(words) - size + 1))
        counted.update(window for window in windows if MASK not in window)
    return counted


def speech_runs(debate: Rehearsal, side: SideName) -> Runs:
    """The runs of all that one side says in a debate."""
    total: Runs = Counter()
    for (speaker, _), text in debate.texts.items():
        if speaker == side:
            total += runs(masked(text, debate.brief, debate.names))
    return total


def in_a_debate(debates: Sequence[Rehearsal]) -> float:
    """Of all runs in a debate's six speeches, the share that had been heard in it before; over all debates."""
    repeated = total = 0
    for debate in debates:
        heard = speech_runs(debate, "pro") + speech_runs(debate, "con")
        repeated += sum(heard.values()) - len(heard)
        total += sum(heard.values())
    return repeated / max(1, total)


def between_personas(debates: Sequence[Rehearsal]) -> float:
    """Over pairs of different personas on the same side of the same motion: the share of distinct runs shared."""
    spoken: dict[tuple[str, SideName], dict[str, Runs]] = defaultdict(dict)
    for debate in debates:
        for side in SIDES:
            of_motion = spoken[debate.brief.digest, side]
            of_motion.setdefault(debate.personas[side].slug, speech_runs(debate, side))
    return _shared(
        pair for by_persona in spoken.values() for pair in itertools.combinations(by_persona.values(), 2)
    )


def _shared(pairs: Iterable[tuple[Runs, Runs]]) -> float:
    common = total = 0
    for a, b in pairs:
        common += 2 * len(a.keys() & b.keys())
        total += len(a) + len(b)
    return common / max(1, total)
