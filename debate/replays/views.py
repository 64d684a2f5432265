"""Replays: a finished debate for anyone, its verdicts closed until the visitor opens them."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import condition, require_http_methods, require_safe

from debate.arena import choosing, sharing
from debate.arena.forms import PredictForm
from debate.models import Play
from debate.replays import services
from newsroom import http
from newsroom.http import Refused, Request
from newsroom.origin import absolute
from newsroom.pages import refusal
from newsroom.players.services import current_player


class ShowForm(forms.Form):
    """ "Just show me": a round, without a call."""

    round = forms.TypedChoiceField(choices=[(1, "1"), (2, "2")], coerce=int)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def replay(request: Request, code: str) -> HttpResponse:
    """Read a finished debate; ?call=1 or 2 adds the form for that round, and with it a token.

    A POST calls a round for fun, or just asks to be shown, and opens its verdict. Who is playing this debate
    themselves is told first what reading on means, and says so with a POST of their own.
    """
    play = services.find(code)
    if play is None:
        return refusal(request, "debate/replay_gone.html", status=404)
    if "read_on" in request.POST:
        if (player := current_player(request)) is not None:
            services.unrate(player, play.debate)
        return http.see_other(reverse("debate:replay", args=[code]))
    if mine := services.running_play(request, play.debate):
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(
            request, "debate/replay_ask.html", {"play": play, "mine": mine}, status=status
        )
    if request.method == "POST":
        return _open(request, play)
    return _page(request, play, calling={"1": 1, "2": 2}.get(request.GET.get("call", ""), 0))


def _etag(request: HttpRequest, code: str) -> str | None:
    play = services.find(code)
    return sharing.picture_etag(_share(play)) if play is not None else None


@require_safe
@condition(etag_func=_etag)
@cache_control(public=True, max_age=86400)
def replay_card(request: HttpRequest, code: str) -> HttpResponse:
    """The picture for shared links."""
    play = services.find(code)
    if play is None:
        return refusal(request, "debate/replay_gone.html", status=404)
    return HttpResponse(sharing.picture_of(_share(play)), content_type="image/png")


def _open(request: Request, play: Play) -> HttpResponse:
    form = ShowForm(request.POST) if "show" in request.POST else PredictForm(request.POST)
    number = 2 if request.POST.get("round") == "2" else 1
    done = http.attempt(
        form,
        lambda sent: services.open_verdict(
            request,
            play,
            number=sent["round"],
            side=sent.get("side", ""),
            confidence=sent.get("confidence", 0),
        ),
    )
    if isinstance(done, Refused):
        again = number if done.status == 422 else 0  # a refused form comes back
        return _page(request, play, problem=done.problem, calling=again, status=done.status)
    where = reverse("debate:replay", args=[play.replay_code])
    return http.moved(
        request, page=lambda **answer: _page(request, play, **answer), url=f"{where}#verdict-{number}"
    )


def _page(
    request: Request, play: Play, *, problem: str = "", calling: int = 0, status: int = 200
) -> HttpResponse:
    code = play.replay_code
    address = absolute(request, reverse("debate:replay", args=[code]))
    return TemplateResponse(
        request,
        "debate/replay.html#replay" if request.htmx else "debate/replay.html",
        {
            "replay": services.replay_for(request, play, calling=calling),
            "share": _share(play, address),
            "picture": absolute(request, reverse("debate:replay_card", args=[code])),
            "offer": choosing.offer(play.debate),
            "problem": problem,
        },
        status=status,
    )


def _share(play: Play, url: str = "") -> sharing.Share:
    return sharing.share_of(play.debate, url=url, mine=sharing.mine_of(play, with_title=True))
