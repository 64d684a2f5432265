"""What the arena offers: stories and their motions, debates that start at once, the day's debate.

What of them is the same for every reader is worked out once a process: parsed documents are kept by content, digests of
briefs by revision. So a page costs what it shows, however many stories and debates there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from debate.engines import closed_motions, current_engine
from debate.evidence.brief import Brief
from debate.evidence.cards import make_brief, motion_of
from debate.models import Daily, Debate
from newsroom import days
from newsroom.afresh import afresh
from stories.document import Motion, StoryDocument
from stories.latest import latest
from stories.models import Story
from stories.page import accent_of
from stories.shelf import Bounded

READY_SHOWN = 8  # in the arena
READY_OF_STORY = 24  # on the choosing page of a story
STORIES_SHOWN = 20  # a page of the arena
_KNOWN: Bounded[tuple[str, str], str] = Bounded(1_000_000)  # by a revision's content: see `_known`
_KNOWN_BYTES = 400
_BRIEFS: Bounded[tuple[str, str], Brief] = Bounded(8_000_000)
_CARD_BYTES = 4_000  # in memory, with its texts


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
    """Published stories that may be debated, with the motions that can be. 1 query, 2 where some are reviewed only."""
    page = latest(shown=STORIES_SHOWN, before=before)
    shown = page.stories
    read = read_motions([story for story in shown if story.reviewed_only])
    found = []
    for story in shown:
        document = story.document
        motions = [motion for motion in document.motions if not why_closed(story, motion, read)]
        if document.debatable and motions:
            found.append(OpenStory(document=document, accent=accent_of(document.category), motions=motions))
    return OpenStories(stories=found, before=page.before)


def why_closed(story: Story, motion: Motion, read: Collection[tuple[int, str]]) -> str:
    """Why this motion cannot be debated, as a sentence; "" if it can. read: see `read_motions`."""
    if why := closed_motions(story.document).get(motion.key):
        return afresh(why)
    if story.reviewed_only and (story.pk, motion.key) not in read:
        return _("No debate of it has been read by an editor yet.")
    return ""


def read_motions(stories: Collection[Story]) -> frozenset[tuple[int, str]]:
    """Of these stories, the motions that the repertoire has a debate of, as (story, motion). At most 1 query."""
    if not stories:
        return frozenset()
    debates = Debate.objects.repertoire().startable(current_engine()).filter(story__in=stories)
    return frozenset(debates.values_list("story_id", "motion_key"))


def ready(story: Story | None = None) -> list[ReadyDebate]:
    """Debates that start at once, of one story or of all: those of the repertoire first, then the newest. 1 query.

    Joining one leads to it. One of the repertoire whose cards have changed in substance comes last; any other has the
    very cards that its motion has now.
    """
    shown = READY_SHOWN if story is None else READY_OF_STORY
    debates = (
        Debate.objects.shared()
        .readable()
        .startable(current_engine())
        .select_related("story__live", "pro", "con")
        .defer("brief_document", "story__live__document", "pro__document", "con__document")
        .order_by("-admission", "-pk")
    )
    if story is not None:
        debates = debates.filter(story=story)
    ranked = [(rank, debate) for debate in debates[: shown * 3] if (rank := _rank(debate)) is not None]
    ranked.sort(key=lambda found: found[0])
    once = {(d.story_id, d.motion_key, d.pro_id, d.con_id): d for _, d in reversed(ranked)}
    best = sorted(once.values(), key=[debate for _, debate in ranked].index)
    return [
        ReadyDebate(
            debate=debate,
            document=debate.story.document,
            accent=accent_of(debate.story.document.category),
            url=offer(debate),
        )
        for debate in best[:shown]
    ]


def _rank(debate: Debate) -> int | None:
    """Of what can be joined: 0 first, 2 last; None if joining would lead to another debate or to none."""
    document = debate.story.document
    motion = motion_of(document, debate.motion_key)
    if motion is None or not document.debatable:
        return None
    is_current = debate.brief_sha256 == _digest(debate.story, document, motion)
    if debate.is_live:
        return 1 if is_current else None
    return 0 if is_current or not is_overtaken(debate) else 2


def brief_of(story: Story, motion: Motion) -> Brief:
    """The cards of a motion as the live story has them. Made once a process and revision: some milliseconds."""
    key = (_sha256(story), motion.key)
    brief = _BRIEFS.get(key)
    if brief is None:
        brief = make_brief(story.document, motion)
        _BRIEFS.put(key, brief, _CARD_BYTES * (1 + len(brief.cards)))
    return brief


def _digest(story: Story, document: StoryDocument, motion: Motion) -> str:
    """The digest of the motion's brief as it is published now."""
    return _known((_sha256(story), motion.key), lambda: make_brief(document, motion).digest)


def is_overtaken(debate: Debate) -> bool:
    """Whether what it cites has changed in the live story. Found once a process and revision."""
    return _known(
        (_sha256(debate.story), f"{debate.pk} {debate.brief_sha256}"), lambda: str(debate.is_overtaken)
    ) == str(True)


def _sha256(story: Story) -> str:
    assert story.live is not None
    return story.live.sha256


def _known(key: tuple[str, str], find: Callable[[], str]) -> str:
    """What is found for a revision and something of it, once a process."""
    known = _KNOWN.get(key)
    if known is None:
        known = find()
        _KNOWN.put(key, known, _KNOWN_BYTES)
    return known


def offer(debate: Debate) -> str:
    """The address where this debate can be chosen again, its form filled in."""
    return address(debate.story.slug, motion=debate.motion_key, pro=debate.pro.slug, con=debate.con.slug)


def address(slug: str, **wanted: str) -> str:
    return f"{reverse('debate:choose', args=[slug])}?{urlencode(wanted)}"


def todays() -> Daily | None:
    """The day's debate, if it has been chosen and its story can be read. 1 query."""
    return Daily.objects.readable().told().defer("debate__brief_document").filter(day=days.today()).first()
