"""Answers that are not the page asked for: not found, gone, forbidden; each says what to do next."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from newsroom.errors import Gone
from newsroom.identity.reading import kept
from newsroom.postgres.away import GONE
from newsroom.problems import is_api, problem

Respond = Callable[[HttpRequest], HttpResponse]


def refusal(request: HttpRequest, template: str, *, status: int, **context: Any) -> TemplateResponse:
    """A page for a request that cannot be served, never cached."""
    response = TemplateResponse(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response


RETRY_SECONDS = 15  # the least of what a database takes to come back


class Away(HttpResponse):
    """503: what was asked for lies in the database, which does not answer. A page kept in memory is better, if there is one."""


def broken(request: HttpRequest) -> HttpResponse:
    """An exception that nobody caught: our fault, or the database's absence, which passes. Asks the database nothing."""
    is_away = isinstance(sys.exception(), GONE)
    if is_api(request):
        return (
            problem(503, "The database does not answer.", Retry_After=str(RETRY_SECONDS))
            if is_away
            else problem(500, "This is our fault, and is written down.")
        )
    if not is_away:
        return HttpResponseServerError(render_to_string("500.html", {"site": kept()}))
    response = Away(render_to_string("503.html", {"site": kept(), "seconds": RETRY_SECONDS}), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent is no request of this site's pages."""
    return HttpResponseBadRequest(render_to_string("400.html", {"site": kept()}))


class ReaderPages:
    """Middleware: every 404 that a view or the URL table raises becomes our page, DEBUG or not, and every `Gone` a 410.

    Views that know more answer with `refusal` themselves; those responses are left alone.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.status_code == 404 and is_page and not isinstance(response, TemplateResponse):
            if is_api(request):
                return problem(404, "There is nothing at this address.")
            page = refusal(request, "404.html", status=404)
            page.render()
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """410 for `Gone`: a page, and for htmx a notice in the place of what asked."""
        if not isinstance(exception, Gone):
            return None
        if is_api(request):
            return problem(410, str(exception))
        template = "410.html#gone" if getattr(request, "htmx", False) else "410.html"
        told = {"label": exception.label, "title": exception.title, "reason": str(exception)}
        return refusal(request, template, status=410, **told)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: say so, and lead back to it. The desk keeps what was typed."""
    from django.contrib.admin import site  # the desk is made of apps, and this module is read before them

    from newsroom.desk.again import token_was_old
    from newsroom.desk.site import DeskSite

    if isinstance(site, DeskSite) and (kept := token_was_old(request, site)):
        return kept
    return refusal(request, "403_csrf.html", status=403, back=_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """The page of this site that held the form; "" if the browser does not say. A form's own address may only take POSTs."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        return ""
    return referer.path if referer.netloc == request.get_host() else ""
