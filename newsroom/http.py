"""What the games' views share: the request as the middleware makes it, and the answer to a move.

A move is something a player posts. It goes through, and the answer is a 303 to its page, or for htmx the
page's fragment; or it is refused, and the answer is the same page (or fragment) with the reason, as 422 (what
was sent) or 409 (the moment). `move` is all of that; `attempt` and `moved` are its halves, for views that need
something between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.middleware import HtmxDetails

from newsroom.errors import Conflict, Unknown


class Request(HttpRequest):
    """Any request here: django-htmx's middleware has seen it. `request.htmx` is true for a request by htmx."""

    htmx: HtmxDetails


class Page(Protocol):
    """The page that a move is made on, as it is now: whole, or for htmx its fragment."""

    def __call__(self, *, problem: str = "", status: int = 200) -> HttpResponse: ...


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A move that was not made: why, as a sentence for the player, and the status that says so."""

    problem: str
    status: int


def move(
    request: Request, form: BaseForm | None, do: Callable[[dict[str, Any]], object], *, page: Page, url: str
) -> HttpResponse:
    """Answer a move: `do` what the form holds (without one: nothing), then `page`, which stands at `url`."""
    done = attempt(form, do)
    if isinstance(done, Refused):
        return page(problem=done.problem, status=done.status)
    return moved(request, page=page, url=url)


def attempt[T](form: BaseForm | None, do: Callable[[dict[str, Any]], T]) -> T | Refused:
    """What `do` returns for the cleaned data of a bound form; Refused if either will not have it."""
    if form is not None and not form.is_valid():
        return Refused(problem=first_error(form), status=422)
    try:
        return do(form.cleaned_data if form is not None else {})
    except Conflict as conflict:
        return Refused(problem=str(conflict), status=409)
    except Unknown as unknown:
        return Refused(problem=str(unknown), status=422)


def moved(request: Request, *, page: Page, url: str, is_new: bool = False) -> HttpResponse:
    """The answer to a move that was made. is_new: `url` is another page than the one the move was made on."""
    if not request.htmx:
        return see_other(url)
    response = page()
    if is_new:
        response["HX-Push-Url"] = url
    return response


def see_other(url: str) -> HttpResponseRedirect:
    """303: the answer to a POST is a page to GET."""
    return HttpResponseRedirect(url, status=303)


def first_error(form: BaseForm) -> str:
    """The first thing wrong with a form that did not validate."""
    return str(next(iter(form.errors.values()))[0])
