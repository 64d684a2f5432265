"""Rooms: joining by a code, opening one, and the host's page. A fragment and its page share one template."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsroom import http
from newsroom.errors import Conflict, Gone
from newsroom.http import Refused, Request
from newsroom.limits.guessing import Guesses
from newsroom.origin import absolute
from newsroom.pages import refusal
from newsroom.players.services import current_player, ensure_player
from newsroom.rooms import services
from newsroom.rooms.forms import HostForm, NicknameForm, OpenForm, code_of
from newsroom.rooms.models import Member, Room
from newsroom.rooms.picture import code_picture
from newsroom.rooms.registry import Shown, Subject, game_of, games

HOSTED = "rooms"  # in the session: the rooms that it hosts, and their keys
HOSTED_MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def door(request: Request) -> HttpResponse:
    """Type a code and a nickname, and play."""
    typed = request.POST.get("code", "")
    if request.method != "POST":
        return TemplateResponse(request, "rooms/door.html", {})
    guesses = Guesses(request)
    if (refused := guesses.refusal()) is not None:
        return refused
    found = _open_room(typed)
    if found is None:
        guesses.missed()
        context = {
            "code": typed[:40],
            "nickname": request.POST.get("nickname", "")[:40],
            "problem": unknown(),
        }
        return TemplateResponse(request, "rooms/door.html", context, status=422)
    return _join(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def room(request: Request, code: str) -> HttpResponse:
    """The room's own address, as it is linked and scanned: a nickname, or for a member the way on."""
    guesses = Guesses(request)
    if (refused := guesses.refusal()) is not None:
        return refused
    found = _open_room(code)
    if found is None:
        guesses.missed()
        return refusal(request, "rooms/unknown.html", status=404)
    return _join(request, found) if request.method == "POST" else _room_page(request, found)


