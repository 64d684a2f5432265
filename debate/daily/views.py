"""The daily debate: today's to be called, and days that are over with everything opened."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from debate.arena.forms import PredictForm
from debate.arena.sharing import picture_of
from debate.daily import page, services, sharing
from debate.daily.waking import settle_soon
from debate.models import Prediction
from newsroom import days, http
from newsroom.errors import Conflict
from newsroom.http import Refused, Request
from newsroom.origin import absolute
from newsroom.pages import refusal
from newsroom.players.services import current_player, ensure_player
from stories.gate import require_open


class DailyForm(PredictForm):
    """A call, and the day whose page it was made on: a page left open past midnight shows another debate."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def today(request: Request) -> HttpResponse:
    """Today's debate, and the last one's result. A POST calls a round."""
    if request.method != "POST":
        return _page(request)
    made = http.attempt(DailyForm(request.POST), lambda sent: _call(request, sent))
    if isinstance(made, Refused):
        return _page(request, problem=made.problem, status=made.status)
    return http.moved(
        request,
        page=lambda **answer: _page(request, **answer),
        url=f"{reverse('debate:daily')}#call-{made.number}",
    )


def _call(request: Request, sent: dict[str, Any]) -> Prediction:
    current = services.ensure(days.today())
    if current is None:
        raise Conflict(_("There is no debate to call today."))
    require_open(current.debate.story)
    if sent["day"] not in (None, current.day):
        raise Conflict(_("That day is over and its verdicts are open. This is today’s debate."))
    return services.predict(
        ensure_player(request),
        current,
        number=sent["round"],
        side=sent["side"],
        confidence=sent["confidence"],
    )


@require_safe
@never_cache
def past(request: Request, day: str) -> HttpResponse:
    """A day that is over: both rounds, the verdicts, how everyone called them. Today's leads to /daily/."""
    try:
        wanted = dt.date.fromisoformat(day)
    except ValueError:
        return refusal(request, "debate/daily_none.html", status=404)
    if wanted == days.today():
        query = request.META["QUERY_STRING"]  # whose calls a shared link tells of
        return HttpResponseRedirect(reverse("debate:daily") + (f"?{query}" if query else ""))
    found = page.find(wanted)
    if found is None:
        return refusal(request, "debate/daily_none.html", status=404)
    settle_soon(found)
    earlier, later = page.neighbours(found)
    context = _shown(request, page.page_of(found, current_player(request)))
    context |= {"earlier": earlier, "later": later}
    return TemplateResponse(request, "debate/daily_past.html", context)


def _page(request: Request, *, problem: str = "", status: int = 200) -> HttpResponse:
    player = current_player(request)
    current, last = services.ensure(days.today()), page.latest_over()
    if last is not None:
        settle_soon(last)
    withdrawn = current is not None and current.debate.story.withdrawn_at is not None
    shown = page.page_of(current, player) if current is not None and not withdrawn else None
    context: dict[str, Any] = {
        **_shown(request, shown),
        "is_withdrawn": withdrawn,
        "reason": current.debate.story.withdrawn_reason if current is not None else "",
        "last": page.page_of(last, player) if last is not None else None,
        "problem": problem,
    }
    template = "debate/daily.html#daily" if request.htmx else "debate/daily.html"
    return TemplateResponse(request, template, context, status=status)


def _shown(request: Request, shown: page.DailyPage | None) -> dict[str, Any]:
    """A day's page, what its player can share of it, and what the link that led here tells."""
    if shown is None:
        return {"page": None}
    daily, code = shown.daily, request.GET.get(sharing.CODE, "")
    card = reverse("debate:daily_card", args=[daily.day.isoformat()])
    return {
        "page": shown,
        "share": sharing.share_mine(request, daily, shown.play),
        "card": sharing.share_by(request, daily, code),
        "picture": absolute(request, f"{card}?{urlencode({sharing.CODE: code})}" if code else card),
    }


@require_safe
@cache_control(public=True, max_age=3600)
def card(request: Request, day: str) -> HttpResponse:
    """The picture for shared links to a day."""
    found = page.find_readable(day)
    if found is None:
        return refusal(request, "debate/daily_none.html", status=404)
    share = sharing.share_by(request, found, request.GET.get(sharing.CODE, ""))
    return HttpResponse(picture_of(share), content_type="image/png")
