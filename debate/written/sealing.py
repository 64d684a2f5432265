"""Which rows of a debate the desk may not read yet, and what calls to the model were made for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse

from debate.models import Debate, QuestionSet, Round, Speech, Verdict, Voice
from newsroom import sealed
from newsroom.llm import subjects
from newsroom.llm.subjects import Described


def register_seals() -> None:
    sealed.register(
        "debate.verdict", fields=["record", "calls", "nonce", "raw_output"], opened=_open_verdicts
    )
    sealed.register("debate.speech", fields=["raw_output"], opened=_open_speeches)
    sealed.register("debate.questionset", fields=["raw_output"], opened=_open_questions)
    subjects.register("debate.debate", describe=_debates, sealed=sealed_debates)
    subjects.register("debate.voice", describe=_voices, sealed=lambda numbers: ())


def sealed_debates(numbers: Collection[Any]) -> set[Any]:
    """Of these debates those of which some round is not judged yet, or its verdict not open to the desk: 1 query."""
    closed = Round.objects.filter(debate__in=numbers).exclude(verdict__in=Verdict.objects.open_to_desk())
    found = set(closed.values_list("debate_id", flat=True))
    return {number for number in numbers if int(number) in found}


def _open_verdicts(pks: Collection[Any]) -> set[Any]:
    return set(Verdict.objects.open_to_desk().filter(pk__in=pks).values_list("pk", flat=True))


def _open_speeches(pks: Collection[Any]) -> set[Any]:
    debates = dict(Speech.objects.filter(pk__in=pks).values_list("pk", "round__debate"))
    return _of_open(debates)


def _open_questions(pks: Collection[Any]) -> set[Any]:
    return _of_open(dict(QuestionSet.objects.filter(pk__in=pks).values_list("pk", "debate")))


def _of_open(debates: Mapping[Any, int]) -> set[Any]:
    closed = sealed_debates(set(debates.values()))
    return {pk for pk, debate in debates.items() if debate not in closed}


def _debates(numbers: Collection[str]) -> dict[str, Described]:
    rows = Debate.objects.filter(pk__in=numbers).select_related("story", "pro", "con")
    return {
        str(row.pk): Described(
            name=f"{row.motion} — {row.pro.name} against {row.con.name}",
            url=reverse("admin:debate_debate_change", args=[row.pk]),
            story=row.story.headline,
            story_url=reverse("admin:stories_story_change", args=[row.story_id]),
        )
        for row in rows.defer("brief_document", "pro__document", "con__document")
    }


def _voices(numbers: Collection[str]) -> dict[str, Described]:
    rows = Voice.objects.filter(pk__in=numbers).select_related("story", "persona")
    return {
        str(row.pk): Described(
            name=f"The view of {row.persona.name}",
            url=reverse("admin:debate_voice_change", args=[row.pk]),
            story=row.story.headline,
            story_url=reverse("admin:stories_story_change", args=[row.story_id]),
        )
        for row in rows.defer("brief_document", "persona__document", "raw_output")
    }
