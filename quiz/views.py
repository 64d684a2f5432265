"""The quiz: every quiz, the start of one, a run and its moves. A fragment and its page share one template.

Every POST is a move (`newsroom.http`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom import http
from newsroom.http import Refused, Request
from newsroom.origin import origin_of
from newsroom.pages import refusal
from newsroom.players.services import current_player, ensure_player
from quiz import loading, services, start_page
from quiz.forms import AnswerForm, ReportForm, RoundForm, StartForm
from quiz.models import Report, Run
from quiz.run_page import countdown, screen_of, title_of
from stories.gate import of_published_story, require_open
from stories.latest import before_of
from stories.models import Story


@require_safe
@cache_control(private=True, no_cache=True)
def index(request: Request) -> HttpResponse:
    """Quizzes by story, latest first, today's before them, and what this player has not finished; `?before=` goes on.
    No form, so the back button may keep it."""
    player, before = current_player(request), before_of(request.GET.dict())
    page = start_page.offers(player, before=before)
    context = {
        "daily": None if before else start_page.daily_offer(services.daily_of(timezone.now().date()), player),
        "offers": page.offers,
        "earlier": page.before,
        "going": [] if before else start_page.going_on(player),
    }
    return TemplateResponse(request, "quiz/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_published_story
def start(request: Request, story: Story) -> HttpResponse:
    """A story's quiz before it begins; a POST begins it, or goes on with what is not finished."""
    if request.method != "POST":
        return _start_page(request, story)
    begun = http.attempt(
        StartForm(request.POST),
        lambda sent: services.start(ensure_player(request), story=story, timed=sent["timed"]),
    )
    if isinstance(begun, Refused):
        return _start_page(request, story, problem=begun.problem, status=begun.status)
    return _begun(request, begun)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def daily(request: Request) -> HttpResponse:
    """Today's five, the same for everyone until midnight UTC."""
    if request.method != "POST":
        return _daily_page(request)
    begun = http.attempt(
        StartForm(request.POST),
        lambda sent: services.start_daily(ensure_player(request), timed=sent["timed"]),
    )
    if isinstance(begun, Refused):
        return _daily_page(request, problem=begun.problem, status=begun.status)
    return _begun(request, begun)


@require_safe
@never_cache
def run(request: Request, run_id: Any) -> HttpResponse:
    """A run, whatever its state. Showing a round for the first time begins its clock; HEAD shows nothing.

    A page that waits for the host of a room asks with ?v= how many answers were open; 204 while no more are."""
    mine = _mine(request, run_id)
    if mine is None:
        return _not_yours(request, run_id)
    if request.htmx and services.still_sealed(mine, request.GET.get("v", "")):
        return HttpResponse(status=204)
    return HttpResponse() if request.method == "HEAD" else _page(request, mine.pk)


@require_POST
@never_cache
def answer(request: Request, run_id: Any) -> HttpResponse:
    now = timezone.now()
    return _move(
        request,
        run_id,
        AnswerForm(request.POST),
        lambda mine, sent: services.answer(mine, number=sent["round"], token=sent["option"], now=now),
    )


@require_POST
@never_cache
def give_up(request: Request, run_id: Any) -> HttpResponse:
    """Show the answer of a round without naming anybody."""
    now = timezone.now()
    return _move(
        request,
        run_id,
        RoundForm(request.POST),
        lambda mine, sent: services.give_up(mine, number=sent["round"], now=now),
    )


@require_POST
@never_cache
def go_on(request: Request, run_id: Any) -> HttpResponse:
    """From an answer to the next round, or to the result."""
    return _move(
        request,
        run_id,
        RoundForm(request.POST),
        lambda mine, sent: services.go_on(mine, number=sent["round"]),
    )


@require_POST
@never_cache
def report(request: Request, run_id: Any) -> HttpResponse:
    return _move(
        request,
        run_id,
        ReportForm(request.POST),
        lambda mine, sent: services.report(
            mine, number=sent["round"], reason=sent["reason"], note=sent["note"]
        ),
    )


def _move(
    request: Request, run_id: Any, form: Form, do: Callable[[Run, dict[str, Any]], object]
) -> HttpResponse:
    """Every move of a run: mine, well formed, possible now; then the page again."""
    mine = _mine(request, run_id)
    if mine is None:
        return _not_yours(request, run_id)
    return http.move(
        request,
        form,
        lambda sent: do(mine, sent),
        page=partial(_page, request, mine.pk),
        url=mine.get_absolute_url(),
    )


def _page(request: Request, run_id: Any, *, problem: str = "", status: int = 200) -> HttpResponse:
    """A run as it is now: the page, or for htmx its one fragment."""
    now, mine = timezone.now(), loading.load(run_id)
    assert mine is not None
    opened = services.open_run(mine, now)
    context = {
        "screen": screen_of(opened, now=now, site=origin_of(request)),
        "reasons": Report.Reason.choices,
        "countdown": countdown(),
        "problem": problem,
    }
    template = "quiz/run.html#run" if request.htmx else "quiz/run.html"
    return TemplateResponse(request, template, context, status=status)


def _start_page(request: Request, story: Story, *, problem: str = "", status: int = 200) -> HttpResponse:
    assert story.live is not None
    player = current_player(request)
    going = Run.objects.filter(player=player, story=story, finished_at=None) if player else Run.objects.none()
    context = {
        "story": story,
        "offer": start_page.offer_of(story),
        "problem": problem,
        "going": list(going),
        "document": story.document,
    }
    return TemplateResponse(request, "quiz/start.html", context, status=status)


def _daily_page(request: Request, *, problem: str = "", status: int = 200) -> HttpResponse:
    today = start_page.daily_offer(services.daily_of(timezone.now().date()), current_player(request))
    return TemplateResponse(request, "quiz/daily.html", {"daily": today, "problem": problem}, status=status)


def _begun(request: Request, begun: Run) -> HttpResponse:
    """A run has begun, or goes on: its page, under its own address."""
    url = begun.get_absolute_url()
    return http.moved(request, page=partial(_page, request, begun.pk), url=url, is_new=True)


def _mine(request: Request, run_id: Any) -> Run | None:
    """The run, if it belongs to this visitor; Withdrawn with its story, or with all that it asks about."""
    player = current_player(request)
    mine = Run.objects.of(player).filter(pk=run_id).first() if player else None
    if mine is not None:
        require_open(*mine.stories())
    return mine


def _not_yours(request: Request, run_id: Any) -> HttpResponse:
    """404 for a run of someone else or of nobody; the former offers the same quiz."""
    other = Run.objects.select_related("daily", "story__live").defer("story__live__document")
    found = other.filter(pk=run_id).first()
    url = start_page.again_url(found) if found else ""
    title = title_of(found) if found and url else ""
    return refusal(request, "quiz/not_yours.html", status=404, url=url, title=title)
