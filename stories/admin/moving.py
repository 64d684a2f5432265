"""Import a document at the desk: from a file or pasted, looked at before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from newsroom.afresh import afresh
from newsroom.documents import DocumentFaults, Fault
from newsroom.errors import Conflict
from stories.admin.base import MODELS, as_pk, desk_url, story_url
from stories.admin.desk import CHANGES_SHOWN, DeskPages, PageLink
from stories.admin.inlines import HEADINGS
from stories.document import LISTS, StoryDocument, story_yaml
from stories.models import Story
from stories.moving import importing, reading
from stories.moving.importing import Plan

UPLOADED_BYTES = (
    4_000_000  # what is looked at is sent a second time, as a field: below DATA_UPLOAD_MAX_MEMORY_SIZE
)
FAULTS_SHOWN = 200


class ImportForm(forms.Form):
    file = forms.FileField(
        required=False,
        label=lazy("A file"),
        help_text=lazy("YAML or JSON, as the export pages and export_story write it."),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=lazy("Or the document itself"),
        help_text=lazy("Stays here until it is imported, so that it can be mended in place."),
        widget=forms.Textarea(attrs={"rows": 16, "class": "desk-document", "spellcheck": "false"}),
    )

    def document_text(self) -> str:
        """What was sent: the file before the field. Raises DocumentFaults."""
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        if file is not None:
            if (file.size or 0) > UPLOADED_BYTES:
                raise DocumentFaults([reading.too_large(file.size or 0, UPLOADED_BYTES)])
            return reading.text_of(file.read(), most_bytes=UPLOADED_BYTES)
        text = str(self.cleaned_data.get("text") or "")
        if not text.strip():
            raise DocumentFaults([Fault(path="document", message="is missing: choose a file, or paste it")])
        return text


class MovingPages(DeskPages):
    """Mixed into the story's admin."""

    has_add_permission: Callable[..., bool]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.import_page)
        return [
            path("import/", page, name="stories_story_import"),
            path("<int:pk>/import/", page, name="stories_story_import_into"),
            *super().get_urls(),
        ]

    def pages_for(self, request: HttpRequest, story: Story) -> list[PageLink]:
        found = super().pages_for(request, story)
        if self.has_change_permission(request, story):
            found.append(PageLink(name=_("Import…"), url=desk_url("import_into", story.pk)))
        return found

    def import_page(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Choose or paste; look at what it would change; then import that. A story's own page takes no other story."""
        into = self._story(request, pk, change=True) if pk is not None else None
        if into is None and not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_form(request, into, ImportForm(initial={"text": _asked_for(request, into)}))
        form = ImportForm(request.POST, request.FILES)
        form.is_valid()  # its fields cannot be wrong but for what is said of the document
        text = ""
        try:
            if form.errors:
                raise DocumentFaults(
                    [Fault(path="document", message=str(e)) for es in form.errors.values() for e in es]
                )
            text = form.document_text()
            document = reading.read(text)
            if into is not None and document.slug != into.slug:
                words = f"is {document.slug}: another story's document; this page imports into {into.slug}"
                raise DocumentFaults([Fault(path="slug", message=words)])
        except DocumentFaults as error:
            again = ImportForm(initial={"text": text or request.POST.get("text", "")})
            return self._import_form(request, into, again, faults=error.faults, status=422)
        return self._looked_at(request, into, document, text)

    def _looked_at(
        self, request: HttpRequest, into: Story | None, document: StoryDocument, text: str
    ) -> HttpResponse:
        """What it would change; or, if that was looked at and agreed to, the import."""
        now = importing.plan(document)
        allowed = (
            self.has_change_permission(request, now.story) if now.story else self.has_add_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        problem = ""
        if "write" in request.POST:
            give_up = bool(request.POST.get("give_up"))
            try:
                story, changed = importing.carry_out(
                    document, seen=request.POST.get("seen", ""), give_up=give_up, by=cast(User, request.user)
                )
            except Conflict as conflict:
                problem, now = afresh(str(conflict)), importing.plan(document)
            else:
                self.log_change(request, story, "Imported a document into the draft.")
                words = (
                    _("The draft says what the document says. Nothing is published.")
                    if changed
                    else _("Nothing to change.")
                )
                self.message_user(request, words, messages.SUCCESS)
                return HttpResponseRedirect(story_url(story.pk))
        form = ImportForm(initial={"text": text})
        return self._import_form(
            request, into, form, plan=now, problem=problem, status=409 if problem else 200
        )

    def _import_form(
        self,
        request: HttpRequest,
        into: Story | None,
        form: ImportForm,
        *,
        plan: Plan | None = None,
        faults: list[Fault] | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        faults = faults or []
        if plan is not None:
            form.fields["text"].label = _("The document, to be mended here if need be")
        shown: dict[str, Any] = {
            "form": form,
            "plan": plan,
            "counted": _counted(plan.document) if plan and plan.story is None else [],
            "changes": plan.changes if plan else (),
            "most": CHANGES_SHOWN,
            "faults": faults[:FAULTS_SHOWN],
            "faults_more": max(len(faults) - FAULTS_SHOWN, 0),
            "problem": problem,
        }
        if into is not None:
            return self._page(request, "import", into, _("Import a document"), status=status, **shown)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a document"),
            "opts": Story._meta,
            **shown,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/stories/story/import.html", context, status=status)


def _asked_for(request: HttpRequest, into: Story | None) -> str:
    """`?revision=3` begins with what that revision said, to put it into the draft."""
    number = as_pk(request.GET.get("revision", ""))
    found = into.revisions.filter(number=number).first() if into and number is not None else None
    return story_yaml(found.as_document()) if found else ""


def _counted(document: StoryDocument) -> list[str]:
    """“Timeline: 26” for every list of a story that is new here."""
    return [
        f"{str(HEADINGS.get(kind, MODELS[kind]._meta.verbose_name_plural)).capitalize()}: {n}"
        for kind, name in LISTS.items()
        if (n := len(getattr(document, name)))
    ]
