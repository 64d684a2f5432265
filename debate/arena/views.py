"""The arena: choosing, the stage and its moves. A fragment and its page share one template.

Every POST of a play is a move (`newsroom.http`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from debate.arena import choosing, pairing, polls, services, sibling, stage
from debate.arena.forms import ChooseForm, CrossfireForm, ReportForm, StakeForm
from debate.arena.seen import seen_debates
from debate.arena.sharing import mine_of, share_of
from debate.engines import closed_motions
from debate.models import Daily, Debate, Play
from newsroom import http
from newsroom.afresh import afresh
from newsroom.errors import Gone
from newsroom.http import Refused, Request
from newsroom.origin import absolute
from newsroom.pages import refusal
from newsroom.players.services import current_player, ensure_player
from stories.gate import of_published_story, require_open
from stories.latest import before_of
from stories.models import Story

REVEAL = "reveal"  # on the play's address: round two has just been called
WAITS = "w"  # on the play's address: it has a fragment, and the page comes anew by itself


@require_safe
@never_cache
def arena_index(request: Request) -> HttpResponse:
    """What is ready to play, the day's debate, and the motions of every story, latest first; `?before=` goes on."""
    before = before_of(request.GET.dict())
    is_later = bool(before)
    context = {
        "open": choosing.open_stories(before=before),
        "ready": [] if is_later else choosing.ready(),
        "daily": None if is_later else choosing.todays(),
        "is_later": is_later,
    }
    return TemplateResponse(request, "debate/arena.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_published_story
def choose(request: Request, story: Story) -> HttpResponse:
    """Choose motion and champions; a POST starts the play or joins the debate that exists, or asks for a surprise."""
    document = story.document
    if not document.debatable or not pairing.is_open(story):
        status = 409 if request.method == "POST" else 200
        context = {"story": document, "why": afresh(closed_motions(document).get("", ""))}
        return TemplateResponse(request, "debate/closed.html", context, status=status)
    if "surprise" in request.POST:
        drawn = pairing.surprise(story, wanted=request.POST)
        return http.see_other(choosing.address(story.slug, **asdict(drawn)))
    form = ChooseForm(request.POST if request.method == "POST" else None, document=document)
    if not form.is_valid():
        context = pairing.choices(story, form, wanted=request.GET)
        return TemplateResponse(request, "debate/choose.html", context, status=422 if form.is_bound else 200)
    started = http.attempt(
        form,
        lambda sent: services.start_play(
            ensure_player(request), story=story, seen=seen_debates(request), **sent
        ),
    )
    if isinstance(started, Refused):
        form.add_error(None, started.problem)
        context = pairing.choices(story, form, wanted=request.GET)
        return TemplateResponse(request, "debate/choose.html", context, status=started.status)
    return _started(request, started)


@require_safe
@never_cache
def play(request: Request, play_id: str) -> HttpResponse:
    """A play, whatever its state."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    return _page(request, mine, revealing=REVEAL in request.GET)


@require_safe
@never_cache
def play_stage(request: Request, play_id: str) -> HttpResponse:
    """The stage as a fragment; 204 when nothing is newer than ?v=. Most of those `polls` answers before."""
    mine = _mine(request, play_id, only=_POLLED)
    if mine is None:
        return _not_yours(request, play_id)
    seen = request.GET.get("v", "")
    version = mine.version + mine.debate.version
    if seen.isascii() and seen.isdigit() and len(seen) < 10 and version <= int(seen):
        return HttpResponse(status=204)
    return TemplateResponse(request, "debate/play.html#stage", _context(request, mine))


@require_safe
@never_cache
def play_json(request: Request, play_id: str) -> HttpResponse:
    try:
        mine = _mine(request, play_id)
    except Gone as gone:
        return JsonResponse({"error": gone.title, "reason": str(gone)}, status=410)
    if mine is None:
        return JsonResponse({"error": _("There is no such play of yours.")}, status=404)
    return JsonResponse(stage.as_json(stage.stage_of(mine)))


@require_POST
@never_cache
def predict(request: Request, play_id: str) -> HttpResponse:
    return _move(
        request,
        play_id,
        StakeForm(request.POST),
        lambda mine, sent: services.predict(
            mine,
            number=sent["round"],
            side=sent["side"],
            confidence=sent["confidence"],
            for_cred=sent["stake"] == "cred",
        ),
        where=lambda made: "#verdict-1" if made.number == 1 else f"?{REVEAL}#verdict-2",
    )


@require_POST
@never_cache
def crossfire(request: Request, play_id: str) -> HttpResponse:
    return _move(
        request,
        play_id,
        CrossfireForm(request.POST),
        lambda mine, sent: services.choose_question(mine, number=sent["question"]),
        where=lambda _: "#round-2",
    )


@require_POST
@never_cache
def try_again(request: Request, play_id: str) -> HttpResponse:
    """Queue again what failed. Nothing failed any more: the stage as it is."""
    return _move(
        request,
        play_id,
        None,
        lambda mine, _: services.try_again(mine),
        where=lambda _: f"#{_focus(request, play_id)}",
    )


@require_POST
@never_cache
def go_offline(request: Request, play_id: str) -> HttpResponse:
    """Go on with the offline sibling of a debate that has stalled."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    on = http.attempt(None, lambda _: sibling.go_on_offline(mine, seen=seen_debates(request)))
    if isinstance(on, Refused):
        return _page(request, mine, problem=on.problem, status=on.status)
    return _started(request, on, f"#{stage.stage_of(on).focus}")


@require_POST
@never_cache
def report(request: Request, play_id: str) -> HttpResponse:
    """Tell the moderators about a speech of one's own play."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    done = http.attempt(
        ReportForm(request.POST, play=mine),
        lambda sent: services.report(mine, speech=sent["speech"], text=sent["text"]),
    )
    if isinstance(done, Refused):
        return _page(request, mine, problem=done.problem, status=done.status)
    return TemplateResponse(request, "debate/reported.html", {"play": mine})


def _move[T](
    request: Request,
    play_id: Any,
    form: BaseForm | None,
    do: Callable[[Play, dict[str, Any]], T],
    *,
    where: Callable[[T], str],
) -> HttpResponse:
    """A move of a play that belongs to this visitor. where: on the play's page, what it led to stands."""
    mine = _mine(request, play_id)
    if mine is None:
        return _not_yours(request, play_id)
    done = http.attempt(form, lambda sent: do(mine, sent))
    if isinstance(done, Refused):
        return _page(request, mine, problem=done.problem, status=done.status)
    place = where(done)
    return http.moved(
        request,
        page=lambda **answer: _page(request, mine, revealing=REVEAL in place, **answer),
        url=_at(mine, place),
    )


def _at(mine: Play, place: str) -> str:
    """The address of a place on the play's page. While a worker is busy it says so to the page, which without
    JavaScript comes anew: a browser takes no page anew whose address has a fragment, unless something else differs."""
    waits = not place.startswith("?") and stage.stage_of(mine).is_busy
    return f"{mine.get_absolute_url()}{f'?{WAITS}=1' if waits else ''}{place}"


# All that a poll needs, which is most of what is asked: the stage reads its own.
_POLLED = (
    *("version", "player_id", "debate__version", "debate__story__slug"),
    *("debate__story__withdrawn_at", "debate__story__withdrawn_reason", "debate__story__headline"),
)


def _mine(request: Request, play_id: Any, *, only: Collection[str] = ()) -> Play | None:
    """The play, if it belongs to this visitor; Withdrawn with its story. A daily debate's has no page but the day's."""
    player = current_player(request)
    plays = Play.objects.shared().select_related("debate__story")
    plays = plays.only(*only) if only else plays.defer("debate__brief_document")
    mine = plays.filter(pk=play_id, player=player).first() if player else None
    if mine is not None:
        require_open(mine.debate.story)
    return mine


def _not_yours(request: Request, play_id: Any) -> HttpResponse:
    """404 for a play of someone else, of a session that has ended, or of nobody; the same debate is offered.

    For htmx it is a fragment in the stage's place: the page was open, so the session must have ended.
    """
    if request.method in ("GET", "HEAD") and (played := Daily.objects.filter(debate__plays=play_id).first()):
        return HttpResponseRedirect(reverse("debate:daily_past", args=[played.day.isoformat()]))
    debate = Debate.objects.shared().readable().filter(plays=play_id).first()
    template = "debate/not_yours.html#lost" if request.htmx else "debate/not_yours.html"
    return refusal(request, template, status=404, debate=debate, here=reverse("debate:play", args=[play_id]))


def _page(
    request: Request, mine: Play, *, problem: str = "", status: int = 200, revealing: bool = False
) -> HttpResponse:
    """The play as it is now: the page, or for htmx the stage."""
    context = _context(request, mine, revealing=revealing) | {"problem": problem}
    template = "debate/play.html#stage" if request.htmx else "debate/play.html"
    return TemplateResponse(request, template, context, status=status)


def _focus(request: Request, play_id: Any) -> str:
    """Where on the play's page what it is about now stands."""
    mine = _mine(request, play_id)
    return stage.stage_of(mine).focus if mine is not None else "main"


def _context(request: Request, mine: Play, *, revealing: bool = False) -> dict[str, Any]:
    shown = stage.stage_of(mine, revealing=revealing)
    share = None
    if shown.result is not None and shown.play.replay_code:
        url = absolute(request, reverse("debate:replay", args=[shown.play.replay_code]))
        share = share_of(shown.debate, url=url, mine=mine_of(shown.play, with_title=True))
    turn = {"1": "2", "2": "1"}.get(request.GET.get(WAITS, ""))
    refresh = f"1; url=?{WAITS}={turn}#{shown.focus}" if turn else "2"
    return {
        "stage": shown,
        "share": share,
        "refresh": refresh,
        "poll": polls.address(request, shown.play, shown.version),
    }


def _started(request: Request, started: Play, place: str = "") -> HttpResponse:
    return http.moved(
        request,
        page=lambda **answer: _page(request, started, **answer),
        url=_at(started, place) if place and not request.htmx else started.get_absolute_url(),
        is_new=True,
    )
