"""How many of a story's quotations its quiz asks, in a sentence: the same two numbers as on the story's page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from quiz.start_page import Offer

register = template.Library()


@register.simple_tag
def quiz_from(offer: Offer) -> str:
    values = {"rounds": offer.rounds, "asked": offer.asked, "all": offer.quotations}
    if offer.asked == offer.quotations:
        return ngettext(
            "%(rounds)d rounds from all %(all)d quotations",
            "%(rounds)d rounds from all %(all)d quotations",
            offer.quotations,
        ) % (values)
    return ngettext(
        "%(rounds)d rounds from %(asked)d of the %(all)d quotations",
        "%(rounds)d rounds from %(asked)d of the %(all)d quotations",
        offer.quotations,
    ) % (values)


@register.simple_tag
def quiz_drawn_from(offer: Offer) -> SafeString:
    """With a link to the story."""
    values = {"rounds": offer.rounds, "asked": offer.asked, "all": offer.quotations, "url": offer.url}
    if offer.asked == offer.quotations:
        sentence = ngettext(
            '{rounds} rounds, drawn from all {all} quotations of <a href="{url}">the story</a>.',
            '{rounds} rounds, drawn from all {all} quotations of <a href="{url}">the story</a>.',
            offer.quotations,
        )
    else:
        sentence = ngettext(
            '{rounds} rounds, drawn from {asked} of the {all} quotations of <a href="{url}">the story</a>.',
            '{rounds} rounds, drawn from {asked} of the {all} quotations of <a href="{url}">the story</a>.',
            offer.quotations,
        )
    return format_html(sentence, **values)
