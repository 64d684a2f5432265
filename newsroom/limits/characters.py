"""No NUL: no text holds one, PostgreSQL takes none, and every view would have to think of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from newsroom.problems import is_api, problem

NUL = "\x00"


class Characters:
    """Middleware, before sessions: 400 for an address or a form with a NUL in it; a cookie with one is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info or ("%00" in request.META.get("QUERY_STRING", "")):
            page = _refused(request)
            if isinstance(page, TemplateResponse):
                page.render()
            return page
        for name, value in list(request.COOKIES.items()):
            if NUL in name + value:
                del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if request.method == "POST" and any(
            NUL in text for name, values in request.POST.lists() for text in (name, *values)
        ):
            return _refused(request)
        return None


def _refused(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return problem(400, "No text holds the character NUL.")
    return TemplateResponse(request, "400.html", status=400, headers={"Cache-Control": "no-store"})
