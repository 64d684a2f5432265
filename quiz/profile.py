"""What the quiz adds to a player's page, their merge into an account, their data and their achievements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from newsroom.players.models import Award, Player
from newsroom.players.registry import Panel
from quiz import loading, scoring
from quiz.loading import LoadedRun
from quiz.models import QuizRound, Report, Run
from quiz.run_page import title_of

SHOWN = 12
IN_CONTEXT = 10  # quotations
CONTEXT_READ = dt.timedelta(seconds=6)  # who, when, where and why, read quickly
LEFT_LYING = dt.timedelta(minutes=15)


def hand_over(anonymous: Player, account: Player) -> Iterable[str]:
    """Move runs and reports to the account. A quiz that it has played or begun itself, and that may be
    played or begun only once, stays behind with its XP.

    XP moves only as far as the account would have earned it: a quotation it has placed before pays
    nothing again, and a day holds no more than a day's cap. So playing under a new name each time gains
    nothing.
    """
    dailies = set(account.quiz_runs.filter(daily__isnull=False).values_list("daily_id", flat=True))
    in_rooms = set(account.quiz_runs.filter(room_quiz__isnull=False).values_list("room_quiz_id", flat=True))
    begun = set(account.quiz_runs.filter(finished_at=None, room_quiz=None).values_list("story_id", "timed"))
    left: list[str] = []
    moving: list[Run] = []
    for run in anonymous.quiz_runs.select_for_update():
        doubled = (run.daily_id in dailies) if run.daily_id else run.room_quiz_id in in_rooms
        is_of_a_story = run.daily_id is None and run.room_quiz_id is None
        if doubled or (run.finished_at is None and is_of_a_story and (run.story_id, run.timed) in begun):
            left.append(run.award_source)
        else:
            moving.append(run)
    _pay_as_one(moving, account)
    Run.objects.filter(pk__in=[run.pk for run in moving]).update(player=account)
    Report.objects.filter(player=anonymous, round__run__in=moving).update(player=account)
    return left


def _pay_as_one(moving: list[Run], account: Player) -> None:
    """Lower the anonymous player's awards to what the account would have earned with the same runs."""
    placed = set(_right(account.quiz_runs.finished()))
    runs_on: Counter[dt.date] = Counter()
    paid_on: Counter[dt.date] = Counter()
    for finished_at in account.quiz_runs.finished().values_list("finished_at", flat=True):
        assert finished_at is not None
        runs_on[finished_at.date()] += 1
    for amount, at in account.awards.filter(source__startswith="quiz:").values_list("amount", "created_at"):
        paid_on[at.date()] += amount
    for run in sorted((run for run in moving if run.finished_at), key=lambda run: str(run.finished_at)):
        assert run.finished_at is not None
        day = run.finished_at.date()
        right = set(_right(Run.objects.filter(pk=run.pk)))
        runs_on[day] += 1
        would = scoring.xp(
            correct=len(right), new=len(right - placed), nth_today=runs_on[day], earned_today=paid_on[day]
        )
        paid = run.xp
        amount = min(paid, would.amount)
        if amount < paid:
            Award.objects.filter(player=run.player_id, source=run.award_source).update(
                amount=amount, full=amount
            )
            Run.objects.filter(pk=run.pk).update(xp_reason="As your account would have earned it.")
        paid_on[day] += amount
        placed |= right


def _right(runs: QuerySet[Run]) -> Iterable[str]:
    """Fingerprints of what was placed right in these runs."""
    rounds = QuizRound.objects.filter(run__in=runs, answer__is_right=True, voided_at=None)
    return rounds.values_list("fingerprint", flat=True)


def runs_panel(player: Player) -> Panel | None:
    """Quizzes waiting, the last ones played, and how the player does at them. 3 queries."""
    runs = player.quiz_runs.select_related("daily", "story__live").defer("story__live__document")
    waiting = [(run, title_of(run)) for run in runs.filter(finished_at=None)[:SHOWN]]
    played = [(run, title_of(run)) for run in runs.finished().order_by("-finished_at")[:SHOWN]]
    if not waiting and not played:
        return None
    sums = player.quiz_runs.finished().aggregate(counted=Sum("counted"), correct=Sum("correct"))
    context = {"waiting": waiting, "played": played, "is_hidden": player.numbers_hidden, **sums}
    return Panel(template="quiz/_runs_panel.html", context=context)


def export(player: Player) -> list[dict[str, Any]]:
    """Every run with its answers, as plain values."""
    found = []
    runs = player.quiz_runs.select_related("daily", "room_quiz__room", "story__live")
    for run in runs.defer("story__live__document"):
        loaded = loading.load_rounds(run)
        found.append(
            {
                "quiz": title_of(run),
                "timed": run.timed,
                "started": run.started_at,
                "finished": run.finished_at,
                "points": run.points,
                "right": run.correct,
                "xp": run.xp,
                "answers": [_answer(round, loaded) for round in loaded.rounds if round.given],
                "reports": list(
                    Report.objects.filter(player=player, round__run=run).values(
                        "text", "reason", "note", "state", "created_at"
                    )
                ),
            }
        )
    return found


