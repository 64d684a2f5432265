"""Allauth's views, answering as this site answers: never cached, 303 after a form, 422 for its faults, 429 for too many."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsroom.accounts import organisation
from newsroom.accounts.forms import NameTaken
from newsroom.http import see_other
from newsroom.limits import signing_in
from newsroom.players.services import current_player

View = Callable[..., Any]


def answering(view: View, *, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> View:
    """One of allauth's views with the site's habits."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302:
            response.status_code = 303
        elif request.method == "POST" and response.status_code == 200:
            form = (getattr(response, "context_data", None) or {}).get("form")
            response.status_code = 429 if getattr(form, "is_blocked", False) else 422
        return response

    return never_cache(require_http_methods(methods)(answer))


class SignIn(views.LoginView):
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"player": current_player(self.request)}
        if settings.OIDC_ISSUER:
            way = self.passthrough_next_url(reverse("openid_connect_login", args=[organisation.PROVIDER]))
            found |= {"organisation": settings.OIDC_NAME, "organisation_url": way}
        return super().get_context_data(**kwargs) | found


class SignUp(views.SignupView):
    """Make an account; what was played without one comes along."""

    template_name = "accounts/sign_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"player": current_player(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        if not signing_in.take_sign_up(self.request):
            form.is_blocked = True
            form.add_error(None, _("Too many new accounts from your network just now. Try again later."))
            return self.form_invalid(form)
        try:
            return super().form_valid(form)
        except NameTaken:
            form.add_error("username", _("That name was taken a moment ago. Choose another."))
            return self.form_invalid(form)


class Email(views.EmailView):
    template_name = "accounts/email.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A mail is sent to a new address and at each further request: both are counted."""
        asks = "action_add" in request.POST or "action_send" in request.POST
        if asks and not signing_in.take_mail(request, request.POST.get("email", ""), kind="confirmation"):
            form = self.get_form()
            form.is_blocked = True
            form.add_error(None, signing_in.TOO_MANY)
            return self.form_invalid(form)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


class AddPasskey(AddWebAuthnView):
    template_name = "accounts/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what the browser needs to make one that asks who holds it."""
        context = super(AddWebAuthnView, self).get_context_data(**kwargs)
        return context | {
            "js_data": {"creation_options": webauthn.begin_registration(self.request.user, True)}
        }


class Sessions(ListUserSessionsView):
    """Where somebody is signed in: ended one by one, or all others at once."""

    template_name = "accounts/sessions.html"

    def form_valid(self, form: Any) -> HttpResponse:
        wanted = self.request.POST.get("session", "")
        if not wanted:
            return super().form_valid(form)
        own = UserSession.objects.filter(user_id=self.request.user.pk)
        row = (
            own.filter(pk=wanted).first()
            if wanted.isascii() and wanted.isdigit() and len(wanted) < 19
            else None
        )
        if row is not None:
            flows.sessions.end_sessions(self.request, [row])
        return see_other(
            reverse("usersessions_list" if self.request.user.is_authenticated else "account_login")
        )
