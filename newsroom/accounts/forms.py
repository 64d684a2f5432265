"""Allauth's forms with the names that this site's fields have always had, its words, and its limits."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import mail
from newsroom.limits import signing_in
from newsroom.players.services import player_of

NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class NameTaken(Exception):
    """Somebody else took the name between the check and the row."""


def password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget, help_text=help_text)


class Posted:
    """A form whose fields are posted under other names than allauth's."""

    posted: ClassVar[dict[str, str]] = {}

    def add_prefix(self, field_name: str) -> str:
        return self.posted.get(field_name, field_name)


class SignIn(Posted, allauth.LoginForm):
    posted: ClassVar[dict[str, str]] = {"login": "name"}
    is_blocked = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Name"), max_length=150, widget=forms.TextInput(attrs=NAME)
        )
        self.fields["password"] = password(_("Password"), "current-password")
        self.order_fields(["login", "password"])

    def clean(self) -> dict[str, Any]:
        """The same text and the same work for a name that nobody has; a blocked try is not looked at."""
        if self.errors:
            return self.cleaned_data
        name = self.cleaned_data["login"]
        if not signing_in.take_sign_in(self.request, name):
            self.is_blocked = True
            raise ValidationError(signing_in.TOO_MANY)
        data: dict[str, Any] = super().clean()
        signing_in.signed_in(self.request, name)
        return data


class SignUp(Posted, allauth.SignupForm):
    posted: ClassVar[dict[str, str]] = {"username": "name", "password1": "password"}
    is_blocked = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = forms.CharField(
            label=_("Name"),
            max_length=60,
            widget=forms.TextInput(attrs=NAME),
            help_text=_("To sign in with. Others see your handle instead, which you can choose afterwards."),
        )
        self.fields["password1"] = password(_("Password"), "new-password", _("Eight characters or more."))
        self.fields["email"] = forms.EmailField(
            required=False,
            label=_("Email, if you like"),
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            help_text=_(
                "Only to get back in if you forget the password. Without it, a lost password is a lost account."
            ),
        )
        self.order_fields(["username", "password1", "email"])

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """The account and its player, or neither. Raises NameTaken."""
        try:
            with transaction.atomic():
                user, response = super().try_save(request)
                if user is not None:
                    player_of(user)
        except IntegrityError as error:
            raise NameTaken from error
        return user, response


class _NewPassword(Posted):
    """A new password, twice."""

    posted: ClassVar[dict[str, str]] = {
        "oldpassword": "old_password",
        "password1": "new_password1",
        "password2": "new_password2",
    }
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("password1", _("New password")), ("password2", _("The same again"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
            self.fields[name].help_text = ""
        self.fields["password1"].help_text = _("Eight characters or more.")


class ChangePassword(_NewPassword, allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password(_("Your password now"), "current-password")
        self.order_fields(["oldpassword", "password1", "password2"])

    def clean_oldpassword(self) -> str:
        """Counted like a sign-in."""
        given: str = self.cleaned_data["oldpassword"]
        adapter = allauth.get_adapter()
        if not adapter.reauthenticate(self.user, given):
            raise adapter.validation_error("enter_current_password")
        return given


class SetPassword(_NewPassword, allauth.SetPasswordForm):
    pass


class NewPasswordByMail(_NewPassword, allauth.ResetPasswordKeyForm):
    pass


class Recover(allauth.ResetPasswordForm):
    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        """Whose it is, a worker asks: here the same is done for every address."""
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """The answer is the same whether the address belongs to an account, or was asked for too often."""
        address: str = self.cleaned_data["email"]
        if signing_in.take_mail(request, address, kind="recovery"):
            mail.send_ways_back(request, address)
        return address


class Address(allauth.AddEmailForm):
    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def save(self, request: HttpRequest) -> Any:
        """A confirmed address stays until the new one is confirmed; one that was not gives way at once."""
        address = super().save(request)
        self.user.refresh_from_db(fields=["email"])
        if not self.user.email:
            address.set_as_primary()
        return address


class Again(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password(_("Your password"), "current-password")
