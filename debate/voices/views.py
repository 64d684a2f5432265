"""Voices: who can speak on a story, one persona's view of it (or two beside each other), and its report form.

Reading asks for nothing and sets no cookie where there is nothing to ask for; a POST has the text written.
A story that is gone, or on which nobody speaks, answers with a page that says why.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from debate.models import Persona
from debate.personas.document import PersonaDocument
from debate.voices import services as service
from debate.voices.forms import VoiceReportForm
from debate.voices.services import VoiceView
from newsroom.http import Request, see_other
from newsroom.origin import absolute
from newsroom.pages import refusal
from newsroom.players.services import ensure_player
from stories.gate import of_published_story
from stories.models import Story
from stories.responses import public_page
from stories.share import image_address

type View = Callable[..., HttpResponse]


def of_open_story(view: View) -> View:
    """Hand the view a published story on which somebody speaks; answer for it otherwise. Never indexed."""

    @wraps(view)
    def answer(request: Request, story: Story, **more: str) -> HttpResponse:
        if why := service.why_silent(story.document):
            status = 409 if request.method == "POST" else 404
            template = "debate/no_voices.html#why" if request.htmx else "debate/no_voices.html"
            return refusal(request, template, status=status, why=why, story=story.document)
        response = view(request, story, **more)
        response["X-Robots-Tag"] = "noindex"
        return response

    return of_published_story(answer)


@require_safe
@of_open_story
def voices(request: Request, story: Story) -> HttpResponse:
    """Everyone who speaks on this story. The same bytes for everyone, as the row below. 2 queries."""
    return public_page(request, "debate/voices.html", story=story.document, personas=_cast())


@require_safe
@of_open_story
def portraits(request: Request, story: Story) -> HttpResponse:
    """The row of portraits, for the story page's script, with what it needs to answer in place. 2 queries."""
    return public_page(request, "debate/voices.html#portraits", story=story.document, personas=_cast())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_open_story
def voice(request: Request, story: Story, persona: str) -> HttpResponse:
    """A persona's view, with `?with=` another's beside it; a POST asks for it."""
    speaker = _speaker(persona)
    if request.method == "POST":
        first = _speaker(request.POST.get("first") or speaker.slug)
        service.ask(ensure_player(request), story=story, persona=speaker)
        if request.htmx:
            return _text(request, service.view_of(story, speaker))
        return see_other(_address(story, request.POST, first=first.slug))
    beside = request.GET.get("with", "")
    speakers = [speaker] + ([_speaker(beside)] if beside not in ("", speaker.slug) else [])
    panels = [service.view_of(story, each) for each in speakers]
    context = {
        "story": story.document,
        "panels": panels,
        "others": [other for other in _cast() if other.slug not in {each.slug for each in speakers}],
        "is_busy": any(panel.is_busy for panel in panels),
        "address": absolute(request, _address(story, request.GET, first=speaker.slug)),
        "picture": absolute(request, image_address(story.document)),
    }
    return TemplateResponse(request, "debate/voice.html", context)


@require_safe
@never_cache
@of_open_story
def text(request: Request, story: Story, persona: str) -> HttpResponse:
    """The text as a fragment; 204 when nothing is newer than ?v=. `?ask=1`: its form sends itself at once."""
    view = service.view_of(story, _speaker(persona))
    if request.GET.get("v") == view.version:
        return HttpResponse(status=204)
    return _text(request, view)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_open_story
def report(request: Request, story: Story, persona: str) -> HttpResponse:
    """Tell the moderators about the text that is shown."""
    view = service.view_of(story, _speaker(persona))
    if view.shown is None:
        raise Http404("Nothing has been written here that could be reported")
    form = VoiceReportForm(request.POST if request.method == "POST" else None)
    context = {"view": view, "form": form, "story": view.story}
    if not form.is_valid():
        return TemplateResponse(
            request, "debate/voice_report.html", context, status=422 if form.is_bound else 200
        )
    service.report(ensure_player(request), voice=view.shown, text=form.cleaned_data["text"])
    return TemplateResponse(request, "debate/voice_report.html", context | {"is_done": True})


def _cast() -> list[PersonaDocument]:
    """All who may speak, for their portraits."""
    return [persona.as_document for persona in Persona.objects.speaking()]


def _speaker(slug: str) -> Persona:
    persona = Persona.objects.speaking().filter(slug=slug).first()
    if persona is None:
        raise Http404(f"Nobody called {slug[:80]} speaks here")
    return persona


def _text(request: Request, view: VoiceView) -> HttpResponse:
    context = {"panel": view, "story": view.story, "asks_itself": "ask" in request.GET}
    return TemplateResponse(request, "debate/voice.html#text", context)


def _address(story: Story, asked: QueryDict, *, first: str) -> str:
    """The page of a persona, with the one that stands beside it if there is one."""
    beside = asked.get("with", "")
    is_known = beside != first and Persona.objects.speaking().filter(slug=beside).exists()
    address = reverse("debate:voice", args=[story.slug, first])
    return f"{address}?with={beside}" if is_known else address
