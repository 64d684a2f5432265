"""Nothing typed is lost: a form that met a sign-in that ran out, or a newer one, is carried forward and sent again.

What was posted goes through the sign-in inside the pages themselves, so nothing is stored for anyone; it is saved
by nothing but a press of the button that says so. Passwords and files are not carried.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

FIELD = "kept_fields"
PANELS = ("panel-1", "panel-2")  # the dialogs of a page: an item, and one made on the way

Fields = list[tuple[str, str]]


def panel_of(request: HttpRequest) -> str:
    """The dialog of a page that asks for this form; "" for a page of its own."""
    asked = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    return asked if asked in PANELS else ""


def is_of_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form: as good as the form's own token."""
    origin = request.headers.get("Origin", "")
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def typed_in(request: HttpRequest) -> Fields:
    """What was posted, but for the token; nothing of a form that has a password."""
    if request.method != "POST" or any("password" in name for name in request.POST):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", FIELD)
        for value in values
    ]


def carried_in(request: HttpRequest) -> Fields:
    """What an earlier page of this way carries in its hidden field."""
    try:
        found = json.loads(request.POST.get(FIELD) or "[]")
        return [(str(name), str(value)) for name, value in found]
    except (ValueError, TypeError):
        return []


def sign_in_first(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The sign-in, where the form was or in its panel, with what was typed carried along."""
    fields, address = typed_in(request), request.get_full_path()
    context: dict[str, Any] = {
        "form": (site.login_form or AdminAuthenticationForm)(request),
        "app_path": reverse("admin:login", current_app=site.name),
        "next": address,
    }
    return sign_in_page(request, site, fields, context)


def sign_in_page(
    request: HttpRequest, site: AdminSite, fields: Fields, context: dict[str, Any]
) -> HttpResponse:
    panel = panel_of(request)
    whole = {
        **site.each_context(request),
        "title": _("Sign in"),
        **context,
        **_carried(fields),
        "panel": panel,
    }
    request.current_app = site.name
    return TemplateResponse(request, "admin/again/panel_sign_in.html" if panel else "admin/login.html", whole)


def send_again(request: HttpRequest, site: AdminSite, fields: Fields, address: str) -> HttpResponse:
    """Signed in: one press sends what was typed to where it was going."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        address = reverse("admin:index", current_app=site.name)
    panel = panel_of(request)
    context = {
        **site.each_context(request),
        "title": _("What you typed is still here"),
        "fields": fields,
        "address": address,
        "panel": panel,
    }
    request.current_app = site.name
    template = "admin/again/panel_send.html" if panel else "admin/again/send.html"
    return TemplateResponse(request, template, context)


def _carried(fields: Fields) -> dict[str, Any]:
    return {"carried": json.dumps(fields) if fields else "", "carried_name": FIELD}


def token_was_old(request: HttpRequest, site: AdminSite) -> HttpResponse | None:
    """The desk's answer to a form of this site with an old token; None where it is no form of the desk's.

    A sign-in in a second tab gives the browser a new token, and pages that were open before have the old one.
    """
    desk = reverse("admin:index", current_app=site.name)
    if request.method != "POST" or not request.path.startswith(desk) or not is_of_this_site(request):
        return None
    fields, address = typed_in(request), request.get_full_path()
    if request.path == reverse("admin:login", current_app=site.name):
        fields, address = carried_in(request), request.POST.get("next", desk)
    if not fields:
        return None
    if site.has_permission(request):
        return send_again(request, site, fields, address)
    return sign_in_first(request, site)
