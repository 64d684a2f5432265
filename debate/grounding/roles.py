"""Roles: who did what to whom, where sentence and card share the verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .acts import ERGATIVE, LIGHT, TELLS, Act, acts
from .clauses import passages
from .findings import Finding
from .lexicon import lemma
from .library import CardFacts
from .reading import Reading
from .text import listed

_ALIKE: Final = frozenset(map(lemma, "similar likewise follow join".split()))


def roles(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Parties that have changed places, or another party in the place of the card's."""
    parties = reading.name_lemmas | frozenset(word for card in facts for word in card.parties)
    given = [(card, act) for card, passage in passages(facts) for act in acts(passage.text)]
    for act in acts(reading.text):
        if act.verb in LIGHT and act.verb not in TELLS:
            continue
        same = [
            (card, other) for card, other in given if other.verb == act.verb and other.agent | other.patient
        ]
        turned = same and all(_exchanged(act, other) for _, other in same)
        if not turned and any(_agrees(act, other) for _, other in same):
            continue
        if any(_done_by_a_pronoun(act, other) for _, other in given):
            continue
        if act.verb in TELLS:
            same = [(card, other) for card, other in same if _exchanged(act, other, parties)]
        wrong = next(
            (card for card, other in same if _turned(act, other, parties) and not _did_so_too(act, card)),
            None,
        )
        if wrong is not None:
            message = f"card {wrong.card.n} has “{act.shown}” the other way: who did it, and to whom?"
            yield Finding(rule="roles", message=message, excerpt=act.shown)
            return
    yield from _crossed(reading, [act for _, act in given])


def _crossed(reading: Reading, given: Sequence[Act]) -> Iterator[Finding]:
    """ "A asked and B refused", where the card has B ask and A refuse."""
    doers: dict[str, frozenset[str]] = {}
    for act in given:
        doers[act.verb] = doers.get(act.verb, frozenset()) | act.agent
    pairs = [
        (act.agent - doers[act.verb], doers[act.verb] - act.agent, act)
        for act in acts(reading.text)
        if act.agent and doers.get(act.verb)
    ]
    ours = frozenset().union(*(said for said, _, _ in pairs))
    theirs = frozenset().union(*(other for _, other, _ in pairs))
    for said, other, act in pairs:
        if said & theirs and other & ours:
            message = f"{listed(reading.citations)} has somebody else “{act.shown}”"
            yield Finding(rule="roles", message=message, excerpt=act.shown)
            return


def _did_so_too(act: Act, card: CardFacts) -> bool:
    """ "Sweden took similar steps": whom another sentence of the card has do the same."""
    return any(
        passage.lemmas & _ALIKE and act.agent & other.agent
        for passage in card.passages
        for other in acts(passage.text)
    )


def _agrees(act: Act, other: Act) -> bool:
    """The same party does it."""
    return bool((act.agent & other.agent) - act.patient - other.patient)


def _done_by_a_pronoun(act: Act, other: Act) -> bool:
    """The card has it done to the same by somebody whom it does not name there: nothing is concluded from that."""
    same = act.patient & other.patient
    return (
        other.verb == act.verb
        and not other.agent
        and len(same) > 1
        and len(same) >= len(other.patient) * 0.75
    )


def _exchanged(act: Act, other: Act, among: frozenset[str] | None = None) -> bool:
    """One who does it in the sentence suffers it in the card, and the other way round; `among`: both of these."""
    doing = (act.agent & other.patient) - other.agent - act.patient
    suffering = (act.patient & other.agent) - other.patient - act.agent
    if among is not None:
        doing, suffering = doing & among, suffering & among
    return bool(doing and suffering)


def _turned(act: Act, other: Act, parties: frozenset[str]) -> bool:
    doing = (act.agent & other.patient) - other.agent - act.patient
    suffering = (act.patient & other.agent) - other.patient - act.agent
    if _exchanged(act, other):
        return True
    if act.verb in ERGATIVE:
        return False
    if doing & parties and act.patient and other.agent:
        return True
    if suffering & parties and act.agent and not act.agent & other.agent and other.patient:
        return True
    return _another(act, other, parties)


def _another(act: Act, other: Act, parties: frozenset[str]) -> bool:
    """Somebody else did the same: two states, or two that are none."""
    here, there = act.agent & parties, other.agent & parties
    if (
        not here
        or not there
        or here & there
        or not (act.patient & other.patient or not act.patient or not (other.patient or there & act.patient))
    ):
        return False
    states = [{word for word in some if word.startswith("@")} for some in (here, there)]
    named = [some - own for some, own in zip((here, there), states, strict=True)]
    return all(states) or all(named)
