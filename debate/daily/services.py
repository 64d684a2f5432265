"""The daily debate: one a UTC day, the same for everyone, its verdicts opened for all when the day is over.

It is chosen by rule from what is published and written whole at once, with a brief that carries the day as its
edition, so that its texts and verdicts exist nowhere else. A player calls each round once, in any order. XP for
playing is paid at once; XP for right calls and cred are settled when the day is over, since either would
tell the verdict. Missing a day costs nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from debate.arena import calling, stakes
from debate.engines import current_engine, why_unwritten
from debate.evidence.brief import Brief
from debate.evidence.cards import lacking_side, make_brief
from debate.models import Daily, Debate, Persona, Play, Prediction, Question, QuestionSet, Round, Verdict
from debate.referee import scoring
from debate.written import flow, pieces
from newsroom import days
from newsroom.errors import Conflict
from newsroom.generation.models import State
from newsroom.players.models import CredEntry, Player
from stories.document import Motion
from stories.gate import require_open
from stories.latest import latest
from stories.models import Story

RETRY_SECONDS = 600  # a piece that failed is tried again this much later, all day long
DRAWN_FROM = 200  # of the stories published last
SETTLED_BY_A_PAGE = 200  # plays; with more of them the first page after midnight leaves it to a worker


@dataclasses.dataclass(frozen=True, kw_only=True)
class DaysDebate:
    """What a day's debate is to be about, and who argues it."""

    story: Story
    motion: Motion
    brief: Brief
    pro: Persona
    con: Persona


def edition_of(day: dt.date) -> str:
    """What sets a day's texts apart from every other debate's. The offline engine writes the same from the
    same brief, so the edition holds a secret of this site: knowing code and story is not knowing the verdict."""
    return f"{day.isoformat()}-{salted_hmac('debate.daily', day.isoformat(), algorithm='sha256').hexdigest()[:16]}"


def choose(day: dt.date) -> DaysDebate | None:
    """The day's debate by rule, or None if too little is published. The same everywhere, and on every call.

    It is of one of the DRAWN_FROM stories published last. Each candidate is ranked by a hash of the day and its name, and the first wins: the story (not
    yesterday's, unless it is the only one; none that admits reviewed debates only, for a day's is written for its
    day), a motion that can be debated, a pair of different disposition.
    """
    yesterday = Daily.objects.filter(day=day - dt.timedelta(days=1)).values_list("debate__story_id").first()
    stories = sorted(
        latest(shown=DRAWN_FROM, of=Story.objects.published().filter(reviewed_only=False)).stories,
        key=lambda story: (story.pk in (yesterday or ()), _rank(day, story.slug)),
    )
    pair = _pair(day, Persona.objects.speaking())
    if pair is None:
        return None
    for story in stories:
        document = story.document
        if not document.debatable or why_unwritten(document):
            continue
        for motion in sorted(document.motions, key=lambda motion: _rank(day, story.slug, motion.key)):
            if not lacking_side(motion):
                brief = dataclasses.replace(make_brief(document, motion), edition=edition_of(day))
                return DaysDebate(story=story, motion=motion, brief=brief, pro=pair[0], con=pair[1])
    return None


def ensure(day: dt.date) -> Daily | None:
    """The day's debate, made now if it is not there, and moved on if something waits to be.

    Safe to call any number of times at once. None if too little is published.
    """
    daily = Daily.objects.filter(day=day).told().first()
    if daily is None:
        choice = choose(day)
        if choice is None:
            return None
        daily = _make(day, choice)
    _push_on(daily)
    return daily


def question_of(daily: Daily) -> Question | None:
    """The day's fixed crossfire question, once the three are drawn up: one of them, by the day's hash."""
    if not QuestionSet.objects.filter(debate=daily.debate_id, state=State.READY).exists():
        return None
    questions = list(Question.objects.filter(debate=daily.debate_id))
    return questions[int(_rank(daily.day, "question"), 16) % len(questions)] if questions else None


