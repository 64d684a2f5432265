"""`/styleguide/`: the parts our pages are made of, from the real templates, in either theme. Only with DEBUG.

It shows what all pages share and leads to one page an area, since areas use the same class names for different
things and no page loads two of their style sheets. An app brings its area in `AppConfig.ready`:

    from newsroom import styleguide
    from quiz import specimens

    styleguide.register("quiz", "Quiz", specimens.values)

and a template `styleguide/quiz.html` that extends `styleguide/page.html`, links the app's style sheet and includes
the app's partials with what `values()` gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

Values = Callable[[], Mapping[str, Any]]
THEMES = ("light", "dark")


@dataclass(frozen=True, kw_only=True)
class Area:
    name: str
    title: str
    values: Values


areas: dict[str, Area] = {}


def register(name: str, title: str, values: Values) -> None:
    """Add a page. values: called when it is opened, never at start; what it needs of the database it may lack."""
    areas[name] = Area(name=name, title=title, values=values)


@require_safe
@never_cache
def page(request: HttpRequest, name: str = "") -> HttpResponse:
    """One area, or what all share; `?theme=light|dark` instead of the reader's own."""
    if not settings.DEBUG or (name and name not in areas):
        raise Http404("no such part of the style guide")
    area = areas.get(name)
    theme = request.GET.get("theme", "")
    context = {
        "areas": sorted(areas.values(), key=lambda one: one.title),
        "area": area,
        "theme": theme if theme in THEMES else "",
        "themes": THEMES,
        **(area.values() if area else {"tokens": tokens()}),
    }
    response = TemplateResponse(request, f"styleguide/{name or 'index'}.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def tokens() -> dict[str, list[str]]:
    """The names of the tokens in base.css: colours that differ by theme, the stage's, accents and sizes."""
    css = (settings.BASE_DIR / "static" / "css" / "base.css").read_text()
    head = css[css.index("@layer tokens {") : css.index("@layer base {")]
    return {
        "colours": re.findall(r"(--(?!accent)[\w-]+): light-dark", head),
        "stage": re.findall(r"(--stage[\w-]*):", head),
        "accents": re.findall(r"\.(accent-\d+) ", head),
    }


urlpatterns = [
    path("styleguide/", page, name="styleguide"),
    path("styleguide/<slug:name>/", page, name="styleguide_area"),
]
