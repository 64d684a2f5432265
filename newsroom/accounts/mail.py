"""Mail about an account. It leaves from a worker; the way back into an account is looked for there, too, so that its page
takes as long for an unknown address as for a known one."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from celery import shared_task
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from newsroom.identity.mail import new_mail
from newsroom.origin import origin_of

log = logging.getLogger(__name__)
# By allauth's name for a mail: its subject, and our template.
LETTERS = {
    "account/email/email_confirmation": (_("Is this your address?"), "accounts/mail/confirm.txt"),
    "account/email/email_confirmation_signup": (_("Is this your address?"), "accounts/mail/confirm.txt"),
}
# What has been done to an account, told to its owner in one and the same mail.
NOTICES = {
    "account/email/password_changed": _("The password of your account was changed."),
    "account/email/password_set": _("A password was set for your account."),
    "account/email/password_reset": _("The password of your account was changed with a link from a mail."),
    "account/email/email_changed": _(
        "Your account has another email address now; mail no longer comes here."
    ),
    "account/email/email_confirm": _("This address was confirmed as your account’s."),
    "account/email/email_deleted": _("Your account no longer has this email address."),
    "mfa/email/totp_activated": _("Signing in to your account now asks for a code from an app."),
    "mfa/email/totp_deactivated": _("Signing in to your account no longer asks for a code from an app."),
    "mfa/email/recovery_codes_generated": _(
        "New recovery codes were made for your account; the former ones are void."
    ),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
    "socialaccount/email/account_connected": _("Your account can now be signed in to by your organisation."),
    "accounts/second_step_reset": _(
        "An administrator took the second step off your account, as somebody asked."
    ),
}


def send(request: HttpRequest, kind: str, address: str, context: dict[str, Any]) -> None:
    """Write a mail of one of these kinds and queue it. A queue that is away costs the mail, not the page."""
    told = {**context, "site": origin_of(request)}
    if kind in NOTICES:
        subject, template = _("Your account was changed"), "accounts/mail/notice.txt"
        told["what"] = NOTICES[kind]
    elif kind in LETTERS:
        subject, template = LETTERS[kind]
    else:
        log.error("no mail is written for %s", kind)
        return
    try:
        deliver.delay(address, str(subject), render_to_string(template, told))
    except Exception:
        log.exception("a mail about an account could not be queued")


def tell(request: HttpRequest, kind: str, user: AbstractBaseUser) -> None:
    """A notice to the owner of an account, if it has a confirmed address."""
    if address := EmailAddress.objects.get_verified(user):
        send(request, kind, address.email, {})


def send_ways_back(request: HttpRequest, address: str) -> None:
    """A mail for each account that this address gets back into, as a worker finds them."""
    try:
        ways_back.delay(address, origin_of(request), get_language() or settings.LANGUAGE_CODE)
    except Exception:
        log.exception("a way back into an account could not be queued")


@shared_task(name="newsroom.accounts.ways_back")
def ways_back(address: str, site: str, language: str) -> None:
    users = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
    with translation.override(language):
        for user in users:
            if user.has_usable_password():
                key = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
                told = {
                    "username": user.get_username(),
                    "site": site,
                    "password_reset_url": site + reverse("account_reset_password_from_key", args=key),
                }
                text = render_to_string("accounts/mail/recover.txt", told)
                new_mail(gettext("A new password"), text, to=address).send()


@shared_task(name="newsroom.accounts.mail")
def deliver(address: str, subject: str, text: str) -> None:
    new_mail(subject, text, to=address).send()
