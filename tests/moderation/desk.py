"""Every address of the desk, found by the resolver and filled in from the rows that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from debate.models import Speech

SKIPPED = {"logout", "password_change", "password_change_done", "jsi18n", "login"}


@dataclass(frozen=True, kw_only=True)
class Address:
    """name: as it is reversed, without its namespace; model: whose page it is, if it is one's."""

    name: str
    url: str
    model: type[Model] | None


def addresses() -> Iterator[Address]:
    """Each once; of pages of a row, those of every kind's first and last row. Kinds without a row have a number that is none."""
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern).startswith("admin/") and isinstance(pattern, URLResolver):
            yield from _walk(pattern, "/")


def signed_in(*roles: str) -> Client:
    """A client of somebody of the staff with these roles; "admin" is a superuser."""
    user = User.objects.create_user(
        "-".join(roles) or "nobody", is_staff=True, is_superuser=roles == ("admin",)
    )
    if roles != ("admin",):
        user.groups.set(Group.objects.filter(name__in=roles))
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    at = before + str(resolver.pattern).lstrip("^")
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each, at)
        elif each.name and each.name not in SKIPPED:
            yield from _filled(each, at)


def _filled(pattern: URLPattern, before: str) -> Iterator[Address]:
    model = _model_of(pattern.name or "")
    route = before + str(pattern.pattern)
    if "(?P" in route:  # Django's own catch-all and list of apps
        return
    if "<" not in route:
        yield Address(name=pattern.name or "", url=route, model=model)
        return
    pks = list(model._default_manager.order_by("pk").values_list("pk", flat=True)) if model else []
    known = {
        "kind": "speech",
        "key": Speech.objects.order_by("pk").values_list("pk", flat=True).first(),
        "label": "debate.speech",
    }
    for pk in dict.fromkeys([pks[0], pks[-1]] if pks else [10**6]):
        url = route
        for name in pattern.pattern.converters:
            value = known.get(name, pk)
            url = re.sub(rf"<(?:\w+:)?{name}>", str(value), url)
        yield Address(name=pattern.name or "", url=url, model=model)


def _model_of(name: str) -> type[Model] | None:
    app, _, rest = name.partition("_")
    try:
        return apps.get_model(app, rest.partition("_")[0])
    except LookupError:
        return None