def unknown() -> str:
    """The same for a code that never was and for a room that is closed."""
    return _("There is no open room with this code. Look again at the board, or ask your host.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def open_one(request: Request) -> HttpResponse:
    """Choose what a group plays; a POST opens the room, and who posts it is its host."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _offers(request)
    opened = http.attempt(form, _opened)
    if isinstance(opened, Refused):
        return _offers(request, problem=opened.problem, status=opened.status)
    made, key = opened
    _take_desk(request, made, key)
    return http.see_other(reverse("rooms:host", args=[made.code]))


def _opened(sent: dict[str, Any]) -> tuple[Room, str]:
    kind, _colon, subject = sent["play"].partition(":")
    game = game_of(kind)
    if game is None:
        raise Conflict(_("That cannot be played in a room. Choose one of those below."))
    return services.open_room(game, subject=subject, pace=sent["pace"])


@require_safe
@never_cache
def back(request: Request, key: str) -> HttpResponse:
    """The host's link: whoever has it is the host, in this browser too."""
    guesses = Guesses(request)
    if (refused := guesses.refusal()) is not None:
        return refused
    found = Room.objects.open().filter(key_sha256=Room.digest(key)).first()
    if found is None:
        guesses.missed()
        return refusal(request, "rooms/unknown.html", status=404)
    _take_desk(request, found, key)
    return http.see_other(reverse("rooms:host", args=[found.code]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def host(request: Request, code: str) -> HttpResponse:
    """The host's page, fit for a projector; a POST is one of the things a host does."""
    mine = _desk_of(request, code)
    if mine is None:
        return refusal(request, "rooms/unknown.html", status=404)
    services.host_is_here(mine)
    if request.method != "POST":
        return _host_page(request, mine)
    form = HostForm(request.POST)
    if request.POST.get("do") == "close" and form.is_valid():
        services.close(mine)
        return http.see_other(reverse("rooms:open") + "?closed=1")
    return http.move(
        request,
        form,
        lambda sent: _do(mine, sent["do"], sent["number"]),
        page=partial(_host_page, request, mine),
        url=request.get_full_path(),
    )


def _do(mine: Room, what: str, number: int) -> None:
    {"open": services.open_round, "pick": services.pick, "remove": services.remove}[what](mine, number)


@require_safe
@never_cache
def board(request: Request, code: str) -> HttpResponse:
    """The host's board as a fragment; 204 when nothing is newer than ?v=. 2 queries then."""
    mine = _desk_of(request, code)
    if mine is None:
        return refusal(request, "rooms/unknown.html#gone", status=410)  # which htmx puts in the board's place
    services.host_is_here(mine)
    if request.GET.get("v") == str(mine.version):
        return HttpResponse(status=204)
    return _host_page(request, mine)


@require_safe
@never_cache
def paper(request: Request, code: str) -> HttpResponse:
    """What is printed: what is played, sheets to call on, and what is open with how the group called it."""
    mine = _desk_of(request, code)
    if mine is None:
        return refusal(request, "rooms/unknown.html", status=404)
    game = services.playing(mine)
    context = {
        "room": mine,
        "subject": _subject(mine),
        "address": _address(request, mine),
        "panel": game.paper(mine),
    }
    return TemplateResponse(request, "rooms/paper.html", context)


def _open_room(typed: str) -> Room | None:
    code = code_of(typed)
    return Room.objects.open().filter(code=code).first() if code else None


def _join(request: Request, found: Room) -> HttpResponse:
    joined = http.attempt(
        NicknameForm(request.POST),
        lambda sent: services.join(found, ensure_player(request), nickname=sent["nickname"]),
    )
    if isinstance(joined, Refused):
        return _room_page(request, found, problem=joined.problem, status=joined.status)
    return http.see_other(joined)


def _room_page(request: Request, found: Room, *, problem: str = "", status: int = 200) -> HttpResponse:
    player = current_player(request)
    member = Member.objects.filter(room=found, player=player).first() if player else None
    context = {
        "room": found,
        "member": member,
        "subject": _subject(found),
        "nickname": request.POST.get("nickname", "")[:40],
        "is_host": str(found.pk) in _hosted(request),
        "problem": problem,
    }
    return TemplateResponse(request, "rooms/room.html", context, status=status)


def _offers(request: Request, *, problem: str = "", status: int = 200) -> HttpResponse:
    wanted = (request.POST or request.GET).get("play", "")[:120]
    kind, _colon, key = wanted.partition(":")
    offers = [(game, game.offers(key if game.kind == kind else "")) for game in games()]
    context = {
        "offers": [(game, found) for game, found in offers if found],
        "wanted": wanted,
        "pace": request.POST.get("pace", Room.Pace.TOGETHER),
        "problem": problem,
        "was_closed": "closed" in request.GET,
        "mine": Room.objects.open().filter(pk__in=_hosted(request)),
    }
    return TemplateResponse(request, "rooms/open.html", context, status=status)


def _host_page(request: Request, mine: Room, *, problem: str = "", status: int = 200) -> HttpResponse:
    mine = Room.objects.filter(pk=mine.pk).first() or mine
    shown = Shown(calls="calls" in request.GET, names="names" in request.GET)
    game = services.playing(mine)
    asked = "".join(f"&{name}=1" for name in ("calls", "names") if name in request.GET)
    context = {
        "room": mine,
        "subject": _subject(mine),
        "address": _address(request, mine),
        "picture": code_picture(_address(request, mine)),
        "way_back": absolute(request, reverse("rooms:back", args=[_hosted(request)[str(mine.pk)]])),
        "members": list(mine.members.filter(removed_at=None)),
        "shown": shown,
        "asked": asked,
        "panel": game.board(mine, shown),
        "problem": problem,
    }
    template = "rooms/host.html#board" if request.htmx else "rooms/host.html"
    return TemplateResponse(request, template, context, status=status)


def _subject(found: Room) -> Subject:
    """Raises Gone once it cannot be played any more, as when its story was withdrawn."""
    if (subject := services.playing(found).find(found.subject)) is None:
        raise Gone(_("What this room plays can no longer be played."))
    return subject


def _take_desk(request: Request, made: Room, key: str) -> None:
    hosted = {**_hosted(request), str(made.pk): key}
    request.session[HOSTED] = dict(list(hosted.items())[-HOSTED_MOST:])


def _hosted(request: Request) -> dict[str, str]:
    """The keys of the rooms that this visitor hosts, by the room's id."""
    return dict(request.session.get(HOSTED, {})) if request.session.session_key else {}


def _desk_of(request: Request, code: str) -> Room | None:
    """The open room of this code, if this visitor hosts it."""
    hosted = _hosted(request)
    return Room.objects.open().filter(pk__in=hosted, code=code_of(code)).first() if hosted else None


def _address(request: Request, found: Room) -> str:
    return absolute(request, found.get_absolute_url())
