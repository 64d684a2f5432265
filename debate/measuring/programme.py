"""Which debates are measured: every motion in turn, pairs of personas drawn by hash, each pair both ways."""

from __future__ import annotations

from collections.abc import Sequence

from debate.engines.offline.dice import Dice
from debate.evidence.brief import Brief
from debate.measuring.rehearsal import Rehearsal, rehearse
from debate.personas.document import PersonaDocument


def debates(
    briefs: Sequence[Brief], personas: Sequence[PersonaDocument], count: int, *, seed: str = "verification"
) -> list[Rehearsal]:
    """`count` debates (made even): pair A against B on a motion, then B against A on the same question.

    All motions are used before any is used again; about 80 ms CPU each.
    """
    by_slug = {persona.slug: persona for persona in personas}
    dice = Dice(seed)
    played = []
    for i in range((count + 1) // 2):
        brief = briefs[i % len(briefs)]
        first, second = dice.shuffled(by_slug, "pair", str(i))[:2]
        question = (i + i // len(briefs)) % 3  # each side is pressed as often as the other
        for pro, con in ((first, second), (second, first)):
            played.append(rehearse(brief, by_slug[pro], by_slug[con], question=question))
    return played
