"""The choosing page: motions, champions, what starts at once, and who is marked before anything is chosen."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from debate.arena.choosing import ReadyDebate, read_motions, ready, why_closed
from debate.arena.forms import ChooseForm
from debate.engines import why_unwritten
from debate.evidence.cards import default_motion, motion_of
from debate.models import Persona
from debate.personas.document import PersonaDocument
from debate.referee import scoring
from newsroom.players import cred
from stories.document import Motion, StoryDocument
from stories.models import Story
from stories.page import accent_of

MOST_XP = scoring.XP_FINISH + scoring.XP_CROSSFIRE + 2 * (scoring.XP_ROUND + scoring.XP_CORRECT)


@dataclass(frozen=True, kw_only=True)
class MotionChoice:
    """A motion as offered: how much speaks for each side, and what each would have to show."""

    motion: Motion
    why_closed: str
    pro: Sequence[str]
    con: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ReadyPair:
    """A debate that starts at once, by the places of its motion and champions in the page's lists, from 1."""

    motion: int
    pro: int
    con: int
    of: ReadyDebate


@dataclass(frozen=True, kw_only=True)
class Champion:
    """Who may be chosen. For each side: the pairs on that side that start at once."""

    persona: PersonaDocument
    pro: Sequence[ReadyPair]
    con: Sequence[ReadyPair]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    motion: str
    pro: str
    con: str


def choices(story: Story, form: ChooseForm, *, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The choosing page: every motion and champion, what starts at once, and what is marked to begin with.

    wanted: motion, pro and con of a link that leads here, or surprise; a posted and refused form says more.
    """
    document = story.document
    debates = ready(story)
    personas = _speakers(story, debates)
    open_motions = _open_motions(story)
    pairs = _pairs(document, personas, debates)
    if form.is_bound:
        chosen = Chosen(**{name: form.data.get(name, "") for name in ("motion", "pro", "con")})
    else:
        chosen = choose_for(story, personas, debates, wanted, at_random="surprise" in wanted)
    return {
        "story": document,
        "accent": accent_of(document.category),
        "form": form,
        "motions": [_motion_choice(story, motion, open_motions) for motion in document.motions],
        "reviewed_only": story.reviewed_only,
        "champions": [
            Champion(
                persona=persona,
                pro=[pair for pair in pairs if pair.pro == n],
                con=[pair for pair in pairs if pair.con == n],
            )
            for n, persona in enumerate(personas, start=1)
        ],
        "pairs": pairs,
        "dispositions": sorted({persona.disposition for persona in personas}),
        "chosen": chosen,
        "most_xp": MOST_XP,
        "most_cred": {f"round_{number}": most_cred(number) for number in cred.K_ROUND},
    }


def surprise(story: Story, *, wanted: Mapping[str, Any]) -> Chosen:
    """Another pair than the one wanted, for the motion wanted: one that starts at once if there is one."""
    debates = ready(story)
    return choose_for(story, _speakers(story, debates), debates, wanted, at_random=True)


def is_open(story: Story) -> bool:
    """Whether there is anything to choose: a story may admit reviewed debates only and have none yet, or be in a language that nobody here writes."""
    if why_unwritten(story.document):
        return False
    return not story.reviewed_only or bool(read_motions([story]))


def choose_for(
    story: Story,
    personas: Sequence[PersonaDocument],
    debates: Sequence[ReadyDebate],
    wanted: Mapping[str, Any],
    *,
    at_random: bool,
) -> Chosen:
    """What is marked before anything is chosen: what is wanted, and for the rest a pair that starts at once, or one
    of different temper. at_random: another pair than the one wanted is drawn; else the same page marks the same."""
    motion = _motion_for(story, str(wanted.get("motion", "")))
    slugs = {persona.slug for persona in personas}
    asked = tuple(str(wanted.get(side, "")) for side in ("pro", "con"))
    kept = tuple(slug if slug in slugs and not at_random else "" for slug in asked)
    if all(kept):
        return Chosen(motion=motion, pro=kept[0], con=kept[1])
    written = [(d.debate.pro.slug, d.debate.con.slug) for d in debates if d.debate.motion_key == motion]
    contrasting = [
        (a.slug, b.slug)
        for a, b in itertools.permutations(personas, 2)
        if a.disposition != b.disposition and not story.reviewed_only
    ]
    for pairs in (written, sorted(contrasting, key=lambda pair: _hash(motion, *pair))):
        fitting = [
            pair
            for pair in pairs
            if all(slug in (name, "") for slug, name in zip(kept, pair, strict=True))
            and not (at_random and pair == asked)
        ]
        if fitting:
            pro, con = secrets.choice(fitting) if at_random else fitting[0]
            return Chosen(motion=motion, pro=pro, con=con)
    return Chosen(motion=motion, pro=kept[0], con=kept[1])


def most_cred(number: int) -> int:
    """The most that one call of a round can move cred by, up or down."""
    moves = [cred.preview(q, cred.K_ROUND[number]) for q in (cred.HOUSE_LOW, cred.HOUSE_HIGH)]
    return round(max(abs(move) for of in moves for pair in of.values() for move in pair))


def _hash(*words: str) -> str:
    """An order of its own for each motion, the same on every page."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def _speakers(story: Story, debates: Sequence[ReadyDebate]) -> list[PersonaDocument]:
    """Who may be chosen; where only reviewed debates may be played, those who speak in one."""
    speakers = Persona.objects.speaking()
    if story.reviewed_only:
        in_one = {slug for item in debates for slug in (item.debate.pro.slug, item.debate.con.slug)}
        speakers = speakers.filter(slug__in=in_one)
    return [persona.as_document for persona in speakers]


def _open_motions(story: Story) -> Collection[tuple[int, str]]:
    return read_motions([story]) if story.reviewed_only else ()


def _motion_for(story: Story, wanted: str) -> str:
    """The motion wanted if the story has it; else its default, or the first that can be debated."""
    document = story.document
    if motion_of(document, wanted):
        return wanted
    read = _open_motions(story)
    open_ones = [motion for motion in document.motions if not why_closed(story, motion, read)]
    default = default_motion(document)
    return default.key if default in open_ones and default else next((m.key for m in open_ones), "")


def _motion_choice(story: Story, motion: Motion, read: Collection[tuple[int, str]]) -> MotionChoice:
    return MotionChoice(
        motion=motion,
        why_closed=why_closed(story, motion, read),
        pro=[b.reason for b in motion.bearing if b.side in ("pro", "both")],
        con=[b.reason for b in motion.bearing if b.side in ("con", "both")],
    )


def _pairs(
    document: StoryDocument, personas: Sequence[PersonaDocument], debates: Sequence[ReadyDebate]
) -> list[ReadyPair]:
    motions = {motion.key: n for n, motion in enumerate(document.motions, start=1)}
    places = {persona.slug: n for n, persona in enumerate(personas, start=1)}
    return [
        ReadyPair(
            motion=motions[item.debate.motion_key],
            pro=places[item.debate.pro.slug],
            con=places[item.debate.con.slug],
            of=item,
        )
        for item in debates
        if {item.debate.pro.slug, item.debate.con.slug} <= places.keys()
    ]
