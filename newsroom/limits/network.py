"""Whose network a request comes from."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


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
    if found.version == 6 and found.ipv4_mapped is not None:  # IPv4, as a socket for both writes it
        found = found.ipv4_mapped
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))


def seal_of(request: HttpRequest) -> str:
    """What the database keeps in the network's place: a keyed digest that is another one on the next UTC day, so
    that it tells two networks of a day apart and nothing else."""
    said = f"{timezone.now().date().isoformat()} {network_of(request)}"
    key = hashlib.sha256(b"network " + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:20]
