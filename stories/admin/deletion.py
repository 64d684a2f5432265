"""Deleting at the desk: said in words before, kept after, and put back from a page of the story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from newsroom.afresh import afresh
from stories import deletion
from stories.admin.base import desk_url, label, story_url
from stories.models import Deleted, Story


class SaysWhatGoes:
    """Mixed into the admin of every kind of item: for its own page's deletion and for the list's action."""

    message_user: Callable[..., None]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """Django's question, its list in our words."""
        items = list(objs)
        told = deletion.consequences(items)
        listed: list[Any] = [label(item) for item in items]
        for heading, words in (
            (_("Deleted with it:"), told.goes),
            (_("Left broken, and blocking publication until it is mended:"), told.broken),
            (_("Stays, without it:"), told.loses),
        ):
            if words:
                listed += [format_html("<strong>{}</strong>", heading), list(words)]
        listed.append(_("It can be put back until the story is published again."))
        _objects, _counts, perms_needed, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        return listed, {}, perms_needed, protected

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._delete(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        self._delete(request, list(queryset))

    def _delete(self, request: HttpRequest, items: Sequence[Any]) -> None:
        kept = deletion.delete(items, by=request.user)  # type: ignore[arg-type]  # signed in
        undo = format_html_join(
            "; ",
            '{} <a href="{}#deleted-{}">{}</a>',
            ((afresh(row.what), desk_url("deleted", row.story_id), row.pk, _("Undo")) for row in kept),
        )
        self.message_user(request, format_html(_("Kept until the next publication: {}"), undo), messages.INFO)


class DeletedPages:
    """Mixed into the story's admin: what was deleted since the last publication, and the way back."""

    admin_site: Any
    _story: Callable[..., Story]
    _page: Callable[..., Any]
    message_user: Callable[..., None]
    log_change: Callable[..., Any]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.deleted_page)
        return [path("<int:pk>/deleted/", page, name="stories_story_deleted"), *super().get_urls()]  # type: ignore[misc]

    def deleted_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        story = self._story(request, pk, change=True)
        if request.method == "POST":
            number = request.POST.get("deleted", "")
            row = (
                deletion.recent(story)
                .filter(pk=number if number.isdecimal() and len(number) < 19 else 0)
                .first()
            )
            if row is None:
                words = _("That is back already, or the story has been published since.")
                self.message_user(request, words, messages.WARNING)
                return HttpResponseRedirect(desk_url("deleted", pk))
            return self._put_back(request, story, row)
        page: HttpResponse = self._page(
            request, "deleted", story, _("Deleted lately"), deleted=deletion.recent(story)
        )
        return page

    def _put_back(self, request: HttpRequest, story: Story, row: Deleted) -> HttpResponse:
        what = row.what
        try:
            lost = deletion.put_back(row)
        except ValidationError as error:
            self.message_user(request, " ".join(map(afresh, error.messages)), messages.ERROR)
            return HttpResponseRedirect(desk_url("deleted", story.pk))
        self.log_change(request, story, f"Put back: {what}.")
        self.message_user(
            request,
            _("Put back: %(what)s. %(lost)s") % {"what": afresh(what), "lost": afresh(lost)},
            messages.SUCCESS,
        )
        return HttpResponseRedirect(story_url(story.pk))
