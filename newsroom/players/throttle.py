"""Counting tries on the cache: five wrong passwords for a name from one network in a quarter of an hour.

The count is the same whether the name exists or not, and a blocked try is not checked at all, so neither
text nor time tells. The cache may forget (a restart); that only gives a guesser five tries more.
"""

from __future__ import annotations

import hashlib
import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS = 15 * 60
TRIES = 5  # wrong passwords per name and network
TRIES_OF_NETWORK = 50  # wrong passwords per network, whatever the names
ACCOUNTS_OF_NETWORK = 20  # new accounts per network in the window: a school class, not a script
MAILS = 3  # recovery mails per address asked for, and per network ten times as many


def network_of(request: HttpRequest) -> str:
    """The visitor's network: /24 of IPv4, /56 of IPv6. Behind `PROXIES` trusted proxies, as they saw it."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if 0 < settings.PROXIES <= len(forwarded):
        address = forwarded[-settings.PROXIES]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))


class Tries:
    """A counter per window for whatever the parts name. Keys are hashed: the cache holds no names."""

    def __init__(self, *parts: str, limit: int) -> None:
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        self.key, self.limit = f"tries:{digest}", limit

    def take(self) -> bool:
        """Count one more. False: that was too many."""
        return self.count() <= self.limit

    def count(self) -> int:
        """Count one more and say how many there are. The window runs from the first."""
        cache.add(self.key, 0, WINDOW_SECONDS)
        try:
            return int(cache.incr(self.key))
        except ValueError:  # it ran out between the two
            cache.set(self.key, 1, WINDOW_SECONDS)
            return 1

    def forget(self) -> None:
        cache.delete(self.key)


def take_sign_in(request: HttpRequest, name: str) -> bool:
    """Count a try to sign in before it is checked. False: too many, do not check it.

    Counting first means that simultaneous tries cannot slip through; `signed_in` takes it back.
    """
    network = network_of(request)
    of_name = Tries("name", name.strip().casefold(), network, limit=TRIES)
    of_network = Tries("network", network, limit=TRIES_OF_NETWORK)
    return of_name.take() & of_network.take()


def signed_in(request: HttpRequest, name: str) -> None:
    """The password was right: the name starts afresh."""
    Tries("name", name.strip().casefold(), network_of(request), limit=TRIES).forget()


def take_sign_up(request: HttpRequest) -> bool:
    return Tries("sign-up", network_of(request), limit=ACCOUNTS_OF_NETWORK).take()


def take_mail(request: HttpRequest, address: str) -> bool:
    network = network_of(request)
    of_address = Tries("mail", address.strip().casefold(), limit=MAILS)
    return of_address.take() & Tries("mails", network, limit=10 * MAILS).take()
