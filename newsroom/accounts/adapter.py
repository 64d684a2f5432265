"""What allauth asks of the site: its words, its mail, and where somebody goes next."""

from __future__ import annotations

import ipaddress
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import asking, mail
from newsroom.limits import signing_in
from newsroom.limits.network import network_of
from newsroom.origin import absolute

WRONG = _("No account has this name and password. Check both; capital letters count.")
NAME_RULE = _("A name has letters, digits and @ . + - _ only, and no blanks.")
NAME_TAKEN = _("That name is taken. Choose another, or sign in if it is yours.")
NOT_YOURS = _("That is not your password.")
# What is said on the next page when something has been done; allauth's name for it, ours. The rest is silent.
DONE = {
    "account/messages/password_changed.txt": _("Your password is changed. On other devices you will have to sign in again."),
    "account/messages/password_set.txt": _("Your password is set."),
    "account/messages/email_confirmation_sent.txt": _("A link is on its way to the address. Open it to confirm that it is yours."),
    "account/messages/email_confirmed.txt": _("The address is confirmed."),
    "account/messages/email_deleted.txt": _("The address is forgotten."),
    "mfa/messages/totp_activated.txt": _("From now on signing in asks for a code from your app."),
    "mfa/messages/totp_deactivated.txt": _("Signing in no longer asks for a code from an app."),
    "mfa/messages/webauthn_added.txt": _("The passkey is yours to sign in with."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("These are your recovery codes. Keep them where you keep what must not be lost."),
    "usersessions/messages/sessions_logged_out.txt": _("Every other session has ended."),
}  # fmt: skip


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "username_taken": NAME_TAKEN,
        "too_many_login_attempts": signing_in.TOO_MANY,
        "incorrect_password": NOT_YOURS,
        "enter_current_password": NOT_YOURS,
        "duplicate_email": _("That is your address already."),
    }

    # --- Where one goes next -------------------------------------------------------------------------

    def is_safe_url(self, url: str | None) -> bool:
        """On this very host, as a whole path: `next` leads nowhere else."""
        return bool(url) and url.startswith("/") and url_has_allowed_host_and_scheme(  # type: ignore[union-attr]
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )  # fmt: skip

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("players:me")

    get_signup_redirect_url = get_login_redirect_url

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return f"{reverse('players:settings')}?saved"

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("account_email" if self.request.user.is_authenticated else "account_login")

    # --- Names and passwords -------------------------------------------------------------------------

    def clean_username(self, username: str, shallow: bool = False) -> str:
        name: str = User.normalize_username(username)
        UnicodeUsernameValidator(message=NAME_RULE)(name)
        if not shallow and get_user_model()._default_manager.filter(username__iexact=name).exists():
            raise ValidationError(NAME_TAKEN)
        return name

    def can_delete_email(self, email_address: Any) -> bool:
        """Nobody signs in with an address, so an account can be without."""
        return True

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Tries are counted in the forms, by `newsroom.limits.signing_in`."""

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """A signed-in person's password once more, counted like a sign-in."""
        if not signing_in.take_sign_in(self.request, user.get_username()):
            raise ValidationError(signing_in.TOO_MANY)
        is_right = user.check_password(password)
        if is_right:
            signing_in.signed_in(self.request, user.get_username())
        return is_right

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has no password and no second step signs in anew instead: a fresh sign-in by their organisation does."""
        if get_reauthentication_flows(self.request.user):
            return bool(super().is_reauthentication_required(app=app, **kwargs))
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > account_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        found = asking.ways(self.request, super().get_reauthentication_methods(user))
        if not found and settings.OIDC_ISSUER:
            way = reverse("openid_connect_login", args=["staff"])
            return [{"id": "organisation", "description": settings.OIDC_NAME, "url": way}]
        return [{**each, "description": words[each["id"]]} for each in found]

    # --- What is said --------------------------------------------------------------------------------

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: Any = None,
    ) -> None:
        if said := message or DONE.get(message_template or ""):
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages are HTML, whatever is asked; only the browser's question for a passkey is answered in JSON."""
        match = request.resolver_match
        asks = request.method == "GET" and request.headers.get("Accept") == "application/json"
        return asks and match is not None and match.view_name == "mfa_login_webauthn"

    # --- Mail ----------------------------------------------------------------------------------------

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return absolute(request, reverse("account_confirm_email", args=[emailconfirmation.key]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send(self.request, template_prefix, email, context)

    # --- Where one comes from ------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network of it alone: no page and no row needs more."""
        try:
            return str(ipaddress.ip_network(network_of(request)).network_address)
        except ValueError:
            return "0.0.0.0"  # noqa: S104 - an address that is unknown, not one to listen at
