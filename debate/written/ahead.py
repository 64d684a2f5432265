"""Popular debates written ahead of anyone's choice: the openings of the daily pair, and all three crossfires.

Only for a model: the offline engine writes a branch in the time it takes to ask for one. A model takes half a
minute, and a player who has just called round 1 should not have to wait for it. What is started here belongs
to no player and costs the site's budget alone, so it is bounded four ways: so many rounds a UTC day, each in
a numbered slot of its own (a unique column, so any number of workers stay within them); only while less than
a share of the site's budget is spent; only while nobody waits for something else; one debate at a time.

Nobody waits for these pieces, so they never fall back on the offline engine: one that fails is tried anew
when somebody asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from debate.engines import current_engine
from debate.engines.offline import OfflineEngine
from debate.evidence.cards import make_brief, motion_of
from debate.models import Daily, Debate, Play, Question, Round
from debate.written import flow
from newsroom import days
from newsroom.generation.models import State
from newsroom.generation.services import is_idle
from newsroom.llm import gateway, spend
from stories.models import Story

LATELY = dt.timedelta(days=3)
LEAST_PLAYS = 2  # within LATELY; one player's debate may well stay one player's
DEBATES_LOOKED_AT = 12  # of the most played


def write_ahead() -> int:
    """Start what is missing of one debate, if that is wanted and affordable now. Returns the rounds started."""
    if not _is_worth_it() or not is_idle() or not _free_slot():
        return 0
    pair = _daily_pair()
    if pair is not None and (started := _start_openings(pair)):
        return started
    for debate in _popular(pair):
        started = sum(_in_a_slot(question) for question in _unwritten(debate))
        if started:
            return started
    return 0


def _is_worth_it() -> bool:
    share = 100 * settings.AHEAD_BUDGET_SHARE
    return (
        current_engine() != OfflineEngine.name
        and gateway.state() == "ok"
        and all(100 * limit.spent / limit.limit < share for limit in spend.site_today())
    )


def _daily_pair() -> Debate | None:
    """The ordinary debate of the day's motion and pair, which those who have called the daily go on to."""
    daily = Daily.objects.filter(day=days.today()).select_related("debate__pro", "debate__con").first()
    if daily is None:
        return None
    shown = daily.debate
    story = Story.objects.published().filter(pk=shown.story_id).first()
    motion = motion_of(story.document, shown.motion_key) if story is not None else None
    if story is None or motion is None or story.live is None:
        return None
    debate, _ = Debate.objects.of(
        story=story,
        motion=motion,
        pro=shown.pro,
        con=shown.con,
        brief=make_brief(story.document, motion),
        engine=current_engine(),
    )
    return debate


def _popular(pair: Debate | None) -> Iterator[Debate]:
    """The daily pair's debate, then those played most of late that a player could still join. Openings judged."""
    recent = Play.objects.shared().filter(started_at__gte=timezone.now() - LATELY)
    counts = recent.values_list("debate").annotate(n=Count("pk")).filter(n__gte=LEAST_PLAYS).order_by("-n")
    found = [pk for pk, _ in counts[:DEBATES_LOOKED_AT]]
    wanted = dict.fromkeys([*([pair.pk] if pair is not None else []), *found])
    debates = (
        Debate.objects.filter(engine=current_engine(), continues__isnull=True)
        .filter(rounds__number=1, rounds__verdict__state=State.READY, question_set__state=State.READY)
        .readable()
        .select_related("story__live")
        .in_bulk(list(wanted))
    )
    for pk in wanted:
        if (debate := debates.get(pk)) is not None and _can_be_joined(debate):
            yield debate


def _can_be_joined(debate: Debate) -> bool:
    """Whether choosing its motion today leads to this debate, and not to one with a newer brief."""
    document = debate.story.document
    motion = motion_of(document, debate.motion_key)
    return motion is not None and make_brief(document, motion).digest == debate.brief_sha256


def _unwritten(debate: Debate) -> list[Question]:
    return list(debate.questions.filter(round__isnull=True))


def _start_openings(pair: Debate) -> int:
    return 0 if pair.rounds.exists() else int(_in_a_slot(pair))


def _in_a_slot(what: Question | Debate) -> bool:
    """Start a round in the next free slot of the day. False if none is free, or the round has begun already."""
    while slot := _free_slot():
        try:
            with transaction.atomic():
                made = (
                    flow.cross_fire(what, ahead=slot)
                    if isinstance(what, Question)
                    else flow.start(what, ahead=slot)
                )
                return made.ahead == slot
        except IntegrityError:  # another worker has taken this slot
            continue
    return False


def _free_slot() -> str:
    """The first slot of the day that no round has, "" if all are taken."""
    day = days.today().isoformat()
    taken = set(Round.objects.filter(ahead__startswith=f"{day}/").values_list("ahead", flat=True))
    slots = (f"{day}/{n}" for n in range(1, settings.AHEAD_ROUNDS_DAY + 1))
    return next((slot for slot in slots if slot not in taken), "")
