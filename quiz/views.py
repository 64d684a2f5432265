"""The quiz: every quiz, the start of one, a run and its moves. A fragment and its page share one template.

Success of a POST is a 303 to the page, or the fragment `run` for htmx; a refusal is the same page (or
fragment) with its reason, as 422 (what was sent) or 409 (the moment).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.pages import refusal
from newsroom.players.services import current_player, ensure_player
from quiz import attempt as attempts
from quiz import clock, pages, services
from quiz.attempt import Attempt
from quiz.forms import AnswerForm, ReportForm, RoundForm, StartForm
from quiz.models import Report, Run
from quiz.screen import screen_of, title_of
from stories.models import Story


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Every quiz, today's first, and what this player has not finished."""
    player = current_player(request)
    today = services.daily_of(timezone.now().date())
    context = {
        "daily": pages.daily_offer(today, player),
        "offers": pages.offers(player),
        "going": pages.going_on(player),
    }
    return TemplateResponse(request, "quiz/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """A story's quiz before it begins; a POST begins it, or goes on with what is not finished."""
    story = Story.objects.filter(slug=slug, live__isnull=False).select_related("live").first()
    if story is None:
        raise Http404(f"No published story {slug}")
    if story.withdrawn_at:
        return refusal(request, "stories/withdrawn.html", status=410, reason=story.withdrawn_reason)
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            begun = services.start(ensure_player(request), story=story, timed=form.cleaned_data["timed"])
        except services.Conflict as conflict:
            return _start_page(request, story, problem=str(conflict), status=409)
        return _begun(request, begun)
    refused = request.method == "POST"
    problem = _first_error(form) if refused else ""
    return _start_page(request, story, problem=problem, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def daily(request: HttpRequest) -> HttpResponse:
    """Today's five, the same for everyone until midnight UTC."""
    form = StartForm(request.POST if request.method == "POST" else None)
    problem, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            return _begun(
                request, services.start_daily(ensure_player(request), timed=form.cleaned_data["timed"])
            )
        except services.Conflict as conflict:
            problem, status = str(conflict), 409
    elif request.method == "POST":
        problem, status = _first_error(form), 422
    today = pages.daily_offer(services.daily_of(timezone.now().date()), current_player(request))
    return TemplateResponse(request, "quiz/daily.html", {"daily": today, "problem": problem}, status=status)


@require_safe
@never_cache
def run(request: HttpRequest, run_id: Any) -> HttpResponse:
    """A run, whatever its state. Showing a round for the first time begins its clock; HEAD shows nothing."""
    mine = _mine(request, run_id)
    if mine is None:
        return _not_yours(request, run_id)
    return HttpResponse() if request.method == "HEAD" else _page(request, mine)


@require_POST
@never_cache
def answer(request: HttpRequest, run_id: Any) -> HttpResponse:
    now = clock.read()
    return _move(
        request,
        run_id,
        AnswerForm(request.POST),
        lambda mine, sent: services.answer(mine, number=sent["round"], token=sent["option"], now=now),
    )


@require_POST
@never_cache
def give_up(request: HttpRequest, run_id: Any) -> HttpResponse:
    """Show the answer of a round without naming anybody."""
    now = clock.read()
    return _move(
        request,
        run_id,
        RoundForm(request.POST),
        lambda mine, sent: services.give_up(mine, number=sent["round"], now=now),
    )


@require_POST
@never_cache
def go_on(request: HttpRequest, run_id: Any) -> HttpResponse:
    """From an answer to the next round, or to the result."""
    return _move(
        request,
        run_id,
        RoundForm(request.POST),
        lambda mine, sent: services.go_on(mine, number=sent["round"]),
    )


@require_POST
@never_cache
def report(request: HttpRequest, run_id: Any) -> HttpResponse:
    return _move(
        request,
        run_id,
        ReportForm(request.POST),
        lambda mine, sent: services.report(
            mine, number=sent["round"], reason=sent["reason"], note=sent["note"]
        ),
    )


def _move(
    request: HttpRequest, run_id: Any, form: Form, do: Callable[[Run, dict[str, Any]], object]
) -> HttpResponse:
    """Every move of a run: mine, well formed, possible now; then the page again."""
    mine = _mine(request, run_id)
    if mine is None:
        return _not_yours(request, run_id)
    problem, status = "", 200
    if not form.is_valid():
        problem, status = _first_error(form), 422
    else:
        try:
            do(mine.run, form.cleaned_data)
        except services.Conflict as conflict:
            problem, status = str(conflict), 409
        except services.Unknown as unknown:
            problem, status = str(unknown), 422
    if status == 200 and not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(mine.run.get_absolute_url(), status=303)
    again = attempts.load(mine.run.pk)
    assert again is not None
    return _page(request, again, problem=problem, status=status)


def _page(request: HttpRequest, mine: Attempt, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The run as it is now: the page, or for htmx its one fragment."""
    now = clock.read()
    opened = services.open_run(mine, now)
    context = {
        "screen": screen_of(opened, now=now, site=f"{request.scheme}://{request.get_host()}"),
        "reasons": Report.Reason.choices,
        "problem": problem,
    }
    template = "quiz/run.html#run" if request.htmx else "quiz/run.html"  # type: ignore[attr-defined]
    return TemplateResponse(request, template, context, status=status)


def _start_page(request: HttpRequest, story: Story, *, problem: str, status: int) -> HttpResponse:
    assert story.live is not None
    player = current_player(request)
    going = Run.objects.filter(player=player, story=story, finished_at=None) if player else Run.objects.none()
    context = {
        "story": story,
        "offer": pages.offer_of(story),
        "problem": problem,
        "going": list(going),
        "document": story.document,
    }
    return TemplateResponse(request, "quiz/start.html", context, status=status)


def _begun(request: HttpRequest, begun: Run) -> HttpResponse:
    """A run has begun: its page, also for htmx, which follows the redirect as a whole page."""
    if request.htmx:  # type: ignore[attr-defined]
        mine = attempts.load(begun.pk)
        assert mine is not None
        response = _page(request, mine)
        response["HX-Push-Url"] = begun.get_absolute_url()
        return response
    return HttpResponseRedirect(begun.get_absolute_url(), status=303)


def _mine(request: HttpRequest, run_id: Any) -> Attempt | None:
    """The run, if it belongs to this visitor."""
    player = current_player(request)
    return attempts.load(run_id, player=player) if player else None


def _not_yours(request: HttpRequest, run_id: Any) -> HttpResponse:
    """404 for a run of someone else or of nobody; the former offers the same quiz."""
    other = Run.objects.select_related("daily", "story__live").defer("story__live__document")
    found = other.filter(pk=run_id).first()
    url = pages.again_url(found) if found else ""
    title = title_of(found) if found and url else ""
    return refusal(request, "quiz/not_yours.html", status=404, url=url, title=title)


def _first_error(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])
