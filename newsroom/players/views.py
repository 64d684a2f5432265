"""/me/ and the leaderboards. Never cached; no visit makes a row or a cookie."""

from __future__ import annotations

from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.http import see_other
from newsroom.players import boards, handles, moderating, profile, services
from newsroom.players.forms import DeleteForm, HandleForm, NameReportForm
from newsroom.players.models import Player
from newsroom.players.services import current_player

forms_only = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """The visitor's own page; for someone who has not played, what would be on it."""
    player = current_player(request)
    if player is None:
        return TemplateResponse(request, "players/newcomer.html", {"was_deleted": "deleted" in request.GET})
    return TemplateResponse(
        request, "players/me.html", {"me": profile.profile_of(player, page=_page(request)), "player": player}
    )


@sensitive_post_parameters("password")
@never_cache
@forms_only
def settings(request: HttpRequest) -> HttpResponse:
    """Handle, numbers, and the ways to the rest."""
    player = current_player(request)
    if player is None:
        return redirect("players:me")
    handle = None
    if player.user_id is not None:
        posted = request.POST if request.method == "POST" else None
        handle = HandleForm(posted if posted and "handle" in posted else None, player=player)
        if handle.is_bound and _set_handle(handle):
            return see_other(f"{reverse('players:settings')}?saved")
    saved = "saved" in request.GET and request.method != "POST"
    context = {"player": player, "handle_form": handle, "saved": saved}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "players/settings.html", context, status=status)


@require_POST
@never_cache
def numbers(request: HttpRequest) -> HttpResponse:
    """Hide the numbers, or show them again."""
    player, wanted = current_player(request), request.POST.get("hidden")
    if player is not None and wanted in ("0", "1"):
        Player.objects.filter(pk=player.pk).update(numbers_hidden=wanted == "1")
    return see_other(f"{reverse('players:settings')}?saved")


@require_safe
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Everything stored about the visitor, as a file."""
    player = current_player(request)
    if player is None:
        return redirect("players:me")
    response = JsonResponse(profile.export(player), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="newsroom-my-data.json"'
    return response


@sensitive_post_parameters("password")
@never_cache
@forms_only
def delete(request: HttpRequest) -> HttpResponse:
    """Delete everything about the visitor, after a confirmation."""
    player = current_player(request)
    if player is None:
        return redirect("players:me")
    form = DeleteForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_bound and form.is_valid():
        services.delete_player(player)
        logout(request)
        return see_other(f"{reverse('players:me')}?deleted")
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "players/delete.html", {"form": form, "player": player}, status=status)


@require_safe
@never_cache
def leaderboard(request: HttpRequest) -> HttpResponse:
    """XP of this week, or the daily debate; where the visitor stands, or would."""
    which = "daily" if request.GET.get("board") == "daily" else "xp"
    player, now = current_player(request), timezone.now()
    make = boards.daily if which == "daily" else boards.weekly
    board = make(now, page=_page(request), visitor=player)
    context = {"board": board, "which": which, "player": player, "monday": boards.monday(now)}
    return TemplateResponse(request, "players/leaderboard.html", context)


@never_cache
@forms_only
def report_name(request: HttpRequest) -> HttpResponse:
    """Tell the moderators that a name on the leaderboards should not stand there."""
    of = Player.objects.filter(handle=request.GET.get("name", "")[:24], user__isnull=False).first()
    if of is None:
        raise Http404("Nobody of that name plays here")
    form = NameReportForm(request.POST if request.method == "POST" else None)
    context = {"of": of, "form": form}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        moderating.report(services.ensure_player(request), of=of, text=form.cleaned_data["text"])
        return TemplateResponse(request, "players/report_name.html", context | {"is_done": True})
    return TemplateResponse(request, "players/report_name.html", context, status=status)


def _set_handle(form: HandleForm) -> bool:
    if not form.is_valid():
        return False
    try:
        handles.change_handle(form.player, form.cleaned_data["handle"])
    except ValidationError as error:
        form.add_error("handle", error)
        return False
    return True


def _page(request: HttpRequest) -> int:
    """?page=, or 1 for anything that is not a page number."""
    wanted = request.GET.get("page", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
