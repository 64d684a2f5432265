"""The accents as a style sheet, whose address says all that is in it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.identity.colours import COLOUR

CSS = "@layer tokens{{:root{{--accent:light-dark(#{light},#{dark})}}}}\n"


@require_safe
def accent(_request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """The same for ever: another colour has another address."""
    if not all(COLOUR.fullmatch(f"#{each}") for each in (light, dark)):
        raise Http404("no colours")
    response = HttpResponse(CSS.format(light=light, dark=dark), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
