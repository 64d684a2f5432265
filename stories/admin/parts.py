"""The parts of the story page: its lists of items, each of which can be fetched anew, the bar that stays, and
the overview as readers get it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from stories.admin.base import MODELS, add_url, anchor, counts, items_of, label
from stories.admin.checklist import checklist
from stories.admin.inlines import KINDS, inlines_for, sections
from stories.admin.waiting import standing
from stories.document import CITABLE
from stories.models import Story
from stories.text import Citation, overview_html

OVERVIEW_CHARACTERS = 60_000  # that a preview shows


class StoryParts:
    """Mixed into the story's admin: what its page is made of."""

    admin_site: Any
    has_view_permission: Callable[..., bool]
    has_change_permission: Callable[..., bool]
    has_add_permission: Callable[..., bool]
    pages_for: Callable[..., Any]
    _story: Callable[..., Story]
    _create_formsets: Callable[..., Any]
    get_inline_formsets: Callable[..., Any]
    message_user: Callable[..., None]

    def get_urls(self) -> list[URLPattern]:
        view, site = self.admin_site.admin_view, "stories_story"
        own = [
            path("<int:pk>/section/<str:name>/", view(self.section_page), name=f"{site}_section"),
            path("<int:pk>/overview/", view(self.overview_page), name=f"{site}_overview"),
            path("overview/", view(self.overview_page), name=f"{site}_new_overview"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return []
        found = inlines_for(obj, self._counts(request, obj), request)
        only = getattr(request, "desk_only", None)
        return [inline for inline in found if only in (None, inline.model._meta.model_name)]

    def _counts(self, request: HttpRequest, story: Story) -> dict[str, int]:
        """Counted once a request, for the tables, the headings and the link lists."""
        if not hasattr(request, "desk_counts"):
            request.desk_counts = counts(story)  # type: ignore[attr-defined]
        return request.desk_counts  # type: ignore[attr-defined, no-any-return]

    def _parts(self, request: HttpRequest, story: Story, tables: Any) -> dict[str, Any]:
        """What the templates of the page's parts are given."""
        stored = Story.objects.select_related("live").defer("live__document").get(pk=story.pk)
        may_add = {
            kind
            for kind, model in MODELS.items()
            if self.admin_site.get_model_admin(model).has_add_permission(request)
        }
        now = checklist(stored)
        return {
            "original": stored,
            "release": standing(stored, now),
            "sections": sections(story, self._counts(request, story), tables, may_add),
            "checklist": now,
            "desk_pages": self.pages_for(request, stored),
            "may_change": self.has_change_permission(request, story),
        }

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        story = kwargs.get("obj")
        context["overview_url"] = (
            reverse("admin:stories_story_overview", args=[story.pk])
            if story
            else reverse("admin:stories_story_new_overview")
        )
        context["may_change"] = self.has_add_permission(request)
        if story:
            self._tell_of_lost(request, story, [table.formset for table in context["inline_admin_formsets"]])
            parts = self._parts(request, story, context["inline_admin_formsets"])
            context |= {**parts, "original": story}
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        self._tell_of_lost(request, form.instance, formsets)

    def _tell_of_lost(self, request: HttpRequest, story: Story, formsets: Any) -> None:
        """What was typed into a line whose item somebody deleted meanwhile: said, and a way to make it anew."""
        for formset in formsets:
            for typed in getattr(formset, "lost", ()):
                kind = str(formset.model._meta.model_name)
                words = format_html(
                    '{} <a href="{}">{}</a>.',
                    _("Somebody deleted the %(kind)s with “%(words)s” while this page was open.")
                    % {
                        "kind": formset.model._meta.verbose_name,
                        "words": next(
                            (typed[name] for name in ("title", "name", "label", "text") if name in typed), ""
                        ),
                    },
                    f"{add_url(kind, story.pk)}&{urlencode(typed)}",
                    _("Make it anew with what you typed"),
                )
                self.message_user(request, words, messages.WARNING)

    def section_page(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One list as it is stored now, and with it what says how the whole draft stands."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        story = self._story(request, pk, change=False)
        if name not in KINDS:
            raise Http404(f"A story has no list of {name}.")
        request.desk_only = KINDS[name]  # type: ignore[attr-defined]
        formsets, inlines = self._create_formsets(request, story, change=True)
        parts = self._parts(request, story, self.get_inline_formsets(request, formsets, inlines, story))
        section = next(section for section in parts["sections"] if section.name == name)
        return TemplateResponse(
            request, "admin/stories/story/section_anew.html", {**parts, "section": section, "is_open": True}
        )

    def overview_page(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """The overview that was typed, as the readers' page shows it, with the citations that lead nowhere."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if pk is not None:
            known = self._citations(self._story(request, pk, change=True))
        elif self.has_add_permission(request):
            known = {}
        else:
            raise PermissionDenied
        lost: dict[str, None] = {}

        def resolve(ref: str) -> Citation | None:
            if ref not in known:
                lost[ref] = None
            return known.get(ref)

        typed = request.POST.get("overview", "").replace("\r\n", "\n")[:OVERVIEW_CHARACTERS]
        context = {"html": overview_html(typed, resolve), "lost": list(lost)}
        return TemplateResponse(request, "admin/stories/story/overview.html", context)

    def _citations(self, story: Story) -> dict[str, Citation]:
        found = {}
        for kind in (*CITABLE, "source"):
            items: models.QuerySet[Any] = items_of(story, kind)
            for item in items.select_related("speaker") if kind == "quote" else items:
                ref = item.key if kind == "source" else anchor(item)
                found[ref] = Citation(href=f"#{anchor(item)}", title=label(item))
        return found
