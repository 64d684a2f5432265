"""Static text compressed while developing, as a production's disk has it: pages cost there what they cost here."""

from __future__ import annotations

from django.conf import settings
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/", "application/javascript", "image/svg+xml")


class PackedStatic(GZipMiddleware):
    """Django's middleware for static text alone: answers with secrets in them are not compressed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = response.headers.get("Content-Type", "").startswith(_TEXT)
        if not is_text or not request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            return response
        return super().process_response(request, response)
