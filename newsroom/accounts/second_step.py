"""The second step of a sign-in: a code from an app, a recovery code, or a passkey, which is both steps in one.

allauth keeps and checks them (`allauth.mfa`). Here is what it leaves to a site: a code works once, whichever process is
asked; codes are counted; a malformed passkey is an answer and no fault of ours; and the desk asks for a second step
where `STAFF_MFA` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from newsroom.identity.reading import site
from newsroom.limits import signing_in

WRONG_CODE = _("That code is not right, or it was used already. Wait for the next one.")
WRONG_PASSKEY = _("That passkey was not accepted. Try again, or use another way.")
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def _get_site_name(self) -> str:
        return site().name

    def build_totp_svg(self, url: str) -> str:
        """With its own white ground, for a dark page."""
        buffer = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(buffer)
        return buffer.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}


# --- Codes -----------------------------------------------------------------------------------------------


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=label, max_length=40, widget=forms.TextInput(attrs=attrs), help_text=help_text
    )


class _Counted:
    """A form with a code: counted before it is looked at, and taken once."""

    user: Any
    authenticator: Authenticator
    fields: dict[str, forms.Field]
    is_blocked = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(_("Code"), _("From your app, or one of your recovery codes."))

    def clean_code(self) -> str:
        if not signing_in.take_code(context.request, self.user.pk):
            self.is_blocked = True
            raise ValidationError(signing_in.TOO_MANY)
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not _spend(self.authenticator, code):
            raise ValidationError(WRONG_CODE)
        signing_in.code_was_right(context.request, self.user.pk)
        return code


def _spend(authenticator: Authenticator, code: str) -> bool:
    """Whether this code, known to be right, is newer than any that was taken. The row remembers, not the cache."""
    secret, given = decrypt(authenticator.data["secret"]), "".join(filter(str.isdigit, code))
    step = next(
        (n for n in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, n)) == given), 0
    )
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        if row.data.get("spent", 0) >= step:
            return False
        row.data["spent"] = step
        row.save(update_fields=["data"])
    return True


class Code(_Counted, codes.AuthenticateForm):
    pass


class CodeAgain(_Counted, codes.ReauthenticateForm):
    pass


class AddApp(ActivateTOTPForm):
    is_blocked = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(_("The code that the app shows"))

    def clean_code(self) -> str:
        if not signing_in.take_code(context.request, self.user.pk):
            self.is_blocked = True
            raise ValidationError(signing_in.TOO_MANY)
        code: str = super().clean_code()
        signing_in.code_was_right(context.request, self.user.pk)
        return code


# --- Passkeys --------------------------------------------------------------------------------------------


class _Checked:
    """A form with what a browser says of a passkey. It comes from outside: whatever fails in reading it is a refusal."""

    fields: dict[str, forms.Field]
    _errors: dict[str, Any]
    error_class: Any

    def full_clean(self) -> None:
        is_refused = False
        try:
            super().full_clean()  # type: ignore[misc]
        except Exception:
            self.cleaned_data: dict[str, Any] = {}
            is_refused = True
        if is_refused or self._errors.keys() & {"credential", NON_FIELD_ERRORS}:
            self._errors.pop(NON_FIELD_ERRORS, None)
            self._errors["credential"] = self.error_class([WRONG_PASSKEY])


class AddPasskey(_Checked, passkeys.AddWebAuthnForm):
    """Each can be signed in with alone, so each is one that asks who holds it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"] = forms.CharField(
            label=_("What to call it"),
            max_length=60,
            required=False,
            help_text=_("Such as the device it is kept on."),
        )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return super().clean()


class PasskeyStep(_Checked, passkeys.AuthenticateWebAuthnForm):
    pass


class PasskeySignIn(_Checked, passkeys.LoginWebAuthnForm):
    pass


class PasskeyAgain(_Checked, passkeys.ReauthenticateWebAuthnForm):
    pass


class RenamePasskey(passkeys.EditWebAuthnForm):
    name = forms.CharField(label=_("What to call it"), max_length=60)


# --- The desk --------------------------------------------------------------------------------------------


def connect() -> None:
    authenticator_added.connect(_added, dispatch_uid="accounts.second_step_added")


def _added(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever sets a second step up has just made it."""
    if authenticator.type in STEPS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def was_made(request: HttpRequest) -> bool:
    """Whether this session's sign-in had a second step, or it was made since."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class StaffSecondStep:
    """Middleware, after allauth's: with `STAFF_MFA=required` the desk opens after a second step, and only then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_MFA != "required":
            return self.get_response(request)
        desk = reverse("admin:index")
        if (
            not request.path_info.startswith(desk)
            or request.path_info in (reverse("admin:login"), reverse("admin:logout"))
            or not request.user.is_authenticated
            or not getattr(request.user, "is_staff", False)
            or was_made(request)
        ):
            return self.get_response(request)
        onward = f"?{urlencode({'next': request.get_full_path() if request.method == 'GET' else desk})}"
        has = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
        if Authenticator.Type.TOTP in has:
            return redirect(reverse("mfa_reauthenticate") + onward)
        if Authenticator.Type.WEBAUTHN in has:
            return redirect(reverse("mfa_reauthenticate_webauthn") + onward)
        messages.warning(
            request, gettext("The desk asks for a second step. Set one up here, then go back to it.")
        )
        return redirect("mfa_index")
