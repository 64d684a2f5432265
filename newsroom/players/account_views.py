"""Accounts: sign up, in and out, a new password, recovery. Nothing here is ever cached."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.http import see_other
from newsroom.limits import signing_in
from newsroom.origin import origin_of
from newsroom.players.accounts import onward
from newsroom.players.forms import SignInForm, SignUpForm, check_own_password
from newsroom.players.services import current_player, player_of
from newsroom.players.tasks import recovery_mail

log = logging.getLogger(__name__)
_BACKEND = "django.contrib.auth.backends.ModelBackend"
forms_only = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters("password")
@never_cache
@forms_only
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account; what was played without one comes along."""
    if request.user.is_authenticated:
        return see_other(onward(request, reverse("players:me")))
    form = SignUpForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        if not signing_in.take_sign_up(request):
            form.add_error(None, "Too many new accounts from your network just now. Try again later.")
            status = 429
        elif user := _make(form):
            login(request, user, backend=_BACKEND)
            return see_other(onward(request, reverse("players:me")))
    return _page(request, "players/sign_up.html", status=status, form=form, player=current_player(request))


@sensitive_post_parameters("password")
@never_cache
@forms_only
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; the session's key changes and its anonymous player is merged (`accounts`)."""
    if request.user.is_authenticated and request.method != "POST":
        return see_other(onward(request, reverse("players:me")))
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_bound and form.is_valid():
        assert isinstance(form.user, User)
        login(request, form.user)
        return see_other(onward(request, reverse("players:me")))
    status = 200 if not form.is_bound else 429 if form.is_blocked else 422
    return _page(request, "players/sign_in.html", status=status, form=form, player=current_player(request))


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return see_other("/")


@never_cache
@forms_only
def recover(request: HttpRequest) -> HttpResponse:
    """Ask for a recovery link. The answer is the same whether the address belongs to an account."""
    form = PasswordResetForm(request.POST if request.method == "POST" else None)
    form.fields["email"].widget.attrs["autocomplete"] = "email"
    if not form.is_bound or not form.is_valid():
        return _page(request, "players/recover.html", status=422 if form.is_bound else 200, form=form)
    address = form.cleaned_data["email"]
    if signing_in.take_mail(request, address):
        site = origin_of(request)
        for user in form.get_users(address):
            _send_later(user.pk, site)
    return see_other(reverse("players:recover_sent"))


@never_cache
@require_http_methods(["GET", "HEAD"])
def recover_sent(request: HttpRequest) -> HttpResponse:
    return _page(request, "players/recover_sent.html")


class SetPassword(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs only
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = "Eight characters or more."
        self.fields["new_password2"].label = "The same again"
        self.fields["new_password2"].help_text = ""


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class RecoverConfirm(PasswordResetConfirmView):
    """The link of a mail: a new password, and a fresh sign-in with it."""

    template_name = "players/recover_confirm.html"
    form_class = SetPassword
    success_url = reverse_lazy("players:recovered")


@never_cache
@require_http_methods(["GET", "HEAD"])
def recovered(request: HttpRequest) -> HttpResponse:
    return _page(request, "players/recovered.html")


class ChangePassword(PasswordChangeForm):
    request: HttpRequest | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Your password now"
        self.fields["new_password1"].help_text = "Eight characters or more."
        self.fields["new_password2"].label = "The same again"
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        assert self.request is not None
        return check_own_password(self.request, self.cleaned_data["old_password"])


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class Password(PasswordChangeView):
    """A new password; every other session of the account ends."""

    template_name = "players/password.html"
    form_class = ChangePassword

    def get_success_url(self) -> str:
        return f"{reverse('players:settings')}?saved"

    def get_form(self, form_class: Any = None) -> Any:
        form: Any = super().get_form(form_class)
        form.request = self.request
        return form

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if context["form"].is_bound:
            kwargs["status"] = 422
        return super().render_to_response(context, **kwargs)


def _make(form: SignUpForm) -> User | None:
    """The account and its player, or None with the fault in the form: the name was taken meanwhile."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            user = User.objects.create_user(data["name"], data["email"], data["password"])
            player_of(user)
        return user
    except IntegrityError:
        form.add_error("name", "That name was taken a moment ago. Choose another.")
        return None


def _send_later(user_id: int, site: str) -> None:
    try:
        recovery_mail.delay(user_id, site)
    except Exception:
        log.exception("a recovery mail could not be queued")


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> TemplateResponse:
    wanted = onward(request, "")
    return TemplateResponse(request, template, {"next": wanted, **context}, status=status)
