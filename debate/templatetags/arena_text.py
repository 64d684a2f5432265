"""How generated text reaches a page: escaped, its citations turned into links to the evidence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from debate.evidence.brief import SIDES, Brief, Card, SideName
from debate.personas.document import PersonaDocument
from debate.referee.judging import CAPPED
from debate.voices.services import VoiceView
from debate.written.checks import Exhibit, how
from debate.written.credit import generated_by
from debate.written.reading import ReadRound, SpeechView
from newsroom.afresh import afresh, numeral
from newsroom.generation import disclosure
from newsroom.templatetags.house import written_in
from stories.shown import shown_date

type Column = tuple[SideName, PersonaDocument, tuple[SpeechView, ...]]
register = template.Library()
register.simple_tag(generated_by)
_CITATION = re.compile(r"(?:(?<!\s)\s++)?\[(\d{1,4})\]")
_SAID = {
    "": gettext_lazy("evidence %(number)d"),
    "borne-out": gettext_lazy("evidence %(number)d, borne out"),
    "reasoning": gettext_lazy("evidence %(number)d, reasoning"),
    "rule": gettext_lazy("evidence %(number)d, checked by rule only"),
}
_CRITERIA = {
    "evidence": pgettext_lazy("criterion", "evidence"),
    "logic": pgettext_lazy("criterion", "logic"),
    "detail": pgettext_lazy("criterion", "detail"),
    "style": pgettext_lazy("criterion", "style"),
}
_KINDS = {
    "figure": pgettext_lazy("card", "figure"),
    "event": pgettext_lazy("card", "event"),
    "precedent": pgettext_lazy("card", "precedent"),
    "scenario": pgettext_lazy("card", "scenario"),
    "quote": pgettext_lazy("card", "quote"),
    "person": pgettext_lazy("card", "person"),
    "organisation": pgettext_lazy("card", "organisation"),
}
_TEMPERS = {
    "realist": pgettext_lazy("temper", "realist"),
    "idealist": pgettext_lazy("temper", "idealist"),
    "pragmatist": pgettext_lazy("temper", "pragmatist"),
    "sceptic": pgettext_lazy("temper", "sceptic"),
    "reformer": pgettext_lazy("temper", "reformer"),
    "moralist": pgettext_lazy("temper", "moralist"),
}
_FATES = {
    "right": pgettext_lazy("call", "right"),
    "wrong": pgettext_lazy("call", "wrong"),
    "undecided": pgettext_lazy("call", "undecided"),
}
_IMAGINED = {
    "he": gettext_lazy("AI-written imagination of how %(name)s might see this story. Not his words."),
    "she": gettext_lazy("AI-written imagination of how %(name)s might see this story. Not her words."),
    "": gettext_lazy("AI-written imagination of how %(name)s might see this story. Not their words."),
}
_POINTS = re.compile(r"([+−]\d+) (.*)")
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
    said = _SAID[how(sentence) if sentence else ""]

    def link(match: re.Match[str]) -> str:
        n = int(match[1])
        if not (to := anchor(n)):
            return match[0]
        bears = f' data-bears="{mark}"' if sentence and str(n) in sentence.get("bears", {}) else ""
        label = escape(said % {"number": shown(n)})
        return f'<a class="cite" href="#{to}" aria-label="{label}"{bears}>{shown(n)}</a>'

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
def digital_source(engine: str) -> str:
    """By what a text was made, as schema.org names it."""
    return disclosure.digital_source(engine).schema


@register.filter
def disclosed(is_reviewed: bool) -> str:
    """What the page's head says of the texts on it."""
    return disclosure.disclosure(is_reviewed=bool(is_reviewed))


@register.filter
def uncited(text: str) -> str:
    """The text without its [n], for places that cannot hold links, such as a button."""
    return _CITATION.sub("", text)


@register.filter
def card_date(card: Card) -> str:
    """When the card's item happened, as readers read it; "" if it has no date."""
    return shown_date(card.day, card.precision or "day") if card.day else ""


@register.simple_tag
def columns(round: ReadRound, pro: PersonaDocument, con: PersonaDocument) -> tuple[Column, ...]:
    """The round's two columns: side, who speaks for it, and their speeches."""
    return (("pro", pro, round.pro), ("con", con, round.con))


@register.filter
def both_sides(call: Mapping[str, Any]) -> tuple[Mapping[str, int], ...]:
    """The marks of one of the referee's calls, PRO's and CON's."""
    return tuple(call[side]["marks"] for side in SIDES)


@register.simple_tag
def imagined(persona: PersonaDocument) -> str:
    """What a voice is, in a sentence or two."""
    return _IMAGINED.get(persona.pronoun, _IMAGINED[""]) % {"name": persona.short_name}


@register.simple_tag
def round_in_short(round: ReadRound, pro: PersonaDocument, con: PersonaDocument) -> str:
    """How an opened round came out, in a line."""
    assert round.verdict is not None
    values = {
        "name": {"pro": pro.short_name, "con": con.short_name}.get(str(round.verdict.outcome), ""),
        "pro": numeral(round.verdict.pro.overall),
        "con": numeral(round.verdict.con.overall),
    }
    match round.verdict.outcome, round.number:
        case "draw", 1:
            return _("Round one: a draw, %(pro)s to %(con)s") % values
        case "draw", _two:
            return _("Round two: a draw, %(pro)s to %(con)s") % values
        case "split", 1:
            return _("Round one: a split decision, %(pro)s to %(con)s") % values
        case "split", _two:
            return _("Round two: a split decision, %(pro)s to %(con)s") % values
        case _who, 1:
            return _("Round one: %(name)s, %(pro)s to %(con)s") % values
    return _("Round two: %(name)s, %(pro)s to %(con)s") % values


@register.filter
def criterion(name: str) -> str:
    """What the referee marks, in running text."""
    return str(_CRITERIA[name])


@register.filter
def kind(card: Card) -> str:
    """What kind of item a card is."""
    return str(_KINDS[card.kind])


@register.filter
def temper(disposition: str) -> str:
    """Of which temper a persona is."""
    return str(_TEMPERS[disposition])


@register.filter
def fate(name: str) -> str:
    """What became of a call; "" while that is not known."""
    return str(_FATES[name]) if name else ""


@register.simple_tag
def written_by_a_model(brief: Brief) -> SafeString:
    """The attributes of what the referee says: only a model judges in another language than English."""
    return written_in(brief.language) if brief.language else mark_safe("")


@register.filter
def receipt(reason: str) -> str:
    """The referee's reason for a mark. A receipt's lines are told in the page's language, a model's reason as it is."""
    return "\n".join(
        f"{match[1]} {afresh(match[2])}" if (match := _POINTS.fullmatch(line)) else _reason(line)
        for line in reason.splitlines()
    )


def _reason(line: str) -> str:
    """A model's words as they are, and behind them in the page's language what our code adds."""
    if line.endswith(f" {CAPPED}"):
        return f"{line.removesuffix(f' {CAPPED}')} {afresh(CAPPED)}"
    return afresh(line)
