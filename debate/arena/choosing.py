"""What can be chosen: motions, champions, and debates that start at once. Values for the arena's pages.

What of them is the same for every reader is worked out once a process: parsed documents are kept by content, digests of
briefs by revision. So a page costs what it shows, however many stories and debates there are.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from debate.arena.forms import ChooseForm
from debate.engines import current_engine
from debate.evidence.cards import default_motion, lacking_side, make_brief, motion_of
from debate.models import Daily, Debate, Persona
from debate.personas.document import PersonaDocument
from debate.referee import scoring
from newsroom import days
from newsroom.players import cred
from stories.document import Motion, StoryDocument
from stories.models import Story
from stories.page import accent_of
from stories.shelf import Bounded

READY_SHOWN = 8  # in the arena
READY_OF_STORY = 24  # on the choosing page of a story
STORIES_SHOWN = 20  # a page of the arena
_DIGESTS: Bounded[tuple[str, str], str] = Bounded(1_000_000)  # of briefs, by revision and motion
_DIGEST_BYTES = 400

MOST_XP = scoring.XP_FINISH + scoring.XP_CROSSFIRE + 2 * (scoring.XP_ROUND + scoring.XP_CORRECT)


@dataclass(frozen=True, kw_only=True)
class OpenStory:
    document: StoryDocument
    accent: int
    motions: Sequence[Motion]


@dataclass(frozen=True, kw_only=True)
class OpenStories:
    """A page of stories, latest published first. before: what the next page begins below, 0 if this is the last."""

    stories: Sequence[OpenStory]
    before: int


@dataclass(frozen=True, kw_only=True)
class ReadyDebate:
    debate: Debate
    document: StoryDocument
    accent: int
    url: str


def open_stories(*, before: int = 0) -> OpenStories:
    """Published stories that may be debated, with the motions that have cards for both sides. 1 query."""
    rows = Story.objects.published().defer("live__document").order_by("-live_id")
    if before:
        rows = rows.filter(live_id__lt=before)
    page = list(rows[: STORIES_SHOWN + 1])
    found = []
    for story in page[:STORIES_SHOWN]:
        document = story.document
        motions = [motion for motion in document.motions if not lacking_side(motion)]
        if document.debatable and motions:
            found.append(OpenStory(document=document, accent=accent_of(document.category), motions=motions))
    last = page[STORIES_SHOWN - 1].live_id if len(page) > STORIES_SHOWN else None
    return OpenStories(stories=found, before=last or 0)


def ready(story: Story | None = None) -> list[ReadyDebate]:
    """Debates that start at once, newest first: of one story, or of all. 1 query.

    Their openings are judged and joining one leads to it: its engine is the one in use, and its motion still has
    the very cards that it was written from.
    """
    shown = READY_SHOWN if story is None else READY_OF_STORY
    debates = (
        Debate.objects.shared()
        .readable()
        .startable(current_engine())
        .select_related("story__live", "pro", "con")
        .defer("brief_document", "story__live__document", "pro__document", "con__document")
        .order_by("-pk")
    )
    if story is not None:
        debates = debates.filter(story=story)
    fitting = (debate for debate in debates[: shown * 3] if _leads_there(debate))
    return [
        ReadyDebate(
            debate=debate,
            document=debate.story.document,
            accent=accent_of(debate.story.document.category),
            url=offer(debate),
        )
        for debate in itertools.islice(fitting, shown)
    ]


def _leads_there(debate: Debate) -> bool:
    document = debate.story.document
    motion = motion_of(document, debate.motion_key)
    return (
        document.debatable
        and motion is not None
        and debate.brief_sha256 == _digest(debate.story, document, motion)
    )


def _digest(story: Story, document: StoryDocument, motion: Motion) -> str:
    """The digest of the motion's brief as it is published now."""
    assert story.live is not None
    key = (story.live.sha256, motion.key)
    digest = _DIGESTS.get(key)
    if digest is None:
        digest = make_brief(document, motion).digest
        _DIGESTS.put(key, digest, _DIGEST_BYTES)
    return digest


def offer(debate: Debate) -> str:
    """The address where this debate can be chosen again, its form filled in."""
    return address(debate.story.slug, motion=debate.motion_key, pro=debate.pro.slug, con=debate.con.slug)


def address(slug: str, **wanted: str) -> str:
    return f"{reverse('debate:choose', args=[slug])}?{urlencode(wanted)}"


def todays() -> Daily | None:
    """The day's debate, if it has been chosen and its story can be read. 1 query."""
    return Daily.objects.readable().told().defer("debate__brief_document").filter(day=days.today()).first()


@dataclass(frozen=True, kw_only=True)
class MotionChoice:
    """A motion as offered: how much speaks for each side, and what each would have to show."""

    motion: Motion
    lacking: str
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
    personas = [persona.as_document for persona in Persona.objects.speaking()]
    debates = ready(story)
    pairs = _pairs(document, personas, debates)
    if form.is_bound:
        chosen = Chosen(**{name: form.data.get(name, "") for name in ("motion", "pro", "con")})
    else:
        chosen = choose_for(document, personas, debates, wanted, at_random="surprise" in wanted)
    return {
        "story": document,
        "accent": accent_of(document.category),
        "form": form,
        "motions": [_motion_choice(motion) for motion in document.motions],
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
    personas = [persona.as_document for persona in Persona.objects.speaking()]
    return choose_for(story.document, personas, ready(story), wanted, at_random=True)


def choose_for(
    document: StoryDocument,
    personas: Sequence[PersonaDocument],
    debates: Sequence[ReadyDebate],
    wanted: Mapping[str, Any],
    *,
    at_random: bool,
) -> Chosen:
    """What is marked before anything is chosen: what is wanted, and for the rest a pair that starts at once, or one
    of different temper. at_random: another pair than the one wanted is drawn; else the same page marks the same."""
    motion = _motion_for(document, str(wanted.get("motion", "")))
    slugs = {persona.slug for persona in personas}
    asked = tuple(str(wanted.get(side, "")) for side in ("pro", "con"))
    kept = tuple(slug if slug in slugs and not at_random else "" for slug in asked)
    if all(kept):
        return Chosen(motion=motion, pro=kept[0], con=kept[1])
    written = [(d.debate.pro.slug, d.debate.con.slug) for d in debates if d.debate.motion_key == motion]
    contrasting = [
        (a.slug, b.slug) for a, b in itertools.permutations(personas, 2) if a.disposition != b.disposition
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


def _motion_for(document: StoryDocument, wanted: str) -> str:
    """The motion wanted if the story has it; else its default, or the first that can be debated."""
    if motion_of(document, wanted):
        return wanted
    open_ones = [motion for motion in document.motions if not lacking_side(motion)]
    default = default_motion(document)
    return default.key if default in open_ones and default else next((m.key for m in open_ones), "")


def _motion_choice(motion: Motion) -> MotionChoice:
    return MotionChoice(
        motion=motion,
        lacking=lacking_side(motion),
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
