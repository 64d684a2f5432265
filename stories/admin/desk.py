"""The pages of a draft's way to readers: checklist, preview, publish, withdraw, restore, export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.afresh import afresh
from newsroom.documents import DocumentFaults
from newsroom.moderation.log import Act, record
from newsroom.moderation.why import WhyForm
from stories import publishing, reviewing
from stories.admin.base import MODELS, desk_url, story_url
from stories.admin.checklist import Checklist, State, checklist, points
from stories.admin.forms import PublishForm, WithdrawForm
from stories.admin.keeping import replaced
from stories.admin.waiting import standing
from stories.comparison import SectionChange, compare
from stories.deletion import recent
from stories.document import LISTS, StoryDocument, story_yaml
from stories.models import Story
from stories.page import build_page
from stories.picturing import images_in, pictures_of
from stories.playing import playable
from stories.renaming import comparable, former_anchors, renames_of
from stories.timeline import TimelineFilter
from stories.truth.grounds import Shown, shown_to

CHANGES_SHOWN = 100  # of one section, on the publish page; the counts above the list are of all


@dataclass(frozen=True, kw_only=True)
class PageLink:
    name: str
    url: str


class DeskPages:
    """Mixed into the story's admin. Every page asks for permission on the story, and POSTs take its lock."""

    admin_site: Any
    has_view_permission: Callable[..., bool]
    has_change_permission: Callable[..., bool]
    message_user: Callable[..., None]
    log_change: Callable[..., Any]

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "checklist": self.checklist_page,
            "preview": self.preview_page,
            "export": self.export_page,
            "publish": self.publish_page,
            "withdraw": self.withdraw_page,
            "restore": self.restore_page,
        }
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(page), name=f"stories_story_{name}")
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def pages_for(self, request: HttpRequest, story: Story) -> list[PageLink]:
        """The pages this person may open for this story."""
        names = {
            "checklist": _("Checklist"),
            "preview": _("Preview the draft"),
            "export": _("Export the draft"),
        }
        if self.has_change_permission(request, story):
            names["publish"] = _("Publish…")
            if recent(story).exists():
                names["deleted"] = _("Deleted lately…")
            if story.live_id and story.withdrawn_at is None:
                names["withdraw"] = _("Withdraw…")
        return [PageLink(name=words, url=desk_url(page, story.pk)) for page, words in names.items()]

    def _story(self, request: HttpRequest, pk: int, *, change: bool, lock: bool = False) -> Story:
        stories = Story.objects.select_for_update() if lock else Story.objects.select_related("live")
        story = stories.filter(pk=pk).first()
        allowed = self.has_change_permission if change else self.has_view_permission
        if not allowed(request, story):
            raise PermissionDenied
        if story is None:
            raise Http404(f"There is no story {pk}.")
        return story

    def _page(
        self, request: HttpRequest, template: str, story: Story, title: str, *, status: int = 200, **more: Any
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": story.headline,
            "story": story,
            "opts": Story._meta,
            "story_url": story_url(story.pk),
            "may_change": self.has_change_permission(request, story),
            **more,
        }
        if story.withdrawn_at is not None:
            context["why"] = WhyForm()
        if "checklist" in more:
            context["release"] = standing(story, more["checklist"])
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/stories/story/{template}.html", context, status=status)

    def checklist_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        story = self._story(request, pk, change=False)
        return self._page(request, "checklist", story, _("Checklist"), checklist=checklist(story))

    def export_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft as the YAML that `load_story` reads back."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        story = self._story(request, pk, change=False)
        try:
            document = publishing.compile_document(story)
        except DocumentFaults:
            words = _("The draft cannot be exported until what the checklist lists is mended.")
            self.message_user(request, words, messages.ERROR)
            return HttpResponseRedirect(desk_url("checklist", pk))
        response = HttpResponse(story_yaml(document), content_type="application/yaml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{story.slug}.yaml"'
        return response

    def preview_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft as readers would see it, under a banner; its faults while it has any."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        story = self._story(request, pk, change=False)
        response = self._preview(request, story)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _preview(self, request: HttpRequest, story: Story) -> HttpResponse:
        try:
            document = publishing.compile_document(story)
        except DocumentFaults as error:
            return self._page(
                request, "unready", story, _("No preview yet"), faults=points(story, error.faults), status=422
            )
        page = build_page(
            document,
            url=desk_url("preview", story.pk),
            asked=TimelineFilter.from_query(request.GET.dict()),
            playable=playable(document),
            was=former_anchors(renames_of(story.pk), document),
            pictures=pictures_of(*images_in(document)),
        )
        context = {"page": page, "story": story, "story_url": story_url(story.pk)}
        return TemplateResponse(request, "admin/stories/story/preview.html", context)

    def publish_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            story = self._story(request, pk, change=True)
            return self._publish_form(request, story, checklist(story))
        with transaction.atomic():
            story = self._story(request, pk, change=True, lock=True)
            return self._publish(request, story)

    def _publish(self, request: HttpRequest, story: Story) -> HttpResponse:
        """Publish what was reviewed: a draft that changed since the page was opened is shown again."""
        now = checklist(story)
        form = PublishForm(request.POST, change=now.change)
        if now.state is State.SAME:
            self.message_user(request, _("Nothing to publish: the draft is what readers see."), messages.INFO)
            return HttpResponseRedirect(story_url(story.pk))
        if now.faults or not form.is_valid():
            return self._publish_form(request, story, now, form=form, status=422)
        if form.cleaned_data["reviewed"] != now.sha256:
            form.add_error(
                None, _("The draft changed after you opened this page. Look at the list below once more.")
            )
            form.data = replaced(form.data, "reviewed", now.sha256)
            return self._publish_form(request, story, now, form=form, status=409)
        try:
            revision = publishing.publish(
                story,
                note=form.cleaned_data["note"],
                kind=form.cleaned_data["kind"],
                reviewed_by=request.user,  # type: ignore[arg-type]
            )
        except reviewing.NotReviewed as missing:
            form.add_error(None, afresh(str(missing)))
            return self._publish_form(request, story, now, form=form, status=409)
        note = form.cleaned_data["note"]
        record(request.user, story, Act.PUBLISHED, note, what=f"revision {revision.number}")
        page = format_html('<a href="{}">{}</a>', story.get_absolute_url(), _("Open its page"))
        self.message_user(
            request, format_html(_("Revision {} is live. {}."), revision.number, page), messages.SUCCESS
        )
        return HttpResponseRedirect(story_url(story.pk))

    def _publish_form(
        self,
        request: HttpRequest,
        story: Story,
        now: Checklist,
        *,
        form: PublishForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        found: tuple[SectionChange, ...] = ()
        if now.live and now.document:
            found = compare(comparable(story.pk, now.live.as_document(), now.document), now.document)
        return self._page(
            request,
            "publish",
            story,
            _("Publish"),
            status=status,
            checklist=now,
            form=form or PublishForm(initial={"reviewed": now.sha256}, change=now.change),
            counted=_counted(found) if now.live else _items_of(now.document),
            changes=found,
            most=CHANGES_SHOWN,
            unseen=afresh(reviewing.why_not(story, now.sha256, request.user)),  # type: ignore[arg-type]
            grounds=self._grounds(request, story, now),
        )

    def _grounds(self, request: HttpRequest, story: Story, now: Checklist) -> Shown | None:
        """On what the draft's new quotations rest; None where there is nothing to publish."""
        is_news = now.document is not None and now.state is not State.SAME
        return shown_to(story, request.user.get_username()) if is_news else None

    def withdraw_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a reason, then take the story from readers. Its draft and revisions stay."""
        with transaction.atomic():
            story = self._story(request, pk, change=True, lock=request.method == "POST")
            if story.live_id is None or story.withdrawn_at is not None:
                self.message_user(request, _("Readers do not see this story now."), messages.INFO)
                return HttpResponseRedirect(story_url(pk))
            form = WithdrawForm(request.POST if request.method == "POST" else None)
            if request.method != "POST" or not form.is_valid():
                status = 422 if form.is_bound else 200
                return self._page(request, "withdraw", story, _("Withdraw"), form=form, status=status)
            publishing.withdraw(story, reason=form.cleaned_data["reason"])
            record(request.user, story, Act.WITHDRAWN, form.cleaned_data["reason"])
        words = _("The story is withdrawn; its address says so, with your reason.")
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(story_url(pk))

    def restore_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give readers the last published revision back, as it was; the draft stays a draft."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with transaction.atomic():
            story = self._story(request, pk, change=True, lock=True)
            form = WhyForm(request.POST)
            if not form.is_valid():
                self.message_user(request, form.errors["why"][0], messages.ERROR)
                return HttpResponseRedirect(desk_url("publish", pk))
            if story.live_id is not None and story.withdrawn_at is not None:
                story.withdrawn_at, story.withdrawn_reason = None, ""
                story.save(update_fields=["withdrawn_at", "withdrawn_reason"])
                record(request.user, story, Act.RESTORED, form.cleaned_data["why"])
                self.message_user(request, _("Readers see the story again."), messages.SUCCESS)
        return HttpResponseRedirect(story_url(pk))


def _counted(found: Iterable[SectionChange]) -> list[str]:
    """“Timeline: 3 added, 1 changed” for every section that differs."""
    words = []
    for section in found:
        ways = Counter(item.kind for item in section.items)
        words.append(f"{section.heading}: " + ", ".join(f"{n} {way}" for way, n in ways.items()))
    return words


def _items_of(document: StoryDocument | None) -> list[str]:
    """“26 events” for every kind that the document has: what a first publication brings."""
    words = []
    for kind, name in LISTS.items():
        if n := len(getattr(document, name, ())):
            meta = MODELS[kind]._meta
            words.append(f"{n} {meta.verbose_name if n == 1 else meta.verbose_name_plural}")
    return words
