"""How generated text reaches a page: escaped, its citations turned into links to the evidence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from debate.evidence.brief import SIDES, Brief, Card, SideName
from debate.personas.document import PersonaDocument
from debate.voices.services import VoiceView
from debate.written.checks import Exhibit, how
from debate.written.reading import ReadRound, SpeechView
from stories.dates import spoken_date

type Column = tuple[SideName, PersonaDocument, tuple[SpeechView, ...]]
register = template.Library()
_CITATION = re.compile(r"(?:(?<!\s)\s++)?\[(\d{1,4})\]")
_SAID = {"borne-out": "borne out", "reasoning": "reasoning", "rule": "checked by rule only"}
_BEFORE_A_STOP = re.compile(r"((?:(?:(?<!\s)\s++)?\[\d{1,4}\]){1,20})([.,;:!?]+)")


@register.filter
def cited(text: str, brief: Brief) -> SafeString:
    """The text with each [n] as a link to card n, after the stop it stood before; everything else is escaped."""
    return _linked(text, lambda n: f"card-{n}" if brief.card(n) else "", lambda n: n)


@register.simple_tag
def cite(sentence: Mapping[str, Any], brief: Brief, mark: object = "", at: int = 0) -> SafeString:
    """A sentence of a speech, as `cited`; its links say how it was checked. mark, at: which words bear it, in a card."""
    return _linked(
        sentence["text"],
        lambda n: f"card-{n}" if brief.card(n) else "",
        lambda n: n,
        sentence,
        f"{mark}-{at}",
    )


@register.simple_tag
def cite_by(sentence: Mapping[str, Any], view: VoiceView, at: int = 0) -> SafeString:
    """As `cite`, numbered by where each item stands in the list under this text: a page may show two texts."""
    slug = view.persona.slug
    return _linked(
        sentence["text"],
        lambda n: f"{slug}-{view.places[n]}" if n in view.places else "",
        lambda n: view.places[n],
        sentence,
        f"{slug}-{at}",
    )


def _linked(
    text: str,
    anchor: Callable[[int], str],
    shown: Callable[[int], int],
    sentence: Mapping[str, Any] | None = None,
    mark: str = "",
) -> SafeString:
    """Escaped, with a link for each citation that has an anchor."""
    said = f", {_SAID[how(sentence)]}" if sentence else ""

    def link(match: re.Match[str]) -> str:
        n = int(match[1])
        if not (to := anchor(n)):
            return match[0]
        bears = f' data-bears="{mark}"' if sentence and str(n) in sentence.get("bears", {}) else ""
        return f'<a class="cite" href="#{to}" aria-label="evidence {shown(n)}{said}"{bears}>{shown(n)}</a>'

    return mark_safe(_CITATION.sub(link, _BEFORE_A_STOP.sub(r"\2\1", str(escape(text)))))  # noqa: S308 - escaped just before


@register.filter
def look(sentence: Mapping[str, Any]) -> str:
    """The classes of a sentence: how it was checked, and what the rules make of it where nobody read it."""
    checked = how(sentence)
    return f"{sentence['status']} by-rule" if checked == "rule" else checked


@register.filter
def marked(text: str, exhibit: Exhibit) -> SafeString:
    """A card's text, escaped, its words marked on which sentences rest: each mark names the sentences it is for.

    What the checker named is a plain mark, what rules found near is another.
    """
    spans = [
        (start, start + len(words), mark, is_borne)
        for is_borne, found in ((True, exhibit.bears), (False, exhibit.near))
        for words, mark in found
        if words and (start := text.find(words)) >= 0
    ]
    cuts = sorted({0, len(text), *(at for span in spans for at in span[:2])})
    parts = []
    for start, end in itertools.pairwise(cuts):
        here = [span for span in spans if span[0] <= start and end <= span[1]]
        piece = escape(text[start:end])
        if here:
            marks = " ".join(dict.fromkeys(mark for *_, mark, _ in here))
            near = "" if any(is_borne for *_, is_borne in here) else mark_safe(' class="near"')
            piece = format_html('<mark data-for="{}"{}>{}</mark>', marks, near, piece)
        parts.append(piece)
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


@register.filter
def uncited(text: str) -> str:
    """The text without its [n], for places that cannot hold links, such as a button."""
    return _CITATION.sub("", text)


@register.filter
def card_date(card: Card) -> str:
    """When the card's item happened, as readers read it; "" if it has no date."""
    return spoken_date(card.day, card.precision or "day") if card.day else ""


@register.simple_tag
def columns(round: ReadRound, pro: PersonaDocument, con: PersonaDocument) -> tuple[Column, ...]:
    """The round's two columns: side, who speaks for it, and their speeches."""
    return (("pro", pro, round.pro), ("con", con, round.con))


@register.filter
def both_sides(call: Mapping[str, Any]) -> tuple[Mapping[str, int], ...]:
    """The marks of one of the referee's calls, PRO's and CON's."""
    return tuple(call[side]["marks"] for side in SIDES)


@register.filter
def writer(engine: str) -> str:
    """Who wrote it, as readers are told."""
    return {"offline": "the offline engine", "llm": "a language model"}.get(engine, engine)


@register.filter
def manner(pronoun: str) -> str:
    """Whose manner and words: "his", "her" or "their"."""
    return {"he": "his", "she": "her"}.get(pronoun, "their")
