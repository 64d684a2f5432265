"""The draft, for a guest who has a link to it: the readers' page under a banner, kept and indexed by nobody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from newsroom.documents import DocumentFaults
from stories.page import build_page
from stories.picturing import images_in, pictures_of
from stories.playing import playable
from stories.publishing import compile_document
from stories.release import guests
from stories.timeline import TimelineFilter


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The draft as it is now. 404 for an address that was never given out, 410 once it is closed."""
    link = guests.find(token)
    if link is None:
        raise Http404("No such preview link")
    try:
        document = compile_document(link.story)
    except DocumentFaults:
        response = TemplateResponse(request, "stories/preview_unready.html", status=409)
    else:
        page = build_page(
            document,
            url=request.path,
            asked=TimelineFilter.from_query(request.GET.dict()),
            playable=playable(document),
            pictures=pictures_of(*images_in(document)),
        )
        context = {"page": page, "story": link.story, "link": link}
        response = TemplateResponse(request, "admin/stories/story/preview.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = (
        "no-referrer"  # the address is a key: no page that is linked to may learn it
    )
    return response
