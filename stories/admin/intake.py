"""Intake at the desk: an article is given, read, and becomes items one decision at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from newsroom.afresh import afresh
from newsroom.generation.models import State
from newsroom.generation.services import enqueue
from newsroom.llm import gateway
from stories.admin.base import MODELS, desk_url, item_url, story_url
from stories.admin.desk import DeskPages, PageLink
from stories.admin.intake_forms import BegunStoryForm, GivenForm, as_date, draft_form, values_of, wanted
from stories.intake.accepting import ORDER, Decided, Decision, decide
from stories.intake.language import is_english
from stories.intake.marked import Piece, marked
from stories.intake.matching import Known, Match, Standing
from stories.intake.models import Drafting, Proposal
from stories.intake.places import Unfounded, place
from stories.intake.starting import read_by_rule, start_story, take_in
from stories.models import Source, SourceText, Story
from stories.truth.verbatim import Haystack

HEADINGS = {
    "person": lazy("People"),
    "organisation": lazy("Organisations"),
    "figure": lazy("Figures"),
    "event": lazy("Events"),
    "quote": lazy("Quotations"),
    "scenario": lazy("Scenarios"),
    "motion": lazy("Motions"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A proposal as the page shows it. choice: what is ticked; faults: why it could not be accepted."""

    proposal: Proposal
    form: Form
    match: Match
    name: str
    wanted: list[str]
    choice: str = ""
    faults: tuple[str, ...] = ()
    item_url: str = ""
    like_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    kind: str
    heading: str
    rows: list[Row] = field(default_factory=list)

    @property
    def easy(self) -> int:
        """How many the button of the group would accept."""
        return sum(is_easy(row.proposal, row.match) for row in self.rows)


def is_easy(proposal: Proposal, match: Match) -> bool:
    """New to the story and with all that a row needs."""
    return match.standing is Standing.NEW and not proposal.missing