def forget(player: Player) -> None:
    """Before a player is deleted: a report stays, for it is about a quotation, without its author's words."""
    Report.objects.filter(Q(player=player) | Q(player__merged_into=player)).update(note="")


def _answer(round: QuizRound, loaded: LoadedRun) -> dict[str, Any]:
    """right: None while the host of a room has not opened it."""
    given, people = round.given, loading.bank_of(round).people
    assert given is not None
    return {
        "quotation": loading.quote_of(round).text,
        "named": people[given.option.person].name if given.option else None,
        "right": None if loaded.seals(round) else given.is_right,
        "late": given.is_late,
        "milliseconds": given.elapsed_ms,
        "void": round.is_void,
        "at": given.created_at,
    }


# --- achievements: a rule returns the reason as a sentence, or None ---------------------------------------


def first_quiz(player: Player) -> str | None:
    run = _finished(player).filter(correct__gt=0).order_by("finished_at").first()
    return f"You placed {run.correct} of {run.counted} quotations in your first quiz." if run else None


def word_perfect(player: Player) -> str | None:
    run = _finished(player).filter(correct=F("counted"), counted__gte=5).order_by("finished_at").first()
    return f"You placed all {run.counted} quotations of a quiz." if run else None


def eight_in_a_row(player: Player) -> str | None:
    run = _finished(player).filter(best_streak__gte=8).first()
    return f"You were right {run.best_streak} times in a row." if run else None


def quick_ear(player: Player) -> str | None:
    quick = _finished(player).filter(timed=True, correct__gte=6, average_ms__lt=5_000)
    run = quick.order_by("average_ms").first()
    if run is None or run.average_ms is None:
        return None
    return f"You were right {run.correct} times at {run.average_ms / 1000:.1f} seconds on average."


def unhurried(player: Player) -> str | None:
    run = _finished(player).filter(timed=False, correct__gte=4).first()
    return f"You placed {run.correct} quotations without the clock." if run else None


def three_stories(player: Player) -> str | None:
    played = _finished(player).filter(story__isnull=False, correct__gt=0)
    count = played.values("story").distinct().order_by().count()
    return f"You played the quizzes of {count} stories." if count >= 3 else None


def five_dailies(player: Player) -> str | None:
    count = _finished(player).filter(daily__isnull=False).count()
    return f"You played {count} daily quizzes." if count >= 5 else None


def fifty_placed(player: Player) -> str | None:
    count = len(set(_right(_finished(player))))
    return f"You have placed {count} different quotations." if count >= 50 else None


def sharp_reader(player: Player) -> str | None:
    upheld = Report.objects.filter(player=player, state=Report.State.UPHELD).first()
    return "You reported a quotation, and were right." if upheld else None


def in_context(player: Player) -> str | None:
    """Different quotations whose reveal stayed on the page long enough to be read, by the server's clock."""
    rounds = QuizRound.objects.filter(run__player=player).select_related("answer").order_by("run", "number")
    shown = {(round.run_id, round.number): round.shown_at for round in rounds}
    read = set()
    for round in rounds:
        after = shown.get((round.run_id, round.number + 1))
        if round.given is not None and after is not None:
            stayed = after - round.given.created_at
            if CONTEXT_READ <= stayed <= LEFT_LYING:
                read.add(round.fingerprint)
    if len(read) < IN_CONTEXT:
        return None
    return f"You stayed with {len(read)} quotations to read who said them, when and why."


def _finished(player: Player) -> QuerySet[Run]:
    return Run.objects.filter(player=player, finished_at__isnull=False)


ACHIEVEMENTS = (
    (
        "quiz-context",
        _("In context"),
        format_lazy(
            _("Stay with {quotations} quotations after answering, long enough to read where they come from."),
            quotations=IN_CONTEXT,
        ),
        in_context,
        "Reading",
    ),
    ("quiz-first", _("First words"), _("Finish a quiz with an answer right."), first_quiz, "Quizzing"),
    ("quiz-perfect", _("Word perfect"), _("Place every quotation of a quiz."), word_perfect, "Quizzing"),
    ("quiz-eight", _("All in a row"), _("Be right eight times in a row."), eight_in_a_row, "Quizzing"),
    ("quiz-quick", _("Quick ear"), _("Six right in under five seconds on average."), quick_ear, "Quizzing"),
    ("quiz-calm", _("Unhurried"), _("Place four quotations without the clock."), unhurried, "Quizzing"),
    (
        "quiz-fifty",
        _("Known by their words"),
        _("Place fifty different quotations."),
        fifty_placed,
        "Quizzing",
    ),
    ("quiz-stories", _("Heard all round"), _("Play the quizzes of three stories."), three_stories, "Range"),
    (
        "quiz-daily",
        _("Five of the five"),
        _("Play five daily quizzes, whichever."),
        five_dailies,
        "Coming back",
    ),
    ("quiz-report", _("Sharp reader"), _("Report a quotation, and be right."), sharp_reader, "Reading"),
)
