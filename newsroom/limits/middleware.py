"""Holding requests to the rules. Reading stays open whatever happens to the counter; spending closes without it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as lazy

from newsroom.generation.services import waiting_for
from newsroom.generation.turns import MIDDLE, START, Turn, taking
from newsroom.languages.addresses import without_language
from newsroom.limits.counting import Tries, is_shared
from newsroom.limits.network import network_of, seal_of
from newsroom.limits.rules import WINDOW_SECONDS, Rule, rule_for
from newsroom.problems import is_api, problem

WHO = (lazy("you"), lazy("your network"), lazy("everybody together"))
SITE = 2  # everybody's place among them
SHARE = 10  # a network that has asked a tenth of what it may has not used up what everybody has
WAITING_SECONDS = 60  # until much of what a network waits for has been written
RETRY_SECONDS = 30  # while the counter is away
UNKEPT = ("csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2")  # never echoed
KEPT_FIELDS, KEPT_CHARACTERS = 20, 5_000  # of a form that is given back


class Limits:
    """Middleware, after sessions and authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return self.get_response(request)
        is_going_on = without_language(request.path_info).startswith("/plays/")
        is_desk = request.path_info.startswith("/admin/")  # whose work is the site's own
        owner = "" if is_desk else seal_of(request)
        turn = Turn(owner=owner, urgency=MIDDLE if is_going_on else START)
        with taking(turn):  # what this request has written is for its network
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        rule = rule_for(request)
        if rule is None:
            return None
        beyond = beyond_of(request, rule)
        if rule.spends and not is_shared():
            return _refused(request, rule, status=503, who="", seconds=RETRY_SECONDS)
        if rule.spends and 0 < settings.LIMIT_WAITING <= waiting_for(seal_of(request)):
            return _refused(request, rule, status=429, who=str(WHO[1]), seconds=WAITING_SECONDS)
        if beyond is None:
            return None
        if is_api(request):
            detail = f"{str(WHO[beyond]).capitalize()} asked too much: {rule.limits[beyond]} answers in ten minutes at most."
            return problem(429, detail, Retry_After=str(WINDOW_SECONDS))
        return refused(request, rule, beyond)


def refused(request: HttpRequest, rule: Rule, beyond: int) -> TemplateResponse:
    """The answer to a request that goes beyond a rule. beyond: whose limit, as `beyond_of` says."""
    return _refused(request, rule, status=429, who=str(WHO[beyond]), seconds=WINDOW_SECONDS)


def is_beyond(request: HttpRequest, rule: Rule) -> int | None:
    """Whose limit has been used up, without counting this request."""
    return _first_beyond(request, rule, lambda tries: not tries.are_over())


def beyond_of(request: HttpRequest, rule: Rule) -> int | None:
    """Count this request, and say which of the limits it goes beyond: 0 the visitor's, 1 the network's, 2 the site's.

    What a narrower limit refuses is not counted for the wider ones, so that nobody uses up everybody's; nor do many networks
    together, for the site's limit refuses those that have asked for more than their share. What costs money ends for all.
    """
    return _first_beyond(request, rule, Tries.take)


def _first_beyond(request: HttpRequest, rule: Rule, fits: Callable[[Tries], bool]) -> int | None:
    counted = _counted(request)
    for place, (who, limit) in enumerate(zip(counted, rule.limits, strict=True)):
        if limit and who and not fits(Tries(rule.name, who, limit=limit, seconds=WINDOW_SECONDS)):
            return None if place == SITE and _has_a_share_left(rule, counted[1]) else place
    return None


def _has_a_share_left(rule: Rule, network: str) -> bool:
    """Without a limit for networks nothing is known of this one."""
    limit = rule.limits[1]
    share = max(1, limit // SHARE) + 1  # this request, if it is counted, is one of them
    return (
        not rule.spends
        and limit > 0
        and not Tries(rule.name, network, limit=share, seconds=WINDOW_SECONDS).are_over()
    )


def _counted(request: HttpRequest) -> tuple[str, str, str]:
    """The visitor, "" for one without a cookie, who is their network's; the network; the site."""
    key = request.session.session_key
    return (
        f"visitor {hashlib.sha256(key.encode()).hexdigest()}" if key else "",
        f"network {network_of(request)}",
        "site",
    )


def _refused(request: HttpRequest, rule: Rule, *, status: int, who: str, seconds: int) -> TemplateResponse:
    """The page that says why and when; what was typed stands in it, to be sent again."""
    is_htmx = request.headers.get("HX-Request") == "true"
    kept = [
        (name, value)
        for name, values in list(request.POST.lists())[:KEPT_FIELDS]
        for value in values[:KEPT_FIELDS]
        if name not in UNKEPT and len(value) <= KEPT_CHARACTERS
    ]
    response = TemplateResponse(
        request,
        "limited.html#notice" if is_htmx else "limited.html",
        {
            "rule": rule,
            "who": who,
            "minutes": -(-seconds // 60),
            "kept": kept,
            "action": request.get_full_path(),
        },
        status=429 if is_htmx else status,  # of a 503 htmx shows nothing: it may be a proxy's
        headers={"Cache-Control": "no-store", "Retry-After": str(seconds)},
    )
    if is_htmx:  # above what is there, which stays as it is, with what was typed
        response["HX-Retarget"], response["HX-Reswap"] = "#main", "afterbegin"
    return response