class IntakePages(DeskPages):
    """Mixed into the story's admin."""

    has_add_permission: Callable[..., bool]

    def get_urls(self) -> list[URLPattern]:
        give = self.admin_site.admin_view(self.intake_page)
        return [
            path("intake/", give, name="stories_story_intake_new"),
            path("<int:pk>/intake/", give, name="stories_story_intake"),
            path(
                "<int:pk>/intake/<int:source>/",
                self.admin_site.admin_view(self.proposals_page),
                name="stories_story_proposals",
            ),
            *super().get_urls(),
        ]

    def pages_for(self, request: HttpRequest, story: Story) -> list[PageLink]:
        found = super().pages_for(request, story)
        if self.has_change_permission(request, story):
            found.append(PageLink(name=_("Take in an article…"), url=desk_url("intake", story.pk)))
            left = (
                Proposal.objects.undecided()
                .filter(source__story=story)
                .values_list("source", "source__title")
            )
            for pk, title in dict.fromkeys(left):
                words = _("Proposals from “%(title)s”") % {"title": title[:40]}
                found.append(PageLink(name=words, url=proposals_url(story.pk, pk)))
        return found

    def intake_page(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Give an article; without a story, one is begun with it."""
        story = self._story(request, pk, change=True) if pk is not None else None
        if story is None and not self.has_add_permission(request):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = GivenForm(*sent, story=story)
        if request.method == "POST" and form.is_valid() and form.given:
            given, user = form.given, request.user
            with transaction.atomic():
                into = story or start_story(given)
                source = take_in(
                    into,
                    given,
                    kind=form.cleaned_data["kind"],
                    reliability=form.cleaned_data["reliability"].replace("\r\n", "\n"),
                    origin=form.origin,
                    by=user,  # type: ignore[arg-type]
                    into=form.into,
                )
                if story is None:
                    self.log_addition(request, into, f"Begun from the article “{source.title}”.")  # type: ignore[attr-defined]
                else:
                    self.log_change(request, into, f"Took in the article “{source.title}”.")
            if given.encoding:
                self.message_user(
                    request,
                    _("The file was read as %(encoding)s: look whether its letters are right.")
                    % {"encoding": given.encoding},
                    messages.WARNING,
                )
            return HttpResponseRedirect(proposals_url(into.pk, source.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take in an article"),
            "subtitle": story.headline if story else _("for a new story"),
            "story": story,
            "story_url": story_url(story.pk) if story else "",
            "opts": Story._meta,
            "form": form,
        }
        request.current_app = self.admin_site.name
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/stories/story/intake.html", context, status=status)

    def proposals_page(self, request: HttpRequest, pk: int, source: int) -> HttpResponse:
        """The text beside what is proposed from it; decisions, any number at once."""
        story = self._story(request, pk, change=True)
        kept = SourceText.objects.select_related("source").filter(source=source, source__story=story).first()
        if kept is None:
            if Source.objects.filter(pk=source, story=story).exists():
                self.message_user(
                    request, _("The text of this source is not kept any more."), messages.WARNING
                )
                return HttpResponseRedirect(item_url("source", source))
            raise Http404("There is no such source.")
        if request.method != "POST":
            return self._proposals(request, story, kept)
        if "_read" in request.POST:
            return self._read_again(request, story, kept)
        if "_ask" in request.POST:
            return self._ask(request, story, kept)
        return self._decide(request, story, kept)

    def _read_again(self, request: HttpRequest, story: Story, kept: SourceText) -> HttpResponse:
        """By rule, once more: after the text was replaced, or with the date that the editor gives."""
        if date := as_date(request.POST.get("source_date", "")):
            kept.source.date = date
            kept.source.save(update_fields=["date"])
        n = read_by_rule(kept.source, kept)
        words = ngettext("Read again: %(n)s proposal.", "Read again: %(n)s proposals.", n) % {"n": n}
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(proposals_url(story.pk, kept.source_id))

    def _ask(self, request: HttpRequest, story: Story, kept: SourceText) -> HttpResponse:
        """Have a worker ask the model; asking twice asks once."""
        if not gateway.is_configured():
            self.message_user(request, _("No model is configured."), messages.ERROR)
            return HttpResponseRedirect(proposals_url(story.pk, kept.source_id))
        try:
            with transaction.atomic():
                drafting = Drafting.objects.create(
                    source=kept.source,
                    text_sha256=kept.sha256,
                    asked_by=request.user,  # type: ignore[misc]
                    give_up_at=Drafting.until(),
                )
                enqueue(drafting)
        except IntegrityError:
            pass
        self.message_user(
            request,
            _("The model is reading the article. Load this page again in a minute."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(proposals_url(story.pk, kept.source_id))

    def _decide(self, request: HttpRequest, story: Story, kept: SourceText) -> HttpResponse:
        """Store the story's own fields and every decision that can be; what cannot stays open, as it was typed."""
        story_form = self._story_form(story, request.POST)
        proposals = list(Proposal.objects.undecided().filter(source=kept.source))
        known, stack = Known(story), Haystack(kept.text)
        decisions: list[Decision] = []
        faults: dict[int, tuple[str, ...]] = {}
        forms: dict[int, Form] = {}
        for proposal in proposals:
            choice = _choice(request, proposal, known)
            if not choice and f"p{proposal.pk}-loaded" not in request.POST:
                continue
            form = forms[proposal.pk] = draft_form(proposal, request.POST)
            if choice == "reject":
                decisions.append(Decision(proposal=proposal, values=None))
            elif choice == "accept":
                if wrong := _wrong(proposal, form, stack):
                    faults[proposal.pk] = wrong
                else:
                    decisions.append(Decision(proposal=proposal, values=values_of(proposal, form)))
        if story_form is not None and story_form.is_valid():
            story_form.save()
        done = decide(story, decisions, request.user)  # type: ignore[arg-type]
        faults |= {pk: tuple(map(afresh, found)) for pk, found in done.faults.items()}
        if done.accepted or done.rejected:
            self.log_change(request, story, _told(done, kept.source))
        self._say(request, done)
        if faults or (story_form is not None and not story_form.is_valid()):
            return self._proposals(
                request, story, kept, faults=faults, forms=forms, story_form=story_form, status=422
            )
        if "_publish" in request.POST:
            return HttpResponseRedirect(desk_url("publish", story.pk))
        return HttpResponseRedirect(proposals_url(story.pk, kept.source_id))

    def _say(self, request: HttpRequest, done: Decided) -> None:
        if done.accepted or done.rejected:
            words = _("Accepted: %(accepted)s, rejected: %(rejected)s.") % {
                "accepted": done.accepted,
                "rejected": done.rejected,
            }
            if done.also:
                words += " " + _("Added along, for their words: %(who)s.") % {"who": ", ".join(done.also)}
            self.message_user(request, words, messages.SUCCESS)

    def _story_form(self, story: Story, data: Any = None) -> BegunStoryForm | None:
        """While nothing was published, the story's own fields stand on this page too."""
        if story.live_id is not None:
            return None
        if data is not None and "story-headline" not in data:
            return None
        return BegunStoryForm(data, instance=Story.objects.get(pk=story.pk), prefix="story", label_suffix="")

    def _proposals(
        self,
        request: HttpRequest,
        story: Story,
        kept: SourceText,
        *,
        faults: dict[int, tuple[str, ...]] | None = None,
        forms: dict[int, Form] | None = None,
        story_form: BegunStoryForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        proposals = list(Proposal.objects.filter(source=kept.source).select_related("decided_by"))
        known = Known(story)
        items = _items(proposals)
        rows = []
        for proposal in proposals:
            match = known.match(proposal.kind, proposal.values)
            item = items.get((proposal.kind, proposal.item or 0))
            rows.append(
                Row(
                    proposal=proposal,
                    form=(forms or {}).get(proposal.pk) or draft_form(proposal),
                    match=match,
                    name=_name(proposal),
                    wanted=wanted(proposal),
                    choice=request.POST.get(f"decide-{proposal.pk}", "") if faults else "",
                    faults=(faults or {}).get(proposal.pk, ()),
                    item_url=item_url(proposal.kind, item.pk) if item else "",
                    like_url=item_url(proposal.kind, match.item.pk) if match.item else "",
                )
            )
        open_rows = [row for row in rows if not row.proposal.is_decided]
        groups = [
            Group(
                kind=kind,
                heading=str(HEADINGS[kind]),
                rows=[row for row in open_rows if row.proposal.kind == kind],
            )
            for kind in ORDER
        ]
        drafting = Drafting.objects.filter(source=kept.source).order_by("-pk").first()
        return self._page(
            request,
            "proposals",
            story,
            _("Proposals"),
            status=status,
            source=kept.source,
            source_url=item_url("source", kept.source_id),
            kept=kept,
            pieces=_pieces(kept.text, open_rows),
            groups=[group for group in groups if group.rows],
            decided=[row for row in rows if row.proposal.is_decided],
            easy=sum(group.easy for group in groups),
            open=len(open_rows),
            faulty=len(faults or {}),
            story_form=story_form or self._story_form(story),
            is_english=is_english(kept.text),
            has_model=gateway.is_configured(),
            drafting=drafting,
            is_nav_sidebar_enabled=False,  # two columns need the room
            is_reading=bool(drafting and drafting.state in (State.QUEUED, State.RUNNING)),
        )


def proposals_url(story: int, source: int) -> str:
    return reverse("admin:stories_story_proposals", args=[story, source])


def _choice(request: HttpRequest, proposal: Proposal, known: Known) -> str:
    """What a POST decides of a proposal: by its own choice, else by the button for all that are easy."""
    choice = request.POST.get(f"decide-{proposal.pk}", "")
    if choice in ("accept", "reject"):
        return choice
    button = request.POST.get("_all", "")
    if button == "reject":
        return "reject"
    if button in ("accept", f"accept-{proposal.kind}") and is_easy(
        proposal, known.match(proposal.kind, proposal.values)
    ):
        return "accept"
    return ""


def _wrong(proposal: Proposal, form: Form, text: Haystack) -> tuple[str, ...]:
    """What an editor has to mend before this can be accepted: a field, or words that the text does not have."""
    if not form.is_valid():
        return tuple(
            f"{form.fields[name].label}: {message}"
            for name, found in form.errors.items()
            for message in found
        )
    if proposal.kind == "quote" and form.cleaned_data.get("text"):
        try:
            place(text, form.cleaned_data["text"])
        except Unfounded:
            return (_("These words do not stand in the text. A quotation is word for word, or it is none."),)
    return ()


def _items(proposals: Iterable[Proposal]) -> dict[tuple[str, int], Any]:
    """The items that proposals became and that are there still: one query a kind."""
    found: dict[tuple[str, int], Any] = {}
    for kind in ORDER:
        if ids := [proposal.item for proposal in proposals if proposal.kind == kind and proposal.item]:
            found |= {(kind, pk): row for pk, row in MODELS[kind]._default_manager.in_bulk(ids).items()}
    return found


def _name(proposal: Proposal) -> str:
    """A proposal in the words an editor would know the item by."""
    values = proposal.values
    match proposal.kind:
        case "figure":
            return f"{values['value']} {values['unit']}".strip() + f" · {values['label']}"
        case "event":
            cut = {"year": 4, "month": 7}.get(str(values.get("precision")), 10)
            return f"{values['date'][:cut] or _('no date')} · {values['title']}"
        case "quote":
            return f"{values['speaker'] or _('Somebody')}: “{values['text']}”"
        case "person":
            return f"{values['name']}, {values['office']}" if values["office"] else str(values["name"])
        case "organisation":
            short = values.get("abbreviation")
            return f"{values['name']} ({short})" if short else str(values["name"])
        case _:
            return str(values.get("title") or values.get("text"))


def _pieces(text: str, rows: Iterable[Row]) -> list[Piece]:
    """The text cut where passages begin and end. A passage of a text that was replaced since is shown nowhere."""
    passages = [
        (row.proposal.start, row.proposal.end, row.proposal.pk)
        for row in rows
        if text[row.proposal.start : row.proposal.end] == row.proposal.passage
    ]
    return marked(text, passages)


def _told(done: Decided, source: Source) -> str:
    return f"From “{source.title}”: {done.accepted} accepted, {done.rejected} rejected."
