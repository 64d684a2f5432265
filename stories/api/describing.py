"""An operation of the API: declared once, served and described from the same declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from newsroom.problems import PROBLEM, problem
from stories.api.paging import NoPage
from stories.responses import public_bytes

VERSION = "1.0.0"
ALLOWED = "GET, HEAD, OPTIONS"

View = Callable[..., BaseModel]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A parameter of an operation. A path's are required, a query's never."""

    name: str
    text: str
    is_path: bool = False
    schema: tuple[tuple[str, Any], ...] = (("type", "string"),)

    def described(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "in": "path" if self.is_path else "query",
            "required": self.is_path,
            "description": self.text,
            "schema": dict(self.schema),
        }


PAGED = (
    Asked(name="cursor", text="Where the page begins: from the `next` of the one before it."),
    Asked(
        name="limit",
        text="How many at most.",
        schema=(("type", "integer"), ("minimum", 1), ("maximum", 100), ("default", 20)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class _Operation:
    path: str
    name: str
    summary: str
    answer: type[BaseModel]
    asked: tuple[Asked, ...]


_operations: dict[str, _Operation] = {}


def operation(
    path: str, *, summary: str, answer: type[BaseModel], asked: tuple[Asked, ...] = ()
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Serve a view that returns its answer as a value, at this path such as /api/v1/stories/{slug}.

    The same bytes for everyone with a strong ETag, open to every origin; what the view raises is answered as a problem:
    Http404 and Withdrawn by `newsroom.pages`, NoPage here.
    """

    def declare(view: View) -> Callable[..., HttpResponse]:
        _operations[path] = _Operation(
            path=path, name=view.__name__, summary=summary, answer=answer, asked=asked
        )

        @csrf_exempt
        @wraps(view)
        def serve(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _open(HttpResponse(status=204))
            if request.method not in ("GET", "HEAD"):
                return problem(405, f"This API is for reading: {ALLOWED}.", Allow=ALLOWED)
            try:
                value = view(request, **kwargs)
            except NoPage as error:
                return problem(400, str(error))
            response = public_bytes(
                request, value.model_dump_json(by_alias=True).encode(), "application/json"
            )
            if following := getattr(value, "next", None):
                response["Link"] = f'<{following}>; rel="next"'
            return _open(response)

        return serve

    return declare


def _open(response: HttpResponse) -> HttpResponse:
    """To scripts of every origin: there is nothing here that belongs to one visitor."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link"
    if response.status_code == 204:
        response["Access-Control-Allow-Methods"] = response["Allow"] = ALLOWED
        response["Access-Control-Allow-Headers"] = "If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    return response


def openapi(*, name: str, root: str) -> dict[str, Any]:
    """The OpenAPI 3.1 description of every operation that is declared."""
    operations = [_operations[path] for path in sorted(_operations)]
    _, schema = models_json_schema(
        [(each.answer, "serialization") for each in operations], ref_template="#/components/schemas/{model}"
    )
    refusal = {
        "description": "A problem document (RFC 9457).",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    schemas = schema["$defs"] | {
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
            },
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: stories, quotations and debates",
            "version": VERSION,
            "description": "Read-only. The same for everyone; ETags, paging by cursor, problems as RFC 9457.",
        },
        "servers": [{"url": root.rstrip("/")}],
        "paths": {each.path: {"get": _described(each)} for each in operations},
        "components": {"schemas": schemas, "responses": {"Problem": refusal}},
    }


def _described(each: _Operation) -> dict[str, Any]:
    refusals = {status: {"$ref": "#/components/responses/Problem"} for status in _refusals(each)}
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{each.answer.__name__}"}}}
    return {
        "operationId": each.name,
        "summary": each.summary,
        "parameters": [asked.described() for asked in each.asked],
        "responses": {
            "200": {"description": each.summary, "content": content},
            "304": {"description": "What If-None-Match names is still so."},
            **refusals,
        },
    }


def _refusals(each: _Operation) -> Iterator[str]:
    if PAGED[0] in each.asked:
        yield "400"
    if "{" in each.path:
        yield from ("404", "410")
    yield "429"
