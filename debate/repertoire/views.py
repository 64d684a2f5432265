"""What the documents of the repertoire look like, for machines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from debate.repertoire.document import DebateDocument, VoiceDocument, schema
from stories.responses import public_json


@require_safe
def debate_schema(request: HttpRequest) -> HttpResponse:
    return public_json(request, schema(DebateDocument), "application/schema+json")


@require_safe
def voice_schema(request: HttpRequest) -> HttpResponse:
    return public_json(request, schema(VoiceDocument), "application/schema+json")
