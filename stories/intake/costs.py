"""What calls for draftings are called where the desk shows what the model costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import reverse

from newsroom.llm import subjects
from stories.intake.models import Drafting


def register() -> None:
    subjects.register("stories.drafting", describe=_draftings, sealed=lambda numbers: ())


def _draftings(numbers: Collection[str]) -> Mapping[str, subjects.Described]:
    found = Drafting.objects.filter(pk__in=[n for n in numbers if n.isdecimal()]).select_related(
        "source__story"
    )
    return {
        str(drafting.pk): subjects.Described(
            name=f"Proposals from “{drafting.source.title}”",
            url=reverse("admin:stories_story_proposals", args=[drafting.source.story_id, drafting.source_id]),
            story=drafting.source.story.headline,
            story_url=reverse("admin:stories_story_change", args=[drafting.source.story_id]),
        )
        for drafting in found
    }
