"""Whether a persona can be told from its prose: a naive Bayes over character n-grams, story by story.

Trained on three stories and asked about the fourth, each story in turn. A sample is everything one side says
in one debate, masked as in `repeats` (claims, reasons, labels, quotations, motion, names, citations), so that
neither the story nor the opponent's name can give a persona away.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from debate.evidence.brief import SIDES
from debate.measuring.rehearsal import Rehearsal
from debate.measuring.repeats import MASK, masked

SIZES = (2, 3, 4)
SAMPLES = 8  # of one persona in one story, at most
SMOOTHING = 0.1


def share_recognised(debates: Sequence[Rehearsal]) -> tuple[float, int]:
    """The share of samples given to the right persona, and how many samples that is of."""
    samples: dict[tuple[str, str], list[Counter[str]]] = defaultdict(list)
    for debate in debates:
        for side in SIDES:
            kept = samples[debate.brief.story, debate.personas[side].slug]
            if len(kept) < SAMPLES:
                kept.append(_ngrams(debate, side))
    right = total = 0
    for story in sorted({story for story, _ in samples}):
        taught: dict[str, Counter[str]] = defaultdict(Counter)
        for (other, slug), texts in samples.items():
            if other != story:
                for text in texts:
                    taught[slug].update(text)
        model = _Model(taught)
        for (asked, slug), texts in samples.items():
            if asked == story:
                right += sum(model.best(text) == slug for text in texts)
                total += len(texts)
    return right / max(1, total), total


def _ngrams(debate: Rehearsal, side: str) -> Counter[str]:
    text = " ".join(said for (speaker, _), said in debate.texts.items() if speaker == side)
    pieces = masked(text, debate.brief, debate.names).lower().split(MASK)
    return Counter(
        piece[i : i + size] for piece in pieces for size in SIZES for i in range(len(piece) - size + 1)
    )


class _Model:
    """Multinomial naive Bayes with equal priors."""

    def __init__(self, taught: dict[str, Counter[str]]) -> None:
        vocabulary = len(set().union(*taught.values())) if taught else 0
        self._weights: dict[str, dict[str, float]] = {}
        self._unseen: dict[str, float] = {}
        for slug, counts in sorted(taught.items()):
            total = sum(counts.values()) + SMOOTHING * (vocabulary + 1)
            self._weights[slug] = {gram: math.log((n + SMOOTHING) / total) for gram, n in counts.items()}
            self._unseen[slug] = math.log(SMOOTHING / total)

    def best(self, text: Counter[str]) -> str:
        scores = {
            slug: math.fsum(n * weights.get(gram, self._unseen[slug]) for gram, n in text.items())
            for slug, weights in self._weights.items()
        }
        return max(scores, key=lambda slug: (scores[slug], slug), default="")
