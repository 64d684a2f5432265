"""What goes wrong under /api/, as problem documents (RFC 9457) in place of pages."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

API = "/api/"
PROBLEM = "application/problem+json"


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)


def problem(status: int, detail: str, **headers: str) -> HttpResponse:
    """detail: a sentence for whoever writes the program. headers: names with underscores, as keywords have them."""
    value = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = HttpResponse(
        json.dumps(value, ensure_ascii=False).encode(), content_type=PROBLEM, status=status
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    for name, text in headers.items():
        response[name.replace("_", "-")] = text
    return response
