"""What people type about themselves. Each fault is a sentence beside its field."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.limits import signing_in
from newsroom.limits.signing_in import TOO_MANY
from newsroom.players import handles
from newsroom.players.models import Player

LATELY = dt.timedelta(minutes=15)  # since a sign-in that stands for a password


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class HandleForm(forms.Form):
    handle = forms.CharField(
        label=_("Handle"),
        max_length=handles.LONGEST,
        help_text=_("What others see on the leaderboards. Letters, digits, single hyphens."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, player: Player, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["handle"] = player.handle
        self.player = player

    def clean_handle(self) -> str:
        return handles.clean_handle(self.cleaned_data["handle"], own=self.player)


class NameReportForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is wrong with it.")},
    )


class DeleteForm(forms.Form):
    """An account confirms with its password, an anonymous player with a tick."""

    password = forms.CharField(
        label=_("Your password"), max_length=200, strip=False, widget=_password("current-password")
    )
    sure = forms.BooleanField(
        label=_("Delete everything, for good"), error_messages={"required": _("Tick the box to confirm.")}
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        user = request.user
        if not user.is_authenticated or not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        return check_own_password(self.request, self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        """Who has no password has signed in lately, by whatever other way."""
        user = self.request.user
        if not user.is_authenticated or "password" in self.fields:
            return self.cleaned_data
        if user.last_login is None or timezone.now() - user.last_login > LATELY:
            raise ValidationError(_("Sign out and in again first: you have no password to confirm it with."))
        return self.cleaned_data


def check_own_password(request: HttpRequest, password: str) -> str:
    """The signed-in user's password, throttled like signing in. Raises ValidationError."""
    user = request.user
    assert isinstance(user, User)
    if not signing_in.take_sign_in(request, user.get_username()):
        raise ValidationError(TOO_MANY)
    if not user.check_password(password):
        raise ValidationError(_("That is not your password."))
    signing_in.signed_in(request, user.get_username())
    return password
