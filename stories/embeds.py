"""Pieces of a story that stand on other sites: small pages for a frame, the code that frames them, and oEmbed.

A piece is the same bytes for everyone, sets no cookie and needs none. Who may frame it is EMBED_ORIGINS; every other
address of the site stays `frame-ancestors 'none'`. The quiz's and the debate's pieces are their apps' own views.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from newsroom.identity.reading import site
from newsroom.languages.addresses import language_of as address_language
from newsroom.languages.addresses import without_language
from newsroom.origin import absolute, written_origins
from stories import share
from stories.document import StoryDocument
from stories.gate import Withdrawn, of_published_story, open_story
from stories.models import Story
from stories.page import accent_of, first_figures
from stories.playing import playable
from stories.responses import HTML, page_html, public_bytes, public_json, public_page
from stories.shown import shown_date

FIGURES, EVENTS, KEY_EVENTS_LEAST = 6, 6, 3
WIDTH, NARROWEST = 700, 320  # of a column, in pixels
HEIGHTS = {"timeline": 720, "figures": 480, "quiz": 460, "debate": 760}  # where no script sets it
_SCRIPT = settings.BASE_DIR / "static" / "js" / "embed.js"
_OF_STORY = re.compile(r"/stories/(?P<slug>[a-z0-9-]{1,80})/(?:embed/(?P<kind>[a-z]+)/)?")

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Piece:
    kind: str
    name: str
    url: str
    code: str  # HTML for the host's page


def framed(view: View) -> View:
    """Let those frame the view's answer whom EMBED_ORIGINS names, its 410 too. Nobody indexes it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        origins = settings.EMBED_ORIGINS or [CSP.NONE]
        policy: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": origins}
        response: HttpResponse = csp_override(policy)(_or_gone(view))(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        if settings.EMBED_ORIGINS:
            response.xframe_options_exempt = True  # what its middleware looks for
        return response

    return answer


def _or_gone(view: View) -> View:
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Withdrawn as gone:
            told: dict[str, Any] = {
                "label": gone.label,
                "title": gone.title,
                "reason": str(gone),
                "home": absolute(request, "/"),
            }
            page = render_to_string("stories/embed_gone.html", told)
            return HttpResponse(page, status=410, headers={"Cache-Control": "no-store"})

    return answer


def piece(request: HttpRequest, template: str, story: Story, **context: Any) -> HttpResponse:
    """A piece of the story from its template; the story's own page is its canonical address."""
    document = story.document
    html = page_html(
        template,
        canonical=absolute(request, story.get_absolute_url()),
        document=document,
        accent=accent_of(document.category),
        **context,
    )
    return public_bytes(request, html, HTML)


@require_safe
@framed
@of_published_story
def timeline(request: HttpRequest, story: Story) -> HttpResponse:
    """The key events if there are some, else the latest. 1 query."""
    events = sorted(story.document.timeline, key=lambda event: event.date, reverse=True)
    if not events:
        raise Http404("no events")
    key = [event for event in events if event.is_key]
    shown = (key if len(key) >= KEY_EVENTS_LEAST else events)[:EVENTS]
    dated = [(event, shown_date(event.date, event.precision, event.end_date)) for event in shown]
    return piece(request, "stories/embed_timeline.html", story, events=dated, total=len(events))


@require_safe
@framed
@of_published_story
def figures(request: HttpRequest, story: Story) -> HttpResponse:
    """The figures that lead the story's band, each with what it rests on. 1 query."""
    document = story.document
    if not document.figures:
        raise Http404("no figures")
    names = [source.publisher or source.title for source in document.sources]
    shown = [
        (figure, [names[source.number - 1] for source in figure.sources])
        for figure in first_figures(document, FIGURES)
    ]
    return piece(request, "stories/embed_figures.html", story, figures=shown, total=len(document.figures))


@require_safe
@of_published_story
def embed(request: HttpRequest, story: Story) -> HttpResponse:
    """What of a story can stand elsewhere, with the code to copy. 2 queries."""
    return public_page(
        request,
        "stories/embed.html",
        story=story,
        headline=story.document.headline,
        accent=accent_of(story.document.category),
        pieces=pieces_of(request, story) if settings.EMBED_ORIGINS else [],
    )


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """/embed.js: gives frames on a host's page their height. Its address stays, as it stands on other sites."""
    return public_bytes(request, _SCRIPT.read_bytes(), "text/javascript; charset=utf-8")


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0, for a story's page or one of its pieces. 2 queries."""
    asked = request.GET
    if asked.get("format", "json") != "json":
        return HttpResponse("This site answers in JSON.", status=501, content_type="text/plain")
    try:
        parts = urlsplit(asked.get("url", "")[:500])
    except ValueError:  # no address at all
        parts = urlsplit("")
    found = _OF_STORY.fullmatch(without_language(parts.path))
    ours = {*written_origins(), absolute(request, "")}
    if found is None or f"{parts.scheme}://{parts.netloc}" not in ours or not settings.EMBED_ORIGINS:
        return JsonResponse({"error": "There is nothing to embed at this address."}, status=404)
    try:
        story = open_story(found["slug"])
    except Withdrawn as gone:
        return JsonResponse({"error": str(gone)}, status=410)
    with translation.override(address_language(parts.path)):
        pieces = {each.kind: each for each in pieces_of(request, story)}
    chosen = pieces.get(found["kind"]) if found["kind"] else next(iter(pieces.values()), None)
    if chosen is None:
        return JsonResponse({"error": "There is nothing to embed at this address."}, status=404)
    width, height = _most(asked.get("maxwidth"), WIDTH), _most(asked.get("maxheight"), HEIGHTS[chosen.kind])
    answer = public_json(
        request,
        {
            "version": "1.0",
            "type": "rich",
            "title": f"{story.document.headline}: {chosen.name}",
            "provider_name": site().name,
            "provider_url": absolute(request, "/"),
            "width": width,
            "height": height,
            "html": code_of(chosen, story.document, width=str(width), height=height),
            "thumbnail_url": absolute(request, share.image_address(story.document)),
            "thumbnail_width": share.WIDTH,
            "thumbnail_height": share.HEIGHT,
            "cache_age": 3600,
        },
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def pieces_of(request: HttpRequest, story: Story) -> list[Piece]:
    """The pieces that there are of a story. 1 query."""
    document = story.document
    play = playable(document, story.live)
    is_debatable = document.debatable and any(motion.key not in play.closed for motion in document.motions)
    there = {
        "timeline": (bool(document.timeline), _("Timeline"), "stories:embed_timeline"),
        "figures": (bool(document.figures), _("Figures"), "stories:embed_figures"),
        "quiz": (bool(play.quiz_asks), _("Who said it?"), "quiz:embed"),
        "debate": (is_debatable, _("Debate"), "debate:embed"),
    }
    found = []
    for kind, (is_there, name, address) in there.items():
        if is_there:
            each = Piece(
                kind=kind, name=name, url=absolute(request, reverse(address, args=[document.slug])), code=""
            )
            code = code_of(each, document, script=absolute(request, reverse("stories:embed_script")))
            found.append(Piece(kind=kind, name=name, url=each.url, code=code))
    return found


def code_of(
    each: Piece, document: StoryDocument, *, width: str = "100%", height: int = 0, script: str = ""
) -> SafeString:
    """The frame, and the script that gives it its height, if that is named."""
    frame = format_html(
        '<iframe src="{}" title="{}: {}" width="{}" height="{}" loading="lazy" style="border:0"></iframe>',
        each.url,
        document.headline,
        each.name,
        width,
        height or HEIGHTS[each.kind],
    )
    return format_html('{}\n<script src="{}" async></script>', frame, script) if script else frame


def _most(asked: str | None, usual: int) -> int:
    """The usual size, or less if no more is asked for."""
    is_number = asked is not None and asked.isascii() and asked.isdigit() and 0 < len(asked) < 6
    return min(usual, max(1, int(asked))) if is_number and asked else usual
