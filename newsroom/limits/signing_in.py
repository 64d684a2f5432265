"""Counting tries to sign in: five wrong passwords for a name from one network in a quarter of an hour.

The count is the same whether the name exists or not, and a blocked try is not checked at all, so neither
text nor time tells. Players and editors sign in at different doors and share the count. The cache may forget (a
restart); that only gives a guesser five tries more.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom.limits.counting import Tries
from newsroom.limits.network import network_of

WINDOW_SECONDS = 15 * 60
TRIES = 5  # wrong passwords per name and network
TRIES_OF_NETWORK = 50  # wrong passwords per network, whatever the names
CODES_OF_ACCOUNT = 20  # codes of the second step per account, right or wrong: six digits are soon guessed
ACCOUNTS_OF_NETWORK = 20  # new accounts per network in the window: a school class, not a script
MAILS = 3  # mails of one kind to an address, and from a network ten times as many
TOO_MANY = _("Too many tries from here for now. Wait a quarter of an hour, then try again.")


def take_sign_in(request: HttpRequest, name: str) -> bool:
    """Count a try to sign in before it is checked. False: too many, do not check it.

    Counting first means that simultaneous tries cannot slip through; `signed_in` takes it back.
    """
    network = network_of(request)
    of_name = _tries("name", name.strip().casefold(), network, limit=TRIES)
    of_network = _tries("network", network, limit=TRIES_OF_NETWORK)
    return of_name.take() & of_network.take()


def signed_in(request: HttpRequest, name: str) -> None:
    """The password was right: the name starts afresh."""
    _tries("name", name.strip().casefold(), network_of(request), limit=TRIES).forget()


def take_code(request: HttpRequest, user_id: int) -> bool:
    """Count a code of the second step before it is checked: as passwords, and for the account from anywhere."""
    of_both = _tries("code", str(user_id), network_of(request), limit=TRIES)
    return of_both.take() & _tries("codes", str(user_id), limit=CODES_OF_ACCOUNT).take()


def code_was_right(request: HttpRequest, user_id: int) -> None:
    _tries("code", str(user_id), network_of(request), limit=TRIES).forget()


def take_sign_up(request: HttpRequest) -> bool:
    return _tries("sign-up", network_of(request), limit=ACCOUNTS_OF_NETWORK).take()


def take_organisation(request: HttpRequest) -> bool:
    """Count a visit to the identity provider: this site asks it something before anybody is known."""
    return _tries("organisation", network_of(request), limit=TRIES_OF_NETWORK).take()


def take_mail(request: HttpRequest, address: str, *, kind: str) -> bool:
    """Count a mail that anybody may have sent to an address. kind: of what, for whoever has used up one still gets another:
    following stories costs nobody the way back into their account."""
    of_address = _tries("mail", kind, address.strip().casefold(), limit=MAILS)
    return of_address.take() & _tries("mails", kind, network_of(request), limit=10 * MAILS).take()


def _tries(*parts: str, limit: int) -> Tries:
    return Tries(*parts, limit=limit, seconds=WINDOW_SECONDS)
