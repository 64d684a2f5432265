"""Whether items are named in words, and whether two personas on one side say different things."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set

from debate.engines.offline.plan import cited
from debate.evidence.brief import SIDES
from debate.grounding import split_sentences
from debate.measuring.gate import Gate, most
from debate.measuring.rehearsal import Rehearsal

SHARED_CARDS, SHARED_SENTENCES = 0.25, 0.10
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
# What names an item by when it was, or by where it stands in a list.
_UNNAMED = re.compile(
    rf"\bthe (?:(?:events?|statements?|entry|item|words) (?:of|on|from) (?:about )?(?:\d{{1,2}}(?:[ –-]+\d+)? )?"
    rf"(?:(?:{_MONTH}) )?(?:– )?(?:\d{{1,2}} )?(?:(?:{_MONTH}) )?\d{{4}}|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|last) (?:scenario|figure|event|item|precedent|quote))(?= \[\d+\]|$)",
    re.IGNORECASE,
)


def unnamed(played: Sequence[Rehearsal]) -> Gate:
    """Places where a speech or a question names an item by date or ordinal only."""
    texts = [text for d in played for text in (*d.texts.values(), *(q.text for q in d.questions))]
    found = [match[0] for text in texts for match in _UNNAMED.finditer(text)]
    labels = {card.label for d in played for card in d.brief.cards if _UNNAMED.fullmatch(card.label)}
    return Gate(
        name="items named by date or ordinal",
        value=f"{len(found) + len(labels)} in {len(texts)} texts",
        gate="0",
        is_met=not found and not labels,
        note="speeches, questions and the names on cards",
    )


def sharing(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    """Of two personas’ openings on one side of one motion: the share of cards, and of cited sentences, in both."""
    openings: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for debate in played:
        for side in SIDES:
            openings[debate.brief.digest, side].setdefault(
                debate.personas[side].slug, debate.texts[side, "opening"]
            )
    pairs = [pair for said in openings.values() for pair in itertools.combinations(said.values(), 2)]
    measured: tuple[tuple[str, Callable[[str], Set[object]], float], ...] = (
        ("cards that two openings share", lambda text: frozenset(cited(text)), SHARED_CARDS),
        ("cited sentences that two openings share", _cited_sentences, SHARED_SENTENCES),
    )
    for name, parts, limit in measured:
        shares = [_common(parts(one), parts(two)) for one, two in pairs]
        yield most(
            name,
            sum(shares) / max(1, len(shares)),
            limit,
            of=len(pairs),
            note="pairs of personas on one side",
        )


def _cited_sentences(text: str) -> frozenset[str]:
    return frozenset(sentence for sentence in split_sentences(text) if "[" in sentence)


def _common(one: Set[object], two: Set[object]) -> float:
    return 2 * len(one & two) / max(1, len(one) + len(two))
