"""What was published, to look at: revisions are never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as lazy

from newsroom.readonly import ReadOnlyAdmin
from stories.admin.base import DeskAdmin
from stories.admin.filters import LatestStories
from stories.document import story_yaml
from stories.models import Revision, Story


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin, DeskAdmin):
    """A list of publications with links to their documents; nothing can be added, changed or deleted."""

    list_display = (
        "story_headline",
        "number",
        "published_at",
        "kind",
        "note",
        "reviewer",
        "is_live",
        "json",
    )
    list_display_links = ("number",)
    list_select_related = ("story", "reviewed_by")
    list_filter = ("kind", ("story", LatestStories))
    ordering = ("-published_at", "-number")
    fields = ("story", "number", "published_at", "kind", "note", "reviewed_by", "sha256", "json")
    readonly_fields = fields
    date_hierarchy = "published_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the documents: a list of 100 would read megabytes that it does not show."""
        return super().get_queryset(request).defer("document")

    def story_of(self, obj: Any) -> Story:
        story: Story = obj.story
        return story

    @admin.display(description=lazy("story"), ordering="story")
    def story_headline(self, revision: Revision) -> str:
        return revision.story.headline

    @admin.display(description=lazy("reviewed by"), ordering="reviewed_by")
    def reviewer(self, revision: Revision) -> str:
        return revision.reviewed_by.get_username() if revision.reviewed_by else "—"

    @admin.display(description=lazy("live"), boolean=True)
    def is_live(self, revision: Revision) -> bool:
        return revision.story.live_id == revision.pk and revision.story.withdrawn_at is None

    @admin.display(description=lazy("document"))
    def json(self, revision: Revision) -> str:
        at = [reverse(f"admin:stories_revision_{form}", args=[revision.pk]) for form in ("json", "export")]
        return format_html('<a href="{}">JSON</a> <a href="{}">YAML</a>', *at)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user: Any = request.user
        return any(user.has_perm(f"stories.{may}") for may in ("view_revision", "view_story", "change_story"))

    def get_urls(self) -> list[URLPattern]:
        pages = {"json": self.json_view, "export": self.export_view}
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(page), name=f"stories_revision_{name}")
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]

    def json_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The stored document, as `/stories/<slug>.json` serves the live one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = Revision.objects.filter(pk=pk).values_list("document", flat=True).first()
        if document is None:
            raise Http404(f"There is no revision {pk}.")
        return JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The document as the YAML that `load_story` and the import pages read back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = Revision.objects.select_related("story").filter(pk=pk).first()
        if revision is None:
            raise Http404(f"There is no revision {pk}.")
        response = HttpResponse(
            story_yaml(revision.as_document()), content_type="application/yaml; charset=utf-8"
        )
        name = f"{revision.story.slug}-{revision.number}.yaml"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
