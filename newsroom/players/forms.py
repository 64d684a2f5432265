"""What people type about themselves. Each fault is a sentence beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, get_user_model, password_validation
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from newsroom.limits import signing_in
from newsroom.limits.signing_in import TOO_MANY
from newsroom.players import handles
from newsroom.players.models import Player

WRONG = "No account has this name and password. Check both; capital letters count."
NAME_RULE = "A name has letters, digits and @ . + - _ only, and no blanks."
_NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class SignInForm(forms.Form):
    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs=_NAME))
    password = forms.CharField(max_length=200, strip=False, widget=_password("current-password"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.is_blocked = request, False
        self.user: Any = None

    def clean(self) -> dict[str, Any]:
        """The same text and the same work for a name that nobody has."""
        data = self.cleaned_data
        if "name" not in data or "password" not in data:
            return data
        if not signing_in.take_sign_in(self.request, data["name"]):
            self.is_blocked = True
            raise ValidationError(TOO_MANY)
        self.user = authenticate(self.request, username=data["name"], password=data["password"])
        if self.user is None:
            raise ValidationError(WRONG)
        signing_in.signed_in(self.request, data["name"])
        return data


class SignUpForm(forms.Form):
    name = forms.CharField(
        max_length=60,
        validators=[UnicodeUsernameValidator(message=NAME_RULE)],
        widget=forms.TextInput(attrs=_NAME),
        help_text="To sign in with. Others see your handle instead, which you can choose afterwards.",
    )
    password = forms.CharField(
        max_length=200, strip=False, widget=_password("new-password"), help_text="Eight characters or more."
    )
    email = forms.EmailField(
        required=False,
        label="Email, if you like",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Only to get back in if you forget the password. Without it, a lost password is a lost account.",
    )

    def clean_name(self) -> str:
        name: str = get_user_model().normalize_username(self.cleaned_data["name"])
        if get_user_model()._default_manager.filter(username__iexact=name).exists():
            raise ValidationError("That name is taken. Choose another, or sign in if it is yours.")
        return name

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "name" in data and "password" in data:
            someone = User(username=data["name"], email=data.get("email", ""))
            try:
                password_validation.validate_password(data["password"], someone)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class HandleForm(forms.Form):
    handle = forms.CharField(
        max_length=handles.LONGEST,
        help_text="What others see on the leaderboards. Letters, digits, single hyphens.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, player: Player, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["handle"] = player.handle
        self.player = player

    def clean_handle(self) -> str:
        return handles.clean_handle(self.cleaned_data["handle"], own=self.player)


class EmailForm(forms.Form):
    email = forms.EmailField(
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Only for getting back in. Empty it to have us forget it.",
    )
    password = forms.CharField(
        label="Your password, to change it",
        max_length=200,
        strip=False,
        widget=_password("current-password"),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert isinstance(request.user, User)
        self.initial["email"] = request.user.email
        self.request = request

    def clean_password(self) -> str:
        return check_own_password(self.request, self.cleaned_data["password"])


class NameReportForm(forms.Form):
    text = forms.CharField(
        label="What is wrong with it?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is wrong with it."},
    )


class DeleteForm(forms.Form):
    """An account confirms with its password, an anonymous player with a tick."""

    password = forms.CharField(
        label="Your password", max_length=200, strip=False, widget=_password("current-password")
    )
    sure = forms.BooleanField(
        label="Delete everything, for good", error_messages={"required": "Tick the box to confirm."}
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not request.user.is_authenticated:
            del self.fields["password"]

    def clean_password(self) -> str:
        return check_own_password(self.request, self.cleaned_data["password"])


def check_own_password(request: HttpRequest, password: str) -> str:
    """The signed-in user's password, throttled like signing in. Raises ValidationError."""
    user = request.user
    assert isinstance(user, User)
    if not signing_in.take_sign_in(request, user.get_username()):
        raise ValidationError(TOO_MANY)
    if not user.check_password(password):
        raise ValidationError("That is not your password.")
    signing_in.signed_in(request, user.get_username())
    return password
