"""The daily debate: today's to be called, and days that are over with everything opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from debate.arena.forms import PredictForm
from debate.arena.services import Conflict
from debate.daily import page as daily_page
from debate.daily import services as daily
from newsroom import days
from newsroom.pages import refusal
from newsroom.players.services import current_player, ensure_player


class DailyForm(PredictForm):
    """A call, and the day whose page it was made on: a page left open past midnight shows another debate."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def today(request: HttpRequest) -> HttpResponse:
    """Today's debate, and the last one's result. A POST calls a round."""
    if request.method != "POST":
        return _page(request)
    form = DailyForm(request.POST)
    if not form.is_valid():
        return _page(request, problem=str(next(iter(form.errors.values()))[0]), status=422)
    call = form.cleaned_data
    current = daily.ensure(days.today())
    try:
        if current is None or not daily_page.can_be_read(current):
            raise Conflict("There is no debate to call today.")
        if call["day"] not in (None, current.day):
            raise Conflict("That day is over and its verdicts are open. This is today’s debate.")
        daily.predict(
            ensure_player(request),
            current,
            number=call["round"],
            side=call["side"],
            confidence=call["confidence"],
        )
    except Conflict as conflict:
        return _page(request, problem=str(conflict), status=409)
    if getattr(request, "htmx", False):
        return _page(request)
    return HttpResponseRedirect(f"{reverse('debate:daily')}#call-{call['round']}", status=303)


@require_safe
@never_cache
def past(request: HttpRequest, day: str) -> HttpResponse:
    """A day that is over: both rounds, the verdicts, how everyone called them. Today's leads to /daily/."""
    try:
        wanted = dt.date.fromisoformat(day)
    except ValueError:
        return refusal(request, "debate/daily_none.html", status=404)
    if wanted == days.today():
        return HttpResponseRedirect(reverse("debate:daily"))
    found = daily_page.find(wanted)
    if found is None:
        return refusal(request, "debate/daily_none.html", status=404)
    daily.settle_soon(found)
    return TemplateResponse(
        request, "debate/daily_past.html", {"page": daily_page.page_of(found, current_player(request))}
    )


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    player = current_player(request)
    current, last = daily.ensure(days.today()), daily_page.latest_over()
    if last is not None:
        daily.settle_soon(last)
    is_shown = current is not None and daily_page.can_be_read(current)
    context: dict[str, Any] = {
        "page": daily_page.page_of(current, player) if current is not None and is_shown else None,
        "is_withdrawn": current is not None and not is_shown,
        "last": daily_page.page_of(last, player) if last is not None else None,
        "problem": problem,
    }
    part = "#daily" if getattr(request, "htmx", False) else ""
    return TemplateResponse(request, f"debate/daily.html{part}", context, status=status)
