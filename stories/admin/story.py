"""The story page of the editors' desk: its own fields, its items as ordered tables, and what is missing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from stories.admin.base import DeskAdmin, story_url
from stories.admin.deletion import DeletedPages
from stories.admin.forms import StoryForm
from stories.admin.intake import IntakePages
from stories.admin.moving import MovingPages
from stories.admin.parts import StoryParts
from stories.admin.pictures import PicturePages
from stories.admin.release import ReleasePages
from stories.models import Event, Revision, Story


@admin.register(Story)
class StoryAdmin(DeletedPages, IntakePages, MovingPages, PicturePages, ReleasePages, StoryParts, DeskAdmin):
    """Saving stores the draft; readers see it once it is published."""

    form = StoryForm
    change_form_template = "admin/stories/story/change_form.html"
    list_display = ("headline", "category", "as_of", "standing", "last_published", "on_site")
    list_select_related = ("live",)
    list_filter = ("category", "debatable")
    search_fields = ("headline", "slug", "standfirst")
    date_hierarchy = "as_of"
    actions = None
    fieldsets = (
        (None, {"fields": ("headline", "standfirst", ("category", "as_of"), "status_line", "slug")}),
        ("Overview", {"fields": ("overview",)}),
        (
            "Byline and picture",
            {
                "classes": ("collapse",),
                "fields": (
                    "byline",
                    "language",
                    "picture",
                ),
            },
        ),
        ("Play", {"fields": ("debatable", "not_debatable_reason", "voices", "reviewed_only")}),
        ("Publishing", {"fields": ("second_pair_of_eyes",)}),
    )

    def story_of(self, obj: Any) -> Story:
        story: Story = obj
        return story

    @admin.display(description=lazy("readers see"), ordering="live__number")
    def standing(self, story: Story) -> str:
        if story.live is None:
            return "nothing yet"
        return "a notice: withdrawn" if story.withdrawn_at else f"revision {story.live.number}"

    @admin.display(description=lazy("last published"), ordering="live__published_at")
    def last_published(self, story: Story) -> Any:
        return story.live.published_at if story.live else None

    @admin.display(description=lazy("page"))
    def on_site(self, story: Story) -> str:
        return format_html('<a href="{}">Open</a>', story.get_absolute_url()) if story.is_published else "—"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With the live revision's number and hash, but not its document."""
        return super().get_queryset(request).select_related("live").defer("live__document")

    def view_on_site(self, story: Story) -> str | None:
        return story.get_absolute_url() if story.is_published else None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A published story keeps its address: links to it must not die. Nobody frees their own draft from a second
        pair of eyes: an administrator does, and the log says who.
        """
        kept = ("picture", "slug") if obj and obj.live_id else ("picture",)
        is_bound = obj and obj.second_pair_of_eyes and not request.user.is_superuser
        return (*kept, "second_pair_of_eyes") if is_bound else kept

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers have seen is withdrawn, with a reason, and never deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.live_id)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """A new story leads to its page, where its items are added."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(
            request, _("The story is saved as a draft. Add its sources and people first."), messages.SUCCESS
        )
        return HttpResponseRedirect(story_url(obj.pk))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_order_by_date" in request.POST:
            moved = order_by_date(obj)
            self.message_user(
                request,
                f"Saved, and the timeline is in order of date: {moved} moved."
                if moved
                else _("Saved; the timeline was in order of date already."),
                messages.SUCCESS,
            )
            return HttpResponseRedirect(story_url(obj.pk, "timeline"))
        if "_publish" in request.POST:
            return HttpResponseRedirect(reverse("admin:stories_story_publish", args=[obj.pk]))
        return super().response_change(request, obj)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who saved what at the desk, beside what was published."""
        number = unquote(object_id)
        revisions = Revision.objects.filter(story_id=number if number.isdecimal() else 0)
        return super().history_view(
            request,
            object_id,
            {**(extra_context or {}), "revisions": revisions.select_related("reviewed_by").defer("document")},
        )


def order_by_date(story: Story) -> int:
    """Put the timeline in order of date, newest first as documents have it; events of one day keep their
    order. Returns how many moved.
    """
    events = list(story.timeline.order_by("order", "pk").only("pk", "order", "date"))
    places = {event.pk: i for i, event in enumerate(events)}
    moved = 0
    for i, event in enumerate(sorted(events, key=lambda event: event.date, reverse=True)):
        moved += places[event.pk] != i
        event.order = (i + 1) * 10
    Event.objects.bulk_update(events, ["order"], batch_size=500)
    return moved
