"""Replays: a finished debate for anyone, its verdicts closed until the visitor opens them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import (
    condition,
    require_http_methods,
    require_safe,
)

from debate.arena import calling
from debate.arena import choosing as arena
from debate.arena.forms import PredictForm
from debate.models import Play
from debate.replays import services as replays
from debate.replays import share_image
from newsroom.pages import refusal

CARD_KEPT_SECONDS = 7 * 24 * 3600


class ShowForm(forms.Form):
    """ "Just show me": a round, without a call."""

    round = forms.TypedChoiceField(choices=[(1, "1"), (2, "2")], coerce=int)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def replay(request: HttpRequest, code: str) -> HttpResponse:
    """Read a finished debate; ?call=1 or 2 adds the form for that round, and with it a token.

    A POST calls a round for fun, or just asks to be shown, and opens its verdict.
    """
    play = replays.find(code)
    if play is None:
        return refusal(request, "debate/replay_gone.html", status=404)
    if request.method == "POST":
        return _open(request, play)
    wanted = {"1": 1, "2": 2}.get(request.GET.get("call", ""), 0)
    is_running = replays.unrate_running_play(request, play.debate)
    return _page(request, play, is_running=is_running, calling=wanted)


def _etag(request: HttpRequest, code: str) -> str | None:
    play = replays.find(code)
    return f'"{share_image.digest(**_words(play))}"' if play is not None else None


@require_safe
@condition(etag_func=_etag)
@cache_control(public=True, max_age=86400)
def replay_card(request: HttpRequest, code: str) -> HttpResponse:
    """The picture for shared links. Drawn once for the same words, however many replays have them."""
    play = replays.find(code)
    if play is None:
        return refusal(request, "debate/replay_gone.html", status=404)
    words = _words(play)
    key = f"share-image:{share_image.digest(**words)}"
    picture = cache.get(key)
    if picture is None:
        picture = share_image.draw(**words)
        cache.set(key, picture, CARD_KEPT_SECONDS)
    return HttpResponse(picture, content_type="image/png")


def _open(request: HttpRequest, play: Play) -> HttpResponse:
    form = ShowForm(request.POST) if "show" in request.POST else PredictForm(request.POST)
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        return _page(request, play, problem=problem, calling=_round_in(request), status=422)
    call = form.cleaned_data
    try:
        replays.open_verdict(
            request,
            play,
            number=call["round"],
            side=call.get("side", ""),
            confidence=call.get("confidence", 0),
        )
    except replays.AlreadyOpened as opened:
        return _page(request, play, problem=str(opened), status=409)
    if getattr(request, "htmx", False):
        return _page(request, play)
    where = reverse("debate:replay", args=[play.replay_code])
    return HttpResponseRedirect(f"{where}#verdict-{call['round']}", status=303)


def _page(request: HttpRequest, play: Play, *, status: int = 200, **context: Any) -> HttpResponse:
    code = play.replay_code
    return TemplateResponse(
        request,
        "debate/replay.html#replay" if getattr(request, "htmx", False) else "debate/replay.html",
        {
            "replay": replays.replay_for(request, play),
            "address": request.build_absolute_uri(reverse("debate:replay", args=[code])),
            "picture": request.build_absolute_uri(reverse("debate:replay_card", args=[code])),
            "offer": arena.offer(play.debate),
            "confidences": calling.WORDS.items(),
            **context,
        },
        status=status,
    )


def _round_in(request: HttpRequest) -> int:
    """Which round a refused form was about, so that it comes back."""
    return 2 if request.POST.get("round") == "2" else 1


def _words(play: Play) -> dict[str, str]:
    debate = play.debate
    return {
        "site": settings.SITE_NAME,
        "motion": debate.motion,
        "pro": debate.pro.name,
        "con": debate.con.name,
    }
