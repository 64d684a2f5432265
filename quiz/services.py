"""What a player does in a quiz: start, answer, give up a round, go on, report.

Each move is one transaction that locks the run's row, so two tabs, a double click and a replayed request
have one effect. An identical repeat gets the first answer again. `Conflict` is the right request at the
wrong moment (409); `Unknown` names a round or an option that this run does not have (422).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.errors import Conflict, Unknown
from newsroom.players.models import Player
from newsroom.players.services import award_xp, earned_on, locked
from newsroom.rooms.models import Room
from quiz import bank, choosing, loading, scoring, voids
from quiz.loading import LoadedRun
from quiz.models import Answer, DailyQuiz, Option, QuizRound, Report, RoomQuiz, Run
from stories.gate import require_open
from stories.latest import latest
from stories.models import Revision, Story

_DICE = secrets.SystemRandom()  # order must not be guessable from an earlier attempt
DRAWN_FROM = 100  # stories published last, for the day's five
Asked = tuple[Story, Revision, str, str, Sequence[str]]  # with quotation key, fingerprint, people in order


@transaction.atomic
def start(player: Player, *, story: Story, timed: bool) -> Run:
    """Begin a story's quiz, or go on with the one of the same kind that is not finished.

    Raises Conflict if the story has too little to ask.
    """
    assert story.live is not None
    player = locked(player)  # a double click waits here
    same = {"player": player, "story": story, "timed": timed, "room_quiz": None}
    if going := Run.objects.filter(**same, finished_at=None).first():
        return going
    found = bank.askable(story, bank.upheld())
    if not found:
        raise Conflict(_("This story has too few quotations for a quiz."))
    drawn = choosing.draw(found, _DICE, placed=_placed(player, [q.fingerprint for q in found]))
    run = Run.objects.create(player=player, story=story, timed=timed)
    _lay_out(
        run,
        [(story, story.live, q.quote.key, q.fingerprint, choosing.four(q, _DICE)) for q in drawn],
    )
    return run


@transaction.atomic
def start_daily(player: Player, *, timed: bool) -> Run:
    """Begin today's quiz, or go on with it: once a day, in the mode first chosen.

    Raises Conflict when there is none today.
    """
    player = locked(player)
    daily = daily_of(timezone.now().date())
    if daily is None:
        raise Conflict(_("There is no daily quiz today: too few quotations are published."))
    if going := Run.objects.filter(player=player, daily=daily).first():
        require_open(*going.stories())
        return going
    asked = _daily_asked(daily)
    if not asked:
        raise Conflict(_("Today’s quotations have all been withdrawn. Tomorrow brings new ones."))
    run = Run.objects.create(player=player, daily=daily, timed=timed)
    _lay_out(run, asked)
    return run


def draw_for_room(room: Room, story: Story) -> RoomQuiz:
    """Choose what everyone in a room is asked. Raises Conflict if the story has too little to ask."""
    assert story.live is not None
    found = bank.askable(story, bank.upheld())
    if not found:
        raise Conflict(_("This story has too few quotations for a quiz."))
    questions = [
        {"quote": q.quote.key, "people": choosing.four(q, _DICE)} for q in choosing.draw(found, _DICE)
    ]
    return RoomQuiz.objects.create(room=room, story=story, revision=story.live, questions=questions)


@transaction.atomic
def start_in_room(player: Player, quiz: RoomQuiz) -> Run:
    """Begin the quiz of a room, or go on with it: once a player, without a clock."""
    player = locked(player)
    if going := Run.objects.filter(player=player, room_quiz=quiz).first():
        require_open(*going.stories())
        return going
    known, out = bank.bank(quiz.revision), bank.upheld()
    stands = bank.standing(quiz.story, out)
    asked: list[Asked] = [
        (quiz.story, quiz.revision, q["quote"], mark, _DICE.sample(q["people"], len(q["people"])))
        for q in quiz.questions
        if (mark := choosing.fingerprint(known.quotes[q["quote"]])) in stands
    ]
    if not asked:
        raise Conflict(_("The quotations of this room have all been withdrawn."))
    run = Run.objects.create(player=player, story=quiz.story, room_quiz=quiz, timed=False)
    _lay_out(run, asked)
    return run


def daily_of(day: dt.date) -> DailyQuiz | None:
    """The questions of a day, chosen now if nobody has asked before; None if there are too few."""
    if daily := DailyQuiz.objects.filter(day=day).first():
        return daily
    stories = {story.slug: story for story in latest(shown=DRAWN_FROM).stories}
    out = bank.upheld()
    taken = choosing.daily({slug: bank.askable(story, out) for slug, story in stories.items()}, day)
    dice = choosing.dice_of(day)
    chosen = [
        {"revision": stories[slug].live_id, "quote": q.quote.key, "people": choosing.four(q, dice)}
        for slug, q in taken
    ]
    return DailyQuiz.objects.get_or_create(day=day, defaults={"questions": chosen})[0] if chosen else None


def open_run(loaded: LoadedRun, now: dt.datetime) -> LoadedRun:
    """The run as it is to be shown now: void rounds passed over, the clock of the round in play begun.

    A timed round whose time is over is settled as late. Reloading changes nothing, and then locks nothing.
    """
    is_stale = voids.is_stale(loaded)
    if not is_stale and not _is_due(loaded, now):
        return loaded
    with transaction.atomic():
        loaded = _locked(loaded.run)
        if is_stale and voids.recheck_run(loaded):
            loaded = _locked(loaded.run)
        _pass_over_voids(loaded)
        current = loaded.current
        if current is not None and not current.is_settled:
            if current.shown_at is None:
                current.show(now)
            elif loaded.run.timed and loading.is_overdue(current, now):
                _settle(loaded, current, None, now)
        _finish_if_settled(loaded, now)
    return loaded


def _is_due(loaded: LoadedRun, now: dt.datetime) -> bool:
    """Whether showing this run now would change it."""
    current, run = loaded.current, loaded.run
    if run.finished_at is None and ((loaded.is_settled and not loaded.is_sealed) or _left_behind(loaded)):
        return True
    if current is None or current.given is not None:
        return False
    return current.is_void or current.shown_at is None or (run.timed and loading.is_overdue(current, now))


@transaction.atomic
def answer(run: Run, *, number: int, token: str, now: dt.datetime) -> Answer:
    """Answer a round. Right or wrong, on time or late, the same statements run."""
    loaded = _locked(run)
    round = _round(loaded, number)
    if round.shown_at is None:
        raise Conflict(_("Round %(number)d has not been opened yet.") % {"number": number})
    sent = token.encode("utf-8", "replace")  # as bytes: compare_digest takes no other than ASCII text
    option = next((o for o in round.options.all() if secrets.compare_digest(o.token.encode(), sent)), None)
    if option is None:
        raise Unknown(_("That is none of the four people of this round. Choose one of those shown."))
    if round.given is not None:
        if round.given.option_id == option.pk:
            return round.given
        raise Conflict(_already(round.given))
    if round.is_void:
        raise Conflict(_("This quotation has just been withdrawn. The round does not count."))
    given = _settle(loaded, round, option, now)
    _finish_if_settled(loaded, now)
    _tell_room(loaded.run)
    return given


@transaction.atomic
def give_up(run: Run, *, number: int, now: dt.datetime) -> Answer | None:
    """Settle a round without an answer. None if a withdrawal has settled it already."""
    loaded = _locked(run)
    round = _round(loaded, number)
    if round.shown_at is None:
        raise Conflict(_("Round %(number)d has not been opened yet.") % {"number": number})
    if round.is_settled:
        return round.given
    given = _settle(loaded, round, None, now)
    _finish_if_settled(loaded, now)
    _tell_room(loaded.run)
    return given


@transaction.atomic
def go_on(run: Run, *, number: int) -> None:
    """Leave the answer of a round for the next round, or for the result after the last."""
    loaded = _locked(run)
    round = _round(loaded, number)
    if number < loaded.run.position:
        return
    if number > loaded.run.position or not round.is_settled:
        raise Conflict(_("Answer this round first."))
    if loaded.seals(round):
        raise Conflict(_("Your host opens the answer for all; then the room goes on."))
    loaded.run.position = number + 1
    loaded.run.save(update_fields=["position"])


@transaction.atomic
def report(run: Run, *, number: int, reason: str, note: str) -> Report:
    """Tell the editors that a quotation is wrong: once per round, after it was answered."""
    loaded = _locked(run)
    round = _round(loaded, number)
    if not round.is_settled:
        raise Conflict(_("Answer the round first; then you can report its quotation."))
    if loaded.seals(round):
        raise Conflict(_("Your host opens the answer for all; then you can report its quotation."))
    made, _is_new = Report.objects.get_or_create(
        player=loaded.run.player,
        round=round,
        defaults={
            "story": round.story,
            "quote_key": round.quote_key,
            "fingerprint": round.fingerprint,
            "text": loading.quote_of(round).text,
            "speaker": loading.speaker_of(round).name,
            "reason": reason,
            "note": note,
        },
    )
    return made


def _locked(run: Run) -> LoadedRun:
    Run.objects.select_for_update().only("pk").get(pk=run.pk)
    loaded = loading.load(run.pk)
    assert loaded is not None
    require_open(*(round.story for round in loaded.rounds))
    return loaded


def _round(loaded: LoadedRun, number: int) -> QuizRound:
    if (round := loaded.round(number)) is None:
        raise Unknown(_("This quiz has no round %(number)d.") % {"number": number})
    return round


def _already(given: Answer) -> str:
    if given.option_id is None:
        return (
            _("Your time was up.") if given.is_late else _("You have asked to see the answer of this round.")
        )
    return _("You have answered this round; an answer cannot be changed.")


def _settle(loaded: LoadedRun, round: QuizRound, option: Option | None, now: dt.datetime) -> Answer:
    assert round.shown_at is not None
    elapsed = scoring.elapsed_ms(round.shown_at, now)
    is_late = not scoring.in_time(elapsed, timed=loaded.run.timed)
    named = option.person if option else ""
    round.answer = Answer.objects.create(  # also what `round.given` reads
        round=round,
        option=option,
        elapsed_ms=elapsed,
        is_late=is_late,
        is_right=(named == loading.quote_of(round).speaker) & (not is_late),
    )
    return round.answer


def _pass_over_voids(loaded: LoadedRun) -> None:
    """Move on from rounds that were voided before they were answered, and back to one that has come back since."""
    run, before = loaded.run, loaded.run.position
    if (back := _left_behind(loaded)) is not None:
        run.position = back.number
    while (current := loaded.current) is not None and current.is_void and current.given is None:
        run.position += 1
    if run.position != before:
        run.save(update_fields=["position"])


def _left_behind(loaded: LoadedRun) -> QuizRound | None:
    """The first round that was passed over as void and now waits for its answer."""
    return next((r for r in loaded.rounds if r.number < loaded.run.position and not r.is_settled), None)


def _finish_if_settled(loaded: LoadedRun, now: dt.datetime) -> None:
    """End the run once nothing is left to answer, and nothing for the host of its room to open: totals kept, XP awarded, both once."""
    run = loaded.run
    if run.finished_at is not None or not loaded.is_settled or loaded.is_sealed:
        return
    score = loaded.score
    voids.set_totals(run, score)
    player = locked(run.player)  # two quizzes ending at once
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    before = Run.objects.filter(player=player, finished_at__gte=midnight).exclude(pk=run.pk).count()
    right = {r.fingerprint for r in loaded.rounds if r.given and r.given.is_right and not r.is_void}
    new = right - _placed(player, right)
    xp = scoring.xp(
        correct=score.correct,
        new=len(new),
        nth_today=before + 1,
        earned_today=earned_on(player, now, "quiz"),
    )
    run.finished_at, run.xp_reason = now, _reason(xp, len(new))
    run.save()
    if xp.amount:
        label = f"Who said what? {score.correct} of {score.counted} right"
        award_xp(player, source=run.award_source, amount=xp.amount, label=label)


def _placed(player: Player, fingerprints: Iterable[str]) -> set[str]:
    """Which of these quotations the player has placed right in a finished run. Finished: or of two runs
    that end together, each would take the other for the earlier one, and neither would earn."""
    rounds = QuizRound.objects.filter(
        run__player=player,
        run__finished_at__isnull=False,
        answer__is_right=True,
        voided_at=None,
        fingerprint__in=list(fingerprints),
    )
    return set(rounds.values_list("fingerprint", flat=True))


def _reason(xp: scoring.Xp, new: int) -> str:
    """How the XP came about, in a sentence or two."""
    if not xp.full:
        return "XP is for right answers."
    said = f"{scoring.XP_FINISH} for finishing"
    if new == 1:
        said += f", {scoring.XP_RIGHT} for a quotation you had not placed before"
    elif new:
        said += f", {scoring.XP_RIGHT} for each of {new} quotations you had not placed before"
    said += "."
    said += {
        2: " The day’s third and fourth quizzes earn half.",
        1: " From a day’s fifth quiz on, a quarter.",
    }.get(xp.quarters, "")
    if xp.is_capped:
        said += f" Quizzes earn {scoring.XP_DAY_MOST} XP a day at most."
    return said


def _daily_asked(daily: DailyQuiz) -> list[Asked]:
    """The day's questions that still stand, with the day's four people in an order of this attempt's own."""
    ids = [question["revision"] for question in daily.questions]
    revisions = Revision.objects.select_related("story__live").defer("document", "story__live__document")
    by_id = revisions.in_bulk(ids)
    out = bank.upheld()
    asked: list[Asked] = []
    for question in daily.questions:
        revision = by_id.get(question["revision"])
        if revision is None:
            continue
        mark = choosing.fingerprint(bank.bank(revision).quotes[question["quote"]])
        if mark in bank.standing(revision.story, out):
            people = _DICE.sample(question["people"], len(question["people"]))
            asked.append((revision.story, revision, question["quote"], mark, people))
    return asked


def still_sealed(run: Run, opened: str) -> bool:
    """Whether the room of a run holds everyone together and its host has opened no more than so many answers. 1 query."""
    room = Room.objects.filter(quiz__runs=run).first() if opened else None
    return room is not None and room.is_together and str(room.opened) == opened


def _tell_room(run: Run) -> None:
    """The host's board has something new. After the commit: the room's row is locked before a run's, never after."""
    if run.room_quiz_id is not None:
        transaction.on_commit(partial(_touch_room, run.room_quiz_id), robust=True)


def _touch_room(quiz_id: int) -> None:
    Room.objects.filter(quiz=quiz_id).update(version=F("version") + 1)


def _lay_out(run: Run, asked: Sequence[Asked]) -> None:
    """Store the rounds and their four options, each under a token of its own."""
    rounds = QuizRound.objects.bulk_create(
        QuizRound(run=run, number=n, story=story, revision=revision, quote_key=key, fingerprint=mark)
        for n, (story, revision, key, mark, _) in enumerate(asked, start=1)
    )
    Option.objects.bulk_create(
        Option(round=round, position=position, person=person)
        for round, (*_, people) in zip(rounds, asked, strict=True)
        for position, person in enumerate(people, start=1)
    )
