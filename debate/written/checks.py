"""How a text's sentences were checked, as its page says it. Rows of before the checker count as checked by rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from debate.evidence.brief import Brief, Card

type Sentences = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Checks:
    """claims: sentences that state a fact; passed: those that the best check there was found to stand.

    checker: the model that read the text, "" if it was checked by rule only; by_rule: claims that this model left to
    the rules; taken_out: sentences of the draft that were cut.
    """

    claims: int
    passed: int
    checker: str
    by_rule: int
    taken_out: int


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A cited card, and words of it with the mark of the sentence that rests on them.

    bears: as the checker named them; near: as the rules found them, for sentences that nobody read.
    """

    card: Card
    bears: tuple[tuple[str, str], ...] = ()
    near: tuple[tuple[str, str], ...] = ()


def checks_of(sentences: Sentences, review: Mapping[str, Any]) -> Checks:
    claims = [
        sentence
        for sentence in sentences
        if how(sentence) == "borne-out" or (how(sentence) == "rule" and sentence["status"] != "rhetorical")
    ]
    borne = sum(how(sentence) == "borne-out" for sentence in claims)
    checker = str(review.get("checker", ""))
    supported = sum(sentence["status"] == "supported" for sentence in claims)
    return Checks(
        claims=len(claims),
        passed=borne if checker else supported,
        checker=checker,
        by_rule=len(claims) - borne if checker else 0,
        taken_out=int(review.get("taken_out", 0)),
    )


def how(sentence: Mapping[str, Any]) -> str:
    """ "borne-out", "reasoning" or "rule"."""
    return str(sentence.get("checked", "rule"))


def exhibits(
    brief: Brief, numbers: Iterable[int], texts: Iterable[tuple[str, Sentences]]
) -> tuple[Exhibit, ...]:
    """The cards of these numbers, in their order, with what bears the texts out. texts: each with its mark."""
    found: dict[tuple[int, bool], list[tuple[str, str]]] = {}
    for mark, sentences in texts:
        for at, sentence in enumerate(sentences, start=1):
            for n, words in sentence.get("bears", {}).items():
                place = (int(n), how(sentence) == "borne-out")
                found.setdefault(place, []).extend((passage, f"{mark}-{at}") for passage in words)
    return tuple(
        Exhibit(card=card, bears=tuple(found.get((n, True), ())), near=tuple(found.get((n, False), ())))
        for n in numbers
        if (card := brief.card(n))
    )
