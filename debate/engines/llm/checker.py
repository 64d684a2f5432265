"""The checker: a model that says whether a sentence's cards bear it out. Blind to who speaks, and for which side.

    sentences, their cards whole ──one structured call──▶ a verdict a sentence ──our code──▶ those that count

Nothing it says is believed unseen. "Borne out" counts if the words it names stand in a card that the sentence may
rest on and share a word with the sentence; "reasoning" if the sentence holds no figure and no quotation; "goes beyond"
and "contradicts" if the words they blame stand in the sentence. A sentence whose verdict does not count has been
checked by rule only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, Field, model_validator

from debate.engines.llm.asking import Sitting
from debate.engines.llm.cleaning import cleaned_speech, print_faults
from debate.engines.llm.prompts import prompt
from debate.engines.llm.tongue import tongue_blanks
from debate.engines.offline.surface import FUNCTION
from debate.evidence.brief import Brief, Card
from debate.grounding.passages import find
from debate.grounding.text import clean, keys
from debate.text.citations import cited, without
from newsroom.llm.cleaning import cleaned, new_marker
from newsroom.llm.errors import Unavailable

TOKENS = 4_000
LEAST_SECONDS = 6.0  # with less left no check is begun: the text is checked by rule only
MOST_SECONDS = 25.0  # while readers wait
SENTENCE_CHARACTERS, CARD_CHARACTERS = 2_000, 8_000  # shown of one
STEM = 5  # letters that two words have in common to count as one
_LOOKED_UP = re.compile(r"\d|[“”\"«»„]")  # a figure or a quotation is never mere reasoning


class Passage(BaseModel):
    card: int
    words: str = Field(description="3 to 40 words, copied exactly from that card.")


class Finding(BaseModel):
    """In this order, so that what is found stands before the verdict."""

    number: int
    passages: list[Passage]
    beyond: str = Field(description="Words copied from the sentence, or empty.")
    reason: str = Field(description="At most 30 words, or empty.")
    verdict: Literal["borne out", "reasoning", "goes beyond", "contradicts"]


class Findings(BaseModel):
    sentences: list[Finding]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What counts of a finding. bears: the cards' own words; reason: for the writer."""

    kind: Literal["borne-out", "reasoning", "beyond", "contradicts"]
    bears: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""


def check(
    texts: Sequence[str], brief: Brief, sitting: Sitting, *, blind: Callable[[str], str], asked: Iterable[int]
) -> dict[str, Verdict]:
    """Verdicts that count, by sentence. texts: the whole text; asked: which of them, from 1. Raises LlmError."""
    numbers = sorted(asked)
    if sitting.seconds_left < LEAST_SECONDS:
        raise Unavailable(
            "no time left for the checker", reader_message="There was no time left for the checker."
        )
    # Blinded as the one text that they are: whose a pronoun is, the sentence before may tell.
    shown = [cleaned(text, at_most=SENTENCE_CHARACTERS) for text in blind("\n".join(texts)).split("\n")]
    cards = [card for card in brief.cards if any(card.n in cited(text) for text in texts)]
    request = sitting.request(
        "checker",
        prompt("checker"),
        {
            **tongue_blanks(brief, "checker"),
            "marker": new_marker(),
            "cards": "\n".join(map(whole, cards)) or "None.",
            "sentences": "\n".join(f"{n}. {text}" for n, text in enumerate(shown, start=1)),
            "asked": ", ".join(map(str, numbers)),
        },
        max_tokens=TOKENS,
        temperature=0.0,
        model=settings.NEWSROOM_CHECKER_MODEL,
        most_seconds=MOST_SECONDS if sitting.occasion.is_awaited else math.inf,
    )
    answer = sitting.form(request, _form(numbers))
    verdicts = {}
    for found in answer.sentences:
        text = texts[found.number - 1]
        before = [brief.card(n) for text in texts[: found.number] for n in cited(text)]
        verdict = _counting(
            found, text, shown[found.number - 1], {card.n: card for card in before if card}, brief.language
        )
        if verdict is not None:
            verdicts[text] = verdict
    return verdicts


def whole(card: Card) -> str:
    """A card as the checker sees it: all that the item says, and no editor's inference from it."""
    claim = cleaned(card.claim, at_most=CARD_CHARACTERS)
    said = f" (said by {cleaned(card.speaker)})" if card.speaker else ""
    rest = cleaned_speech(card.rest, at_most=CARD_CHARACTERS)
    date = f", {card.date}" if card.date else ""
    sources = f" Source: {cleaned(', '.join(card.sources))}." if card.sources else ""
    return f"[{card.n}] {card.kind}{date}: {claim}{said}{' | More: ' if rest else ''}{rest}{sources}"


def _form(numbers: Sequence[int]) -> type[Findings]:
    class Answer(Findings):
        @model_validator(mode="after")
        def hold(self) -> Answer:
            if sorted(found.number for found in self.sentences) != list(numbers):
                raise ValueError(f"sentences must hold each of {', '.join(map(str, numbers))} once")
            return self

    return Answer


def _counting(
    found: Finding, text: str, shown: str, cards: Mapping[int, Card], tongue: str = ""
) -> Verdict | None:
    """cards: those that the sentence may rest on, its own and those cited before it."""
    bears, is_all_found = _passages(found.passages, cards)
    if found.verdict == "borne out":
        own = frozenset(cited(text))
        words = [word for passages in bears.values() for passage in passages for word in keys(clean(passage))]
        if (
            is_all_found
            and (not own or own & bears.keys())
            and len(words) > 1
            and _shares(text, words, tongue)
        ):
            return Verdict(kind="borne-out", bears=bears)
        return None
    if found.verdict == "reasoning":
        return None if _LOOKED_UP.search(without(text)) else Verdict(kind="reasoning")
    if not find(found.beyond, shown):
        return None
    reason = " ".join(found.reason.split()[:40])
    return Verdict(
        kind="contradicts" if found.verdict == "contradicts" and bears else "beyond",
        reason="" if print_faults(reason) else reason,
    )


def _passages(
    passages: Sequence[Passage], cards: Mapping[int, Card]
) -> tuple[dict[int, tuple[str, ...]], bool]:
    """The cards' own words for the passages, by card, and whether every one of them was found."""
    bears: dict[int, tuple[str, ...]] = {}
    is_all_found = bool(passages)
    for passage in passages:
        card = cards.get(passage.card)
        found = card and (find(passage.words, card.claim) or find(passage.words, card.rest))
        if not found:
            is_all_found = False
            continue
        bears[passage.card] = tuple(dict.fromkeys(bears.get(passage.card, ()) + found))
    return bears, is_all_found


def _shares(text: str, words: Iterable[str], tongue: str) -> bool:
    """Whether a word that is not a mere function word stands in both, endings aside. Where we know no function words,
    a short one counts as such."""

    def tells(word: str) -> bool:
        return len(word) > 3 if tongue else word not in FUNCTION

    said = {word[:STEM] for word in keys(clean(without(text))) if tells(word)}
    return any(word[:STEM] in said for word in words if tells(word))
