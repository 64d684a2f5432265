"""Whether it is really them, once more: before what changes how an account is signed in to, or ends it.

Who has a second step makes it here too: a password that somebody else has learned takes no second step off, changes no
password and deletes nothing. A passkey is both steps in one; a code follows the password.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.views import ReauthenticateView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from newsroom.accounts.second_step import STEPS

PASSWORD, CODE, PASSKEY = "reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate:webauthn"
# allauth asks again before all that is its own, but for these; the second is the players'.
ASKED = ("account_change_password", "players:delete")

Way = dict[str, Any]


def ways(request: HttpRequest, found: list[Way]) -> list[Way]:
    """Of the ways that allauth has found for a person those that they can go now, the first first."""
    by_id = {way["id"]: way for way in found}
    if PASSWORD in by_id and not by_id.keys().isdisjoint((CODE, PASSKEY)):
        by_id.pop(PASSWORD if _has_said_password(request) else CODE, None)
    return [by_id[each] for each in (PASSKEY, PASSWORD, CODE) if each in by_id]


def _has_said_password(request: HttpRequest) -> bool:
    """Lately, here or at the door."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "password" and record["at"] > since for record in records)


class PasswordAgain(ReauthenticateView):
    template_name = "accounts/again.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Enough for who has no second step; else on to the code, and what was asked for waits until then."""
        user = authenticated_user(self.request)
        if not is_mfa_enabled(user, types=STEPS):
            return super().form_valid(form)
        record_authentication(self.request, user, method="password")
        left = {way["id"]: way["url"] for way in get_adapter().get_reauthentication_methods(user)}
        return HttpResponseRedirect(self.passthrough_next_url(left.get(CODE) or left[PASSKEY]))


class AskedAgain:
    """Middleware, after allauth's: what is ASKED begins with the second step of who has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in ASKED or not request.user.is_authenticated:
            return None
        if not is_mfa_enabled(request.user, types=STEPS):
            return None
        if not is_reauthentication_required(request, app="newsroom.accounts"):
            return None
        found = get_adapter().get_reauthentication_methods(request.user)
        return HttpResponseRedirect(f"{found[0]['url']}?{urlencode({'next': request.get_full_path()})}")
