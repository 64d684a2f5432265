"""How generated text reaches a page: escaped, its citations turned into links to the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from debate.evidence.brief import SIDES, Brief, Card, SideName
from debate.personas.document import PersonaDocument
from debate.voices.services import VoiceView
from debate.written.reading import ReadRound, SpeechView
from stories.dates import spoken_date

type Column = tuple[SideName, PersonaDocument, tuple[SpeechView, ...]]
register = template.Library()
_CITATION = re.compile(r"\s*\[(\d{1,4})\]")
_BEFORE_A_STOP = re.compile(r"((?:\s*\[\d{1,4}\])+)([.,;:!?]+)")


@register.filter
def cited(text: str, brief: Brief) -> SafeString:
    """The text with each [n] as a link to card n, after the stop it stood before; everything else is escaped."""

    def link(match: re.Match[str]) -> str:
        card = brief.card(int(match[1]))
        if card is None:
            return match[0]
        return f'<a class="cite" href="#card-{card.n}" aria-label="evidence {card.n}">{card.n}</a>'

    return mark_safe(_CITATION.sub(link, _BEFORE_A_STOP.sub(r"\2\1", str(escape(text)))))  # noqa: S308 - escaped just before


@register.filter
def cited_by(text: str, view: VoiceView) -> SafeString:
    """As `cited`, numbered by where each item stands in the list under this text: a page may show two texts."""

    def link(match: re.Match[str]) -> str:
        place = view.places.get(int(match[1]))
        if place is None:
            return match[0]
        return (
            f'<a class="cite" href="#{view.persona.slug}-{place}" aria-label="evidence {place}">{place}</a>'
        )

    return mark_safe(_CITATION.sub(link, _BEFORE_A_STOP.sub(r"\2\1", str(escape(text)))))  # noqa: S308 - escaped just before


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
