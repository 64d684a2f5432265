"""The editors' desk for what figures of history say: personas, debates, voices, what workers wrote."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as lazy

from debate.models import (
    Admission,
    Debate,
    Persona,
    QuestionSet,
    Speech,
    Verdict,
    Voice,
)
from debate.personas.document import parse_persona
from debate.rehearsing import RehearsalPages
from debate.repertoire.desk import ReviewPages
from debate.tryout import TryPages, stories_to_try
from newsroom.desk import front_counts
from newsroom.documents import DocumentFaults, write_yaml
from newsroom.generation.models import Generated
from newsroom.http import see_other
from newsroom.machinery.state import lines
from newsroom.machinery.views import again_url
from newsroom.readonly import DiscreetAdmin, ReadOnlyAdmin
from stories.admin.filters import LatestStories


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
class PersonaAdmin(TryPages, DiscreetAdmin):
    form = PersonaForm
    change_form_template = "admin/debate/persona/change_form.html"
    fields = ["is_active", "text"]
    list_display = ["name", "born", "disposition", "is_active"]
    list_filter = ["disposition", "is_active"]
    search_fields = ["name", "slug"]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(
            request, context | {"try_stories": stories_to_try()}, *args, **kwargs
        )

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
class DebateAdmin(RehearsalPages, ReviewPages, ReadOnlyAdmin):
    list_display = ["motion", "pro", "con", "story", "engine", "review", "created_at"]
    list_filter = ["admission", "engine", ("story", LatestStories)]
    list_select_related = ["pro", "con", "story"]
    search_fields = ["motion"]

    @admin.display(description="written ahead", ordering="admission")
    def review(self, debate: Debate) -> str:
        return review_link(debate)


class EngineFilter(admin.SimpleListFilter):
    """Who wrote it; what nobody has written yet has none."""

    title, parameter_name = "engine", "engine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("llm", "model"), ("offline", "offline")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(engine=self.value()) if self.value() else queryset


class GeneratedAdmin(ReadOnlyAdmin):
    """State, failure and provenance of one kind of generated row; failed ones can be run again."""

    list_display = ["__str__", "state", "attempt", "failure", "engine", "model", "latency_ms", "queued_at"]
    list_filter = ["state", EngineFilter]
    actions = ["run_again"]

    def has_run_again_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("debate.change_speech"))

    @admin.action(description="Run again what has failed…", permissions=["run_again"])
    def run_again(self, request: HttpRequest, rows: QuerySet[Generated]) -> HttpResponse:
        """Asks first."""
        return see_other(again_url(rows))


class SpokenAdmin(GeneratedAdmin):
    """Texts that a moderator may hide, in the queue of reports: reported or not, each has its page there."""

    permission: ClassVar[str]

    def has_run_again_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))

    @admin.display(description="moderate")
    def moderate(self, row: Speech | Voice) -> str:
        url = reverse("moderation:matter", args=[row._meta.model_name, row.pk])
        return format_html('<a href="{}">{}</a>', url, "Hidden" if row.hidden_reason else "Shown")


@admin.register(Speech)
class SpeechAdmin(SpokenAdmin):
    permission = "debate.change_speech"
    list_display = [*GeneratedAdmin.list_display, "moderate"]
    list_select_related = ["round__debate"]


@admin.register(Voice)
class VoiceAdmin(ReviewPages, SpokenAdmin):
    permission = "debate.change_voice"
    list_display = [
        *("persona", "story", "revision", "state", "attempt", "failure"),
        *("engine", "model", "review", "latency_ms", "queued_at", "moderate"),
    ]
    list_filter = ["admission", "state", EngineFilter, "persona", ("story", LatestStories)]
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


front_counts.register(
    lazy("debates to review"),
    "admin:debate_debate_changelist",
    Debate.objects.filter(admission=Admission.AWAITING).count,
    permission="debate.review_debate",
    query=f"admission__exact={Admission.AWAITING}",
    order=20,
)
front_counts.register(
    lazy("voices to review"),
    "admin:debate_voice_changelist",
    Voice.objects.filter(admission=Admission.AWAITING).count,
    permission="debate.review_voice",
    query=f"admission__exact={Admission.AWAITING}",
    order=21,
)
front_counts.register(
    lazy("pieces that failed"),
    "machinery:state",
    lambda: sum(line.failed for line in lines()),
    permission="debate.change_speech",
    order=30,
)
