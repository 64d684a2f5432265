"""The accents as a style sheet and the name's first letter as an icon, whose addresses say all that is in them."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.identity.colours import COLOUR, HOUSE_ACCENTS
from newsroom.identity.models import MOST_CATEGORIES

RULE = "{at}{{--accent:light-dark(#{light},#{dark})}}"
# In the reader's own serif face: a letter of any script.
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#17181c" d="M0 0h32v32H0z"/>'
    '<text x="16" y="25" fill="#fbfaf6" font-family="Charter,Georgia,serif" font-size="25" text-anchor="middle">{}</text></svg>\n'
)


@require_safe
def accents(_request: HttpRequest, pairs: str) -> HttpResponse:
    """The same for ever: another colour has another address. pairs: of the site, or 0-0, then of each category; light, dark."""
    parts = pairs.split("-")
    light, dark = parts[::2], parts[1::2]
    if len(light) != len(dark) or len(light) > MOST_CATEGORIES + 1:
        raise Http404("no pairs")
    if not all(COLOUR.fullmatch(f"#{each}") for each in parts[2 if parts[:2] == ["0", "0"] else 0 :]):
        raise Http404("no colours")
    rules = [
        RULE.format(at=f".accent-{HOUSE_ACCENTS + place}" if place else ":root", light=one, dark=other)
        for place, (one, other) in enumerate(zip(light, dark, strict=True))
        if one != "0"
    ]
    return _for_ever(f"@layer tokens{{{''.join(rules)}}}\n", "text/css")


@require_safe
def icon(_request: HttpRequest, letter: str) -> HttpResponse:
    """letter: its code point in hexadecimal."""
    if not re.fullmatch(r"[0-9a-f]{1,5}", letter) or not chr(int(letter, 16)).isalnum():
        raise Http404("no letter")
    return _for_ever(SVG.format(chr(int(letter, 16))), "image/svg+xml")


def _for_ever(text: str, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
