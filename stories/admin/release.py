"""The desk's pages of a draft's way to readers other than at once: compare, schedule, review, preview links, roll back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from newsroom.afresh import afresh
from newsroom.documents import DocumentFaults
from newsroom.errors import Conflict
from newsroom.moderation.log import Act, record
from newsroom.origin import absolute
from stories import publishing, reviewing
from stories.admin.base import as_pk, desk_url, story_url
from stories.admin.checklist import Checklist, Point, checklist
from stories.admin.desk import DeskPages, PageLink
from stories.admin.forms import PublishForm
from stories.admin.keeping import replaced
from stories.admin.waiting import both_times
from stories.comparison import SectionChange, compare
from stories.document import StoryDocument, story_sha256
from stories.models import Revision, Story
from stories.release import guests, rolling_back, scheduling
from stories.renaming import comparable

DRAFT = "draft"


class ScheduleForm(PublishForm):
    """A publication at a set time, in the site's time zone."""

    due_at = forms.DateTimeField(
        label=lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    field_order = ("due_at", "kind", "note", "reviewed")


class LinkForm(forms.Form):
    purpose = forms.CharField(
        max_length=120,
        required=False,
        label=lazy("For whom or what"),
        help_text=lazy("So that you know later which link is which; optional."),
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide"}),
    )


class RollBackForm(PublishForm):
    """A publication of what a revision said. `reviewed` is the hash of the draft that is given up."""

    give_up = forms.BooleanField(
        required=False, label=lazy("Give up what the draft holds and readers have not seen")
    )
    field_order = ("kind", "note", "give_up", "reviewed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["reviewed"].required = False  # a draft with faults has none


class ReleasePages(DeskPages):
    """Mixed into the story's admin before the pages of publishing."""

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "compare": ("compare/", self.compare_page),
            "schedule": ("schedule/", self.schedule_page),
            "cancel": ("schedule/cancel/", self.cancel_page),
            "review": ("review/", self.review_page),
            "links": ("links/", self.links_page),
            "rollback": ("revisions/<int:number>/rollback/", self.rollback_page),
        }
        own = [
            path(f"<int:pk>/{way}", self.admin_site.admin_view(page), name=f"stories_story_{name}")
            for name, (way, page) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def pages_for(self, request: HttpRequest, story: Story) -> list[PageLink]:
        found = super().pages_for(request, story)
        names = {"compare": _("Compare")} if story.live_id else {}
        if self.has_change_permission(request, story):
            names |= {"schedule": _("Schedule…"), "links": _("Preview links")}
        return [
            *found,
            *(PageLink(name=words, url=desk_url(page, story.pk)) for page, words in names.items()),
        ]

    # --- compare -----------------------------------------------------------------------------------------

    def compare_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Any two of the draft and the revisions, field by field; the draft against what readers see if not said."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        story = self._story(request, pk, change=False)
        revisions = list(story.revisions.select_related("reviewed_by").defer("document"))
        names = {str(revision.number): revision for revision in revisions}
        live = str(story.live.number) if story.live else ""
        old, new = request.GET.get("old", live), request.GET.get("new", DRAFT)
        now: Checklist | None = None
        faults: tuple[Point, ...] = ()
        documents: list[StoryDocument | None] = []
        for side in (old, new):
            if side == DRAFT:
                now = now or checklist(story)
                faults = now.faults
                documents.append(now.document)
            else:
                documents.append(names[side].as_document() if side in names else None)
        before, after = documents
        return self._page(
            request,
            "compare",
            story,
            _("Compare"),
            revisions=revisions,
            old=old,
            new=new,
            faults=faults,
            changes=_differences(story, before, after) if before and after else None,
        )

    # --- schedule ----------------------------------------------------------------------------------------

    def schedule_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            story = self._story(request, pk, change=True)
            now = checklist(story)
            return self._schedule_form(
                request, story, now, ScheduleForm(initial={"reviewed": now.sha256}, change=now.change)
            )
        with transaction.atomic():
            return self._schedule(request, self._story(request, pk, change=True, lock=True))

    def _schedule(self, request: HttpRequest, story: Story) -> HttpResponse:
        now = checklist(story)
        form = ScheduleForm(request.POST, change=now.change)
        if now.faults or not form.is_valid():
            return self._schedule_form(request, story, now, form, status=422)
        sent = form.cleaned_data
        if sent["reviewed"] != now.sha256:
            form.add_error(None, _("The draft changed after you opened this page. Look at it once more."))
            form.data = replaced(form.data, "reviewed", now.sha256)
            return self._schedule_form(request, story, now, form, status=409)
        try:
            made = scheduling.schedule(
                story,
                due_at=sent["due_at"],
                sha256=now.sha256,
                kind=sent["kind"],
                note=sent["note"],
                by=cast(User, request.user),
            )
        except Conflict as conflict:
            form.add_error(None, afresh(str(conflict)))
            return self._schedule_form(request, story, now, form, status=409)
        self.log_change(
            request,
            story,
            f"Scheduled to be published at {made.due_at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC.",
        )
        self.message_user(
            request, _("It will be published %(when)s.") % {"when": both_times(made.due_at)}, messages.SUCCESS
        )
        return HttpResponseRedirect(story_url(story.pk))

    def _schedule_form(
        self, request: HttpRequest, story: Story, now: Checklist, form: ScheduleForm, *, status: int = 200
    ) -> HttpResponse:
        return self._page(
            request,
            "schedule",
            story,
            _("Schedule a publication"),
            status=status,
            checklist=now,
            form=form,
            clock=both_times(timezone.now()),
            zone=timezone.get_current_timezone_name(),
            grounds=self._grounds(request, story, now),
        )

    def cancel_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with transaction.atomic():
            story = self._story(request, pk, change=True, lock=True)
            if scheduling.cancel(story):
                self.log_change(request, story, "Cancelled the scheduled publication.")
                self.message_user(request, _("The publication is cancelled."), messages.SUCCESS)
            else:
                self.message_user(request, _("No publication waits any more."), messages.INFO)
        return HttpResponseRedirect(story_url(pk))

    # --- a second pair of eyes ---------------------------------------------------------------------------

    def review_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a review of the draft as it is, or give it. A POST names the draft that was looked at."""
        with transaction.atomic():
            is_sent = request.method == "POST"
            story = self._story(request, pk, change=True, lock=is_sent)
            now = checklist(story)
            if not is_sent:
                return self._review_form(request, story, now)
            if not now.sha256 or request.POST.get("reviewed") != now.sha256:
                problem = _("The draft changed after you opened this page. Look at it once more.")
                return self._review_form(request, story, now, problem=problem, status=409)
            by = cast(User, request.user)
            if "ask" in request.POST:
                reviewing.ask(story, now.sha256, by)
                self.log_change(request, story, f"Asked for a review of draft {now.sha256[:8]}.")
                self.message_user(
                    request, _("Asked. Whoever opens this story's page is told."), messages.SUCCESS
                )
                return HttpResponseRedirect(story_url(pk))
            try:
                reviewing.give(story, now.sha256, by)
            except Conflict as conflict:
                return self._review_form(request, story, now, problem=afresh(str(conflict)), status=409)
            self.log_change(request, story, f"Reviewed draft {now.sha256[:8]}.")
            self.message_user(
                request, _("Your review is noted; somebody else may publish it."), messages.SUCCESS
            )
        return HttpResponseRedirect(story_url(pk))

    def _review_form(
        self, request: HttpRequest, story: Story, now: Checklist, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        found = _differences(story, now.live.as_document(), now.document) if now.live and now.document else ()
        return self._page(
            request,
            "review",
            story,
            _("Review"),
            status=status,
            checklist=now,
            problem=problem,
            changes=found,
            grounds=self._grounds(request, story, now),
        )

    # --- preview links -----------------------------------------------------------------------------------

    def links_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The links to the draft that guests have; a POST makes one, or revokes one."""
        is_sent = request.method == "POST"
        story = self._story(request, pk, change=True)
        form = LinkForm(request.POST if is_sent and "revoke" not in request.POST else None)
        if is_sent and "revoke" in request.POST:
            number = as_pk(request.POST["revoke"])
            if number is not None and guests.revoke(story, number, by=cast(User, request.user)):
                self.log_change(request, story, f"Revoked preview link {number}.")
                self.message_user(request, _("The link is closed."), messages.SUCCESS)
            return HttpResponseRedirect(desk_url("links", pk))
        if is_sent and form.is_valid():
            link = guests.make(story, by=cast(User, request.user), purpose=form.cleaned_data["purpose"])
            self.log_change(request, story, f"Made preview link {link.pk}.")
            self.message_user(request, _("The link is open for seven days; copy it below."), messages.SUCCESS)
            return HttpResponseRedirect(desk_url("links", pk))
        links = [
            (link, absolute(request, guests.address(link)) if link.is_open else "")
            for link in story.preview_links.select_related("made_by", "revoked_by")[:50]
        ]
        status = 422 if form.is_bound else 200
        return self._page(request, "links", story, _("Preview links"), status=status, form=form, links=links)

    # --- roll back ---------------------------------------------------------------------------------------

    def rollback_page(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Publish again what a revision said: what readers would see change, a note, and one button."""
        with transaction.atomic():
            is_sent = request.method == "POST"
            story = self._story(request, pk, change=True, lock=is_sent)
            to = story.revisions.filter(number=number).first()
            back = rolling_back.document_of(story, to) if to else None
            is_live = back is not None and story.live is not None and story.live.as_document() == back
            if to is None or back is None or (is_live and not story.withdrawn_at):
                self.message_user(request, _("Readers see that already."), messages.INFO)
                return HttpResponseRedirect(story_url(pk))
            now, change = checklist(story), publishing.change_of(story, back)
            form = RollBackForm(
                request.POST if is_sent else None, initial={"reviewed": now.sha256}, change=change
            )
            if not is_sent or not form.is_valid():
                return self._rollback_form(request, story, to, now, form, status=422 if is_sent else 200)
            sent = form.cleaned_data
            if _holds_work(story, now) and (sent["reviewed"] != now.sha256 or not sent["give_up"]):
                form.add_error(
                    "give_up", _("The draft holds work that readers have not seen. Say that it may go.")
                )
                form.data = replaced(form.data, "reviewed", now.sha256)
                return self._rollback_form(request, story, to, now, form, status=409)
            by = cast(User, request.user)
            try:
                made = rolling_back.roll_back(story, to, note=sent["note"], kind=sent["kind"], by=by)
            except (Conflict, DocumentFaults) as error:
                form.add_error(None, afresh(str(error)))
                return self._rollback_form(request, story, to, now, form, status=409)
        what = f"to revision {number}, as revision {made.number}"
        record(request.user, story, Act.ROLLED_BACK, made.note, what=what)
        words = _("Readers see what revision %(old)s said, as revision %(new)s.") % {
            "old": number,
            "new": made.number,
        }
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(story_url(pk))

    def _rollback_form(
        self,
        request: HttpRequest,
        story: Story,
        to: Revision,
        now: Checklist,
        form: RollBackForm,
        *,
        status: int = 200,
    ) -> HttpResponse:
        back = rolling_back.document_of(story, to)
        return self._page(
            request,
            "rollback",
            story,
            _("Roll back to revision %(number)s") % {"number": to.number},
            status=status,
            to=to,
            checklist=now,
            form=form,
            unseen=afresh(reviewing.why_not(story, story_sha256(back), cast(User, request.user))),
            gives_up=_holds_work(story, now),
            changes=_differences(story, story.live.as_document(), back) if story.live else (),
        )


def _differences(story: Story, old: StoryDocument, new: StoryDocument) -> tuple[SectionChange, ...]:
    """What a reader of the one would find changed in the other; an item under a new key is the same item."""
    return compare(comparable(story.pk, old, new), new)


def _holds_work(story: Story, now: Checklist) -> bool:
    """Whether the draft holds what no revision has. 1 query."""
    return not story.revisions.filter(sha256=now.sha256).exists()
