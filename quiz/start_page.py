"""What the pages around a run show: every quiz, and the start of one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom import days
from newsroom.players.models import Player
from quiz import bank, choosing
from quiz.choosing import Question
from quiz.models import DailyQuiz, Run
from quiz.run_page import start_url, title_of
from stories.document import StoryDocument
from stories.latest import latest
from stories.models import Revision, Story
from stories.page import accent_of

STORIES_SHOWN = 40  # a page of the quizzes; some of them have too few quotations for one


@dataclass(frozen=True, kw_only=True)
class Someone:
    name: str
    office: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A story's quiz. `people` is everyone who may stand among the four, in the story's order."""

    document: StoryDocument
    accent: int
    url: str
    rounds: int
    asked: int
    quotations: int  # in the story
    people: tuple[Someone, ...]
    best: int | None = None


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A story that the day's quotations are from."""

    headline: str
    category: str
    accent: int


@dataclass(frozen=True, kw_only=True)
class DailyOffer:
    day: dt.date
    ends_on: dt.date  # at 00:00 UTC, when the next one opens
    rounds: int
    stories: tuple[Origin, ...]
    people: tuple[Someone, ...]
    run: Run | None


@dataclass(frozen=True, kw_only=True)
class Offers:
    """before: what the next page's stories were published before, 0 if this is the last."""

    offers: Sequence[Offer]
    before: int


@dataclass(frozen=True, kw_only=True)
class Going:
    """A run that waits for its player."""

    run: Run
    title: str


def offers(player: Player | None, *, before: int = 0) -> Offers:
    """A page of published stories, those of them that have a quiz: 2 queries, 1 more for a player's bests."""
    out = bank.upheld()
    page = latest(shown=STORIES_SHOWN, before=before)
    bests = _bests(player, page.stories)
    asked = [(story, bank.askable(story, out)) for story in page.stories]
    found = [_offer(story, questions, bests.get(story.pk)) for story, questions in asked if questions]
    return Offers(offers=found, before=page.before)


def offer_of(story: Story) -> Offer | None:
    questions = bank.askable(story, bank.upheld())
    return _offer(story, questions, None) if questions else None


def daily_offer(daily: DailyQuiz | None, player: Player | None) -> DailyOffer | None:
    """Today's quiz, without what has been withdrawn; None if there is none. 3 queries."""
    if daily is None:
        return None
    revisions = Revision.objects.filter(story__in=Story.objects.published()).defer("document")
    found_in = revisions.in_bulk([q["revision"] for q in daily.questions])
    banks = {pk: bank.bank(revision) for pk, revision in found_in.items()}
    if not banks:
        return None
    people: dict[str, Someone] = {}
    for question in daily.questions:
        if found := banks.get(question["revision"]):
            for key in question["people"]:
                people[key] = Someone(name=found.people[key].name, office=found.people[key].office)
    return DailyOffer(
        day=daily.day,
        ends_on=days.ends_at(daily.day).date(),
        rounds=sum(question["revision"] in banks for question in daily.questions),
        stories=tuple(
            sorted({_origin(found.document) for found in banks.values()}, key=lambda o: o.headline)
        ),
        people=tuple(sorted(people.values(), key=lambda someone: someone.name)),
        run=Run.objects.filter(daily=daily, player=player).first() if player else None,
    )


def _origin(document: StoryDocument) -> Origin:
    return Origin(headline=document.headline, category=document.category, accent=accent_of(document.category))


def going_on(player: Player | None) -> list[Going]:
    """Runs of stories that the player has begun and not finished, latest first. The daily has its own place."""
    if player is None:
        return []
    published = Story.objects.published().values("pk")
    runs = Run.objects.filter(player=player, finished_at=None, story__in=published)
    runs = runs.select_related("daily", "story__live").defer("story__live__document")
    return [Going(run=run, title=title_of(run)) for run in runs]


def again_url(run: Run) -> str:
    """Where the quiz of somebody else's run can be played; "" if nowhere any more."""
    return start_url(run) if run.daily or (run.story and run.story.is_published) else ""


def _offer(story: Story, questions: tuple[Question, ...], best: int | None) -> Offer:
    assert story.live is not None
    document = bank.bank(story.live).document
    may_stand = {key for q in questions for key in (q.speaker.key, *q.others[: choosing.POOL])}
    return Offer(
        document=document,
        accent=accent_of(document.category),
        url=story.get_absolute_url(),
        rounds=min(len(questions), choosing.ROUNDS_MOST),
        asked=len(questions),
        quotations=len(document.quotes),
        people=tuple(Someone(name=p.name, office=p.office) for p in document.people if p.key in may_stand),
        best=best,
    )


def _bests(player: Player | None, stories: Sequence[Story]) -> dict[int, int]:
    """The player's best points by story of these, the timed quiz before the untimed one where both were played."""
    if player is None or player.numbers_hidden:
        return {}
    by_story: dict[int, tuple[bool, int]] = defaultdict(lambda: (False, 0))
    rows = Run.objects.finished().filter(player=player, story__in=stories)
    for story_id, timed, points in rows.values_list("story_id", "timed", "points"):
        assert story_id is not None
        by_story[story_id] = max(by_story[story_id], (timed, points))
    return {story_id: points for story_id, (_, points) in by_story.items()}
