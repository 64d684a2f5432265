"""A persona tried out before it is saved: what the offline engine would have it say of a story. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from debate import grounding
from debate.engines.base import BUDGETS, VOICE_WORDS, SpeechTask, VoiceTask
from debate.engines.offline import OfflineEngine
from debate.evidence.brief import SIDES, Brief
from debate.evidence.cards import central_cards, lacking_side, make_brief, story_brief
from debate.models import Persona, Side
from debate.personas.document import PersonaDocument, parse_persona
from newsroom.documents import DocumentFaults
from newsroom.moderation.queue import Passage
from stories.document import StoryDocument
from stories.models import Story


class TryForm(forms.Form):
    text = forms.CharField(max_length=200_000, strip=False)
    try_story = forms.ModelChoiceField(Story.objects.published(), label="On the story")


def stories_to_try() -> list[tuple[int, str]]:
    return list(Story.objects.published().order_by("headline").values_list("pk", "headline"))


def compose(persona: PersonaDocument, document: StoryDocument) -> Iterator[Passage]:
    """Its view of the story, and its openings for and against the first motion that can be debated."""
    engine, brief = OfflineEngine(), story_brief(document)
    if brief.cards:
        text = engine.voice(
            VoiceTask(
                brief=brief,
                speaker=persona,
                headline=document.headline,
                standfirst=document.standfirst,
                central=central_cards(document, brief),
            )
        )[0]
        yield _passage(f"{persona.name} on the story", text, brief, persona, VOICE_WORDS[1])
    motion = next((motion for motion in document.motions if not lacking_side(motion)), None)
    others = Persona.objects.speaking().exclude(slug=persona.slug).order_by("slug")
    other = others.exclude(disposition=persona.disposition).first() or others.first()
    if motion is None or other is None:
        return
    brief = make_brief(document, motion)
    for side in SIDES:
        task = SpeechTask(brief=brief, side=side, part="opening", speaker=persona, opponent=other.as_document)
        title = f"Opening {Side(side).label}, {other.name} on the other side: {motion.text}"
        yield _passage(title, engine.speech(task)[0], brief, persona, BUDGETS["opening"], other.name)


def _passage(
    title: str, text: str, brief: Brief, persona: PersonaDocument, most: int, *names: str
) -> Passage:
    """What of a text would be printed, each sentence with what it cites."""
    report = grounding.check(text, brief, known_names=(persona.name, persona.short_name, *names))
    kept = report.kept(most)
    notes = [
        " · ".join(f"[{card.n}] {card.label}" for n in sentence.citations if (card := brief.card(n)))
        for sentence in kept
    ]
    return Passage(title=title, paragraphs=[sentence.text for sentence in kept], notes=notes)


class TryPages:
    """Mixed into the personas' admin: the page that shows a draft at work."""

    admin_site: Any
    has_change_permission: Callable[..., bool]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.try_page)
        return [path("try/", page, name="debate_persona_try"), *super().get_urls()]  # type: ignore[misc]

    def try_page(self, request: HttpRequest) -> HttpResponse:
        """A POST with a draft and a story, as the persona's own form sends it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form, faults, passages = TryForm(request.POST), [], []
        if form.is_valid():
            try:
                persona = parse_persona(form.cleaned_data["text"].replace("\r\n", "\n"))
            except DocumentFaults as error:
                faults = [str(fault) for fault in error.faults]
            else:
                passages = list(compose(persona, form.cleaned_data["try_story"].document))
        else:
            faults = [
                f"{name.removeprefix('try_')}: {error}"
                for name, errors in form.errors.items()
                for error in errors
            ]
        pk = request.POST.get("persona", "")
        is_known = pk.isascii() and pk.isdigit() and len(pk) < 19
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try a persona"),
            "opts": Persona._meta,
            "faults": faults,
            "passages": passages,
            "text": request.POST.get("text", ""),
            "is_active": "is_active" in request.POST,
            "persona": pk if is_known else "",
            "try_stories": stories_to_try(),
            "try_story": request.POST.get("try_story", ""),
            "save_url": reverse("admin:debate_persona_change", args=[pk])
            if is_known
            else reverse("admin:debate_persona_add"),
        }
        template = "admin/debate/persona/try.html"
        return TemplateResponse(request, template, context, status=422 if faults else 200)
