"""Which debates are measured: every motion in turn, pairs of personas drawn by hash, each pair both ways."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from debate.engines.offline.dice import Dice
from debate.evidence.brief import Brief
from debate.measuring.rehearsal import Rehearsal, rehearse
from debate.personas.document import PersonaDocument


def debates(
    briefs: Sequence[Brief], personas: Sequence[PersonaDocument], count: int, *, seed: str = "verification"
) -> list[Rehearsal]:
    """`count` debates (made even): pair A against B on a motion, then B against A on the same question.

    All motions, and all pairs, are used before any is used again.
    """
    by_slug = {persona.slug: persona for persona in personas}
    dice = Dice(seed)
    every = [f"{a} {b}" for a, b in itertools.combinations(sorted(by_slug), 2)]
    played = []
    for i in range((count + 1) // 2):
        brief = briefs[i % len(briefs)]
        pair = dice.shuffled(every, "pairs", str(i // len(every)))[i % len(every)]
        first, second = dice.shuffled(pair.split(), "first", str(i))
        question = (i + i // len(briefs)) % 3  # each side is pressed as often as the other
        for pro, con in ((first, second), (second, first)):
            played.append(rehearse(brief, by_slug[pro], by_slug[con], question=question))
    return played
