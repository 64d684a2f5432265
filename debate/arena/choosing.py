"""What can be chosen: motions, champions, and debates that start at once. Values for the arena's pages."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from debate.arena.forms import ChooseForm
from debate.evidence.cards import default_motion, lacking_side
from debate.models import Debate, Persona
from debate.personas.document import PersonaDocument
from newsroom.generation.models import State
from stories.document import Motion, StoryDocument
from stories.models import Story

READY_SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class OpenStory:
    document: StoryDocument
    motions: Sequence[Motion]


@dataclass(frozen=True, kw_only=True)
class ReadyDebate:
    debate: Debate
    url: str


def open_stories() -> list[OpenStory]:
    """Published stories that may be debated, with the motions that have cards for both sides."""
    found = []
    for story in Story.objects.published():
        document = story.document
        motions = [motion for motion in document.motions if not lacking_side(motion)]
        if document.debatable and motions:
            found.append(OpenStory(document=document, motions=motions))
    return found


def ready() -> list[ReadyDebate]:
    """Debates whose openings are written, newest first: joining one starts at once."""
    debates = (
        Debate.objects.shared()
        .readable()
        .filter(
            rounds__number=1,
            rounds__verdict__state=State.READY,
            pro__is_active=True,
            con__is_active=True,
        )
        .select_related("story__live", "pro", "con")
        .order_by("-created_at")[: READY_SHOWN * 3]
    )
    found: list[ReadyDebate] = []
    for debate in debates:
        keys = (
            {motion["key"] for motion in debate.story.live.document["motions"]}
            if debate.story.live
            else set()
        )
        if debate.motion_key in keys and len(found) < READY_SHOWN:
            found.append(ReadyDebate(debate=debate, url=offer(debate)))
    return found


def offer(debate: Debate) -> str:
    """The address where this debate can be chosen again, its form filled in."""
    query = urlencode({"motion": debate.motion_key, "pro": debate.pro.slug, "con": debate.con.slug})
    return f"{reverse('debate:choose', args=[debate.story.slug])}?{query}"


@dataclass(frozen=True, kw_only=True)
class MotionChoice:
    """A motion as offered: how much speaks for each side, and what each would have to show."""

    motion: Motion
    lacking: str
    pro: Sequence[str]
    con: Sequence[str]


def choices(document: StoryDocument, form: ChooseForm, *, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The choosing page: every motion and champion, and which are marked.

    wanted: motion, pro and con of a link that leads here, or surprise; a posted and refused form says more.
    """
    default = default_motion(document)
    data = form.data if form.is_bound else wanted
    personas = [persona.as_document for persona in Persona.objects.speaking()]
    chosen = {
        "motion": data.get("motion") or (default.key if default else ""),
        "pro": data.get("pro", ""),
        "con": data.get("con", ""),
    }
    if "surprise" in wanted and not form.is_bound:
        chosen |= contrasting_pair(personas)
    return {
        "story": document,
        "form": form,
        "motions": [
            MotionChoice(
                motion=motion,
                lacking=lacking_side(motion),
                pro=[b.reason for b in motion.bearing if b.side in ("pro", "both")],
                con=[b.reason for b in motion.bearing if b.side in ("con", "both")],
            )
            for motion in document.motions
        ],
        "personas": personas,
        "dispositions": sorted({persona.disposition for persona in personas}),
        "chosen": chosen,
    }


def contrasting_pair(personas: Sequence[PersonaDocument]) -> dict[str, str]:
    """Two personas of different temper, at random; {} if there are none."""
    pairs = [(a, b) for a in personas for b in personas if a.disposition != b.disposition]
    if not pairs:
        return {}
    pro, con = secrets.choice(pairs)
    return {"pro": pro.slug, "con": con.slug}
