"""The editors' desk for what figures of history say: personas, debates, voices, what workers wrote, reports."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from debate.models import (
    Admission,
    Debate,
    Persona,
    QuestionSet,
    Speech,
    SpeechReport,
    Verdict,
    Voice,
    VoiceReport,
)
from debate.personas.document import parse_persona
from debate.repertoire.desk import ReviewPages
from newsroom.desk import front_counts
from newsroom.documents import DocumentFaults, write_yaml
from newsroom.generation.models import Generated, State
from newsroom.generation.services import requeue
from newsroom.readonly import ReadOnlyAdmin


class PersonaForm(forms.ModelForm):  # type: ignore[type-arg]
    """A persona as its document: paste or edit the YAML; every fault comes back with its path."""

    text = forms.CharField(
        label="Document",
        widget=forms.Textarea(attrs={"rows": 40, "cols": 110, "spellcheck": "false"}),
        strip=False,
        help_text="The whole persona as YAML, as in fixtures/personas/. What is missing is named with its path.",
    )

    class Meta:
        model = Persona
        fields = ["is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["text"] = write_yaml(self.instance.document)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        try:
            document = parse_persona(text)
        except DocumentFaults as error:
            raise forms.ValidationError([str(fault) for fault in error.faults]) from error
        if Persona.objects.filter(slug=document.slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"slug: {document.slug} is another persona's")
        if self.instance.pk and document.slug != self.instance.slug:
            raise forms.ValidationError("slug: a persona's slug is part of its addresses and stays")
        self.instance.set_document(document)
        return text


@admin.register(Persona)
class PersonaAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = PersonaForm
    fields = ["is_active", "text"]
    list_display = ["name", "born", "disposition", "is_active"]
    list_filter = ["disposition", "is_active"]
    search_fields = ["name", "slug"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Debates keep their speakers; retire a persona instead."""
        return False


def review_link(row: Debate | Voice) -> str:
    """A link to the page on which what was written ahead is read and decided."""
    if row.is_live:
        return "–"
    url = reverse(f"admin:debate_{row._meta.model_name}_review", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row.get_admission_display())


@admin.register(Debate)
class DebateAdmin(ReviewPages, ReadOnlyAdmin):
    list_display = ["motion", "pro", "con", "story", "engine", "review", "created_at"]
    list_filter = ["admission", "engine", "story"]
    list_select_related = ["pro", "con", "story"]
    search_fields = ["motion"]

    @admin.display(description="written ahead", ordering="admission")
    def review(self, debate: Debate) -> str:
        return review_link(debate)


class GeneratedAdmin(ReadOnlyAdmin):
    """State, failure and provenance of one kind of generated row; failed ones can be run again."""

    list_display = ["__str__", "state", "attempt", "failure", "engine", "model", "latency_ms", "queued_at"]
    list_filter = ["state", "engine"]
    actions = ["run_again"]

    def has_run_again_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("debate.change_speech"))

    @admin.action(description="Run again what has failed", permissions=["run_again"])
    def run_again(self, request: HttpRequest, rows: QuerySet[Generated]) -> None:
        again = sum(requeue(row) for row in rows)
        self.message_user(request, f"{again} put back into the queue.", messages.SUCCESS)


class SpokenAdmin(GeneratedAdmin):
    """Texts that a moderator may hide, with a notice in their place. permission: what it takes."""

    permission: ClassVar[str]
    notice: ClassVar[str]
    actions = ["run_again", "hide", "show_again"]

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))

    def has_run_again_permission(self, request: HttpRequest) -> bool:
        return self.has_moderate_permission(request)

    @admin.action(description="Hide from readers, with a notice", permissions=["moderate"])
    def hide(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        for row in rows:
            row.hide(self.notice)

    @admin.action(description="Show to readers again", permissions=["moderate"])
    def show_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        for row in rows:
            row.hide("")


@admin.register(Speech)
class SpeechAdmin(SpokenAdmin):
    permission = "debate.change_speech"
    notice = "A moderator has taken this speech down."
    list_select_related = ["round__debate"]


@admin.register(Voice)
class VoiceAdmin(ReviewPages, SpokenAdmin):
    permission = "debate.change_voice"
    notice = "A moderator has taken this text down."
    list_display = [
        *("persona", "story", "revision", "state", "attempt", "failure"),
        *("engine", "model", "review", "latency_ms", "queued_at", "hidden_reason"),
    ]
    list_filter = ["admission", "state", "engine", "persona", "story"]
    list_select_related = ["persona", "story", "revision"]
    exclude = ["brief_document", "asked_by"]

    @admin.display(description="written ahead", ordering="admission")
    def review(self, voice: Voice) -> str:
        return review_link(voice)


@admin.register(QuestionSet)
class QuestionSetAdmin(GeneratedAdmin):
    list_select_related = ["debate"]


@admin.register(Verdict)
class VerdictAdmin(GeneratedAdmin):
    list_select_related = ["round"]


class ReportAdmin(ReadOnlyAdmin):
    """What readers say is wrong with a text. about: the field that names the text, and whose admin hides it."""

    about: ClassVar[str]
    hides: ClassVar[type[SpokenAdmin]]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter)]
    exclude = ["player"]
    actions = ["hide_text", "resolve"]

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.hides.permission))

    @admin.action(description="Hide the text and close the report", permissions=["moderate"])
    def hide_text(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        for report in rows:
            getattr(report, self.about).hide(self.hides.notice)
        self.resolve(request, rows)

    @admin.action(description="Close without hiding", permissions=["moderate"])
    def resolve(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        rows.update(resolved_at=timezone.now())


@admin.register(SpeechReport)
class SpeechReportAdmin(ReportAdmin):
    about, hides = "speech", SpeechAdmin
    list_display = ["created_at", "text", "speech", "resolved_at"]
    list_select_related = ["speech__round__debate"]


@admin.register(VoiceReport)
class VoiceReportAdmin(ReportAdmin):
    about, hides = "voice", VoiceAdmin
    list_display = ["created_at", "text", "voice", "resolved_at"]
    list_select_related = ["voice"]


front_counts.register(
    "reports of speeches",
    "admin:debate_speechreport_changelist",
    SpeechReport.objects.filter(resolved_at=None).count,
    permission="debate.change_speechreport",
    query="resolved_at__isempty=1",
    order=10,
)
front_counts.register(
    "reports of voices",
    "admin:debate_voicereport_changelist",
    VoiceReport.objects.filter(resolved_at=None).count,
    permission="debate.change_voicereport",
    query="resolved_at__isempty=1",
    order=11,
)
front_counts.register(
    "debates to review",
    "admin:debate_debate_changelist",
    Debate.objects.filter(admission=Admission.AWAITING).count,
    permission="debate.review_debate",
    query=f"admission__exact={Admission.AWAITING}",
    order=20,
)
front_counts.register(
    "voices to review",
    "admin:debate_voice_changelist",
    Voice.objects.filter(admission=Admission.AWAITING).count,
    permission="debate.review_voice",
    query=f"admission__exact={Admission.AWAITING}",
    order=21,
)
front_counts.register(
    "speeches that failed",
    "admin:debate_speech_changelist",
    Speech.objects.filter(state=State.FAILED).count,
    permission="debate.change_speech",
    query=f"state__exact={State.FAILED}",
    order=30,
)