@transaction.atomic
def predict(player: Player, daily: Daily, *, number: int, side: str, confidence: int) -> Prediction:
    """Seal a call of one round of the day; nothing of the verdict is told, in word or pay.

    Raises Conflict when the day is over, before the round's verdict is sealed, and for a different call; Withdrawn.
    """
    # The day's row is locked first, so that no call slips in behind the settling of the day.
    locked = Daily.objects.select_for_update(of=("self",)).select_related("debate__story")
    daily = locked.get(pk=daily.pk)
    require_open(daily.debate.story)
    if daily.is_over:
        raise Conflict(_("That day is over and its verdicts are open. There is a new debate today."))
    question = question_of(daily)
    round = daily.debate.rounds_with(question.pk if question else None).filter(number=number).first()
    if round is None:
        raise Conflict(
            _("The referee has not sealed a verdict of this round yet. Predictions open when it is.")
        )
    play, _is_new = Play.objects.get_or_create(
        player=player, debate=daily.debate, defaults={"question": question}
    )
    play = Play.objects.select_for_update().get(pk=play.pk)
    if made := calling.made_before(play, number=number, side=side, confidence=confidence):
        return made
    for_xp = stakes.why_daily_for_xp(round.pk) if play.player_id == player.pk else stakes.BEFORE_THE_ACCOUNT
    made = calling.call(play, round, side=side, confidence=confidence, for_xp=for_xp)
    calling.pay(play, f"round:{number}", scoring.XP_ROUND, f"Daily debate, round {number} played")
    if play.predictions.count() == 2:
        Play.objects.filter(pk=play.pk).update(
            finished_at=timezone.now(), question=question, replay_code=Play.new_replay_code()
        )
        calling.pay(play, "finish", scoring.XP_FINISH, "Daily debate finished")
    return made


def settle(daily: Daily) -> bool:
    """Score everybody's calls of a day that is over, once. True if this call did it.

    One transaction under the day's lock; whoever finds it locked goes on without waiting.
    """
    if daily.settled_at is not None or not daily.is_over:
        return False
    with transaction.atomic():
        mine = (
            Daily.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=daily.pk, settled_at=None)
            .first()
        )
        if mine is None:
            return False
        # A play that stayed behind when its player was merged doubles one of the account's.
        calls = Prediction.objects.filter(
            play__debate=daily.debate_id, play__player__merged_into=None
        ).select_related("play__player", "round__verdict")
        for call in calls.order_by("play__player_id", "number"):
            calling.settle(
                call,
                debate_ref=f"debate:{daily.debate_id}",
                label=f"Daily debate, round {call.number} called right",
                kind=CredEntry.Kind.DAILY,
                played_at=call.created_at,
            )
        mine.settled_at = timezone.now()
        mine.save(update_fields=["settled_at"])
    return True


def keep() -> bool:
    """What the hourly task does: settle every day that is over, and have today's debate under way.

    True once nothing of today's debate is left to be written.
    """
    for daily in Daily.objects.over().filter(settled_at=None):
        settle(daily)
    today = ensure(days.today())
    return today is None or is_written(today)


def is_written(daily: Daily) -> bool:
    """Whether nothing of the day is left to be written: both rounds are judged, or its story is withdrawn. 1 query."""
    if daily.debate.story.withdrawn_at:
        return True
    return Verdict.objects.sealed().filter(round__debate=daily.debate_id).count() == 2


@transaction.atomic
def _make(day: dt.date, choice: DaysDebate) -> Daily:
    debate, is_new = Debate.objects.of(
        story=choice.story,
        motion=choice.motion,
        pro=choice.pro,
        con=choice.con,
        brief=choice.brief,
        engine=current_engine(),
    )
    daily, _ = Daily.objects.get_or_create(day=day, defaults={"debate": debate})
    if (
        daily.debate_id != debate.pk
    ):  # something was published between two first requests; the other was first
        if is_new:
            debate.delete()
    else:
        flow.start(debate)
    return daily


def _push_on(daily: Daily) -> None:
    """Start round 2 once there is a question, and try again what failed a while ago. 1 query once it is written."""
    if is_written(daily):
        return
    question = question_of(daily)
    if question is not None and not Round.objects.filter(question=question).exists():
        with transaction.atomic():
            flow.cross_fire(question)
    past = timezone.now() - dt.timedelta(seconds=RETRY_SECONDS)
    written = pieces.pieces_of(daily.debate.rounds.all(), questions_of=daily.debate)
    pieces.try_again(row for row in written if row.finished_at is not None and row.finished_at < past)


def _pair(day: dt.date, personas: Iterable[Persona]) -> tuple[Persona, Persona] | None:
    pairs = [
        (pro, con) for pro, con in itertools.permutations(personas, 2) if pro.disposition != con.disposition
    ]
    return min(pairs, key=lambda pair: _rank(day, pair[0].slug, pair[1].slug)) if pairs else None


def _rank(day: dt.date, *what: str) -> str:
    return hashlib.sha256("\x1f".join((day.isoformat(), *what)).encode()).hexdigest()
