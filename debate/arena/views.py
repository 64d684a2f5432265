"""The arena: choosing, the stage and its moves. A fragment and its page share one template.

Success of a POST is a 303 to the page, or the stage fragment for htmx; a refusal is the same page (or
fragment) with its reason, as 422 (the form) or 409 (the moment).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from debate.arena import choosing as arena
from debate.arena import services, sibling, stage
from debate.arena.forms import ChooseForm, CrossfireForm, PredictForm, ReportForm
from debate.models import Daily, Debate, Play
from debate.replays import services as replays
from newsroom.pages import refusal
from newsroom.players.services import current_player, ensure_player
from stories.models import Story


@require_safe
@never_cache
def arena_index(request: HttpRequest) -> HttpResponse:
    """Every motion of every story, and what is ready to play."""
    return TemplateResponse(
        request, "debate/arena.html", {"stories": arena.open_stories(), "ready": arena.ready()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose motion and champions; a POST starts the play or joins the debate that exists."""
    story = get_object_or_404(Story.objects.published(), slug=slug)
    document = story.document
    if not document.debatable:
        return TemplateResponse(
            request,
            "debate/closed.html",
            {"story": document},
            status=409 if request.method == "POST" else 200,
        )
    form = ChooseForm(request.POST if request.method == "POST" else None, document=document)
    if request.method != "POST" or not form.is_valid():
        context = arena.choices(document, form, wanted=request.GET)
        return TemplateResponse(request, "debate/choose.html", context, status=422 if form.is_bound else 200)
    started = services.start_play(
        ensure_player(request), story=story, seen=replays.seen_debates(request), **form.cleaned_data
    )
    return _started(request, started)


@require_safe
@never_cache
def play(request: HttpRequest, play_id: str) -> HttpResponse:
    """A play, whatever its state."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    return TemplateResponse(request, "debate/play.html", {"stage": stage.stage_of(mine)})


@require_safe
@never_cache
def play_stage(request: HttpRequest, play_id: str) -> HttpResponse:
    """The stage as a fragment; 204 when nothing is newer than ?v=."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    seen = request.GET.get("v", "")
    if seen.isascii() and seen.isdigit() and len(seen) < 10 and stage.version_of(mine) <= int(seen):
        return HttpResponse(status=204)
    return TemplateResponse(request, "debate/play.html#stage", {"stage": stage.stage_of(mine)})


@require_safe
@never_cache
def play_json(request: HttpRequest, play_id: str) -> HttpResponse:
    mine = _mine(request, play_id)
    if mine is None:
        return JsonResponse({"error": "There is no such play of yours."}, status=404)
    return JsonResponse(stage.as_json(stage.stage_of(mine)))


@require_POST
@never_cache
def predict(request: HttpRequest, play_id: str) -> HttpResponse:
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    form = PredictForm(request.POST)
    if not form.is_valid():
        return _staged(request, mine, problem=_first_error(form), status=422)
    try:
        services.predict(
            mine,
            number=form.cleaned_data["round"],
            side=form.cleaned_data["side"],
            confidence=form.cleaned_data["confidence"],
        )
    except services.Conflict as conflict:
        return _staged(request, mine, problem=str(conflict), status=409)
    return _staged(request, mine)


@require_POST
@never_cache
def crossfire(request: HttpRequest, play_id: str) -> HttpResponse:
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    form = CrossfireForm(request.POST)
    if not form.is_valid():
        return _staged(request, mine, problem=_first_error(form), status=422)
    try:
        services.choose_question(mine, number=form.cleaned_data["question"])
    except services.Conflict as conflict:
        return _staged(request, mine, problem=str(conflict), status=409)
    return _staged(request, mine)


@require_POST
@never_cache
def try_again(request: HttpRequest, play_id: str) -> HttpResponse:
    """Queue again what failed. Nothing failed any more: the stage as it is."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    services.try_again(mine)
    return _staged(request, mine)


@require_POST
@never_cache
def go_offline(request: HttpRequest, play_id: str) -> HttpResponse:
    """Go on with the offline sibling of a debate that has stalled."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    try:
        on = sibling.go_on_offline(mine, seen=replays.seen_debates(request))
    except services.Conflict as conflict:
        return _staged(request, mine, problem=str(conflict), status=409)
    return _started(request, on)


@require_POST
@never_cache
def report(request: HttpRequest, play_id: str) -> HttpResponse:
    """Tell the moderators about a speech of one's own play."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    form = ReportForm(request.POST, play=mine)
    if not form.is_valid():
        return _staged(request, mine, problem=_first_error(form), status=422)
    services.report(mine, speech=form.cleaned_data["speech"], text=form.cleaned_data["text"])
    return TemplateResponse(request, "debate/reported.html", {"play": mine})


def _mine(request: HttpRequest, play_id: Any) -> Play | None:
    """The play, if it belongs to this visitor."""
    player = current_player(request)
    if player is None:
        return None
    return Play.objects.filter(pk=play_id, player=player, debate__daily__isnull=True).first()


def _not_yours(request: HttpRequest, play_id: Any) -> HttpResponse:
    """404 for a play of someone else or of nobody; the former offers the same debate."""
    if request.method in ("GET", "HEAD") and (played := Daily.objects.filter(debate__plays=play_id).first()):
        return HttpResponseRedirect(reverse("debate:daily_past", args=[played.day.isoformat()]))
    debate = Debate.objects.filter(
        plays=play_id, daily__isnull=True, story__in=Story.objects.published()
    ).first()
    offer = arena.offer(debate) if debate is not None else ""
    return refusal(request, "debate/not_yours.html", status=404, debate=debate, offer=offer)


def _staged(request: HttpRequest, mine: Play, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The answer to a move: the stage as a fragment for htmx, else the page (a redirect on success)."""
    is_htmx = bool(getattr(request, "htmx", False))
    if not is_htmx and not problem:
        return _see(mine)
    template = "debate/play.html#stage" if is_htmx else "debate/play.html"
    return TemplateResponse(
        request, template, {"stage": stage.stage_of(mine), "problem": problem}, status=status
    )


def _started(request: HttpRequest, started: Play) -> HttpResponse:
    """A play has begun: its page for a browser, its stage (and its address) for htmx."""
    if not getattr(request, "htmx", False):
        return _see(started)
    response = _staged(request, started)
    response["HX-Push-Url"] = started.get_absolute_url()
    return response


def _see(mine: Play) -> HttpResponse:
    """303: the answer to a POST is a page to GET."""
    return HttpResponseRedirect(mine.get_absolute_url(), status=303)


def _first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])
