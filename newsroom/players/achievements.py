"""Achievements: rules over the ledgers, awarded once, each with its reason.

These rules need only the ledgers of XP and cred. Rules over plays, voices and quizzes belong to the apps
that have them (`registry.register_achievement`). A rule gets a fresh `Player`, which reads each ledger once for all
of them, and returns the reason as a sentence, or None.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from celery import shared_task
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from newsroom.players import cred, registry
from newsroom.players.models import Earned, Player

log = logging.getLogger(__name__)
_class: ContextVar[set[int] | None] = ContextVar("whose achievements a worker looks for", default=None)


def look_for(player: Player) -> None:
    """After the commit, and never in its way: an achievement that fails is logged, not raised."""
    if (many := _class.get()) is not None:
        many.add(player.pk)
    elif all(waiting[1] != _Look(player.pk) for waiting in connection.run_on_commit):
        transaction.on_commit(_Look(player.pk), robust=True)


@dataclass(frozen=True)
class _Look:
    """What a transaction has earned in several entries is looked through once."""

    player: int

    def __call__(self) -> None:
        award(Player(pk=self.player))


@contextmanager
def left_to_a_worker() -> Iterator[set[int]]:
    """What many players earn at once, as a class does: the request that brings it looks for nobody's achievements. A
    worker does, once for each player here or added to the set. A wake-up that is lost delays them to when the player
    earns again, or their room ends."""
    many: set[int] = set()
    token = _class.set(many)
    try:
        yield many
    finally:
        _class.reset(token)
    if many:
        transaction.on_commit(partial(award_many.delay, sorted(many)), robust=True)


@shared_task(name="newsroom.players.achievements")
def award_many(players: list[int]) -> None:
    for pk in players:
        award(Player(pk=pk))


def award(player: Player) -> list[Earned]:
    """Give the player what they have earned and do not hold yet. Safe to repeat and at the same moment.

    Rules of achievements already held are not run. A rule that fails is logged and passed over.
    """
    fresh = Player.objects.filter(pk=player.pk, merged_into=None).first()
    if fresh is None:
        return []
    held = set(fresh.achievements.values_list("key", flat=True))
    made = []
    for achievement in registry.achievements.values():
        if achievement.key in held:
            continue
        try:
            with _guard():
                reason = achievement.rule(fresh)
            if not reason:
                continue
            earned, is_new = Earned.objects.get_or_create(
                player=fresh, key=achievement.key, defaults={"reason": reason[:200]}
            )
            made += [earned] if is_new else []
        except Exception:
            log.exception("achievement %s of player %s", achievement.key, fresh.pk)
    return made


def _guard() -> AbstractContextManager[Any]:
    """A savepoint inside a transaction, which a failing rule would break; outside one, nothing: a rule only
    reads, and on SQLite a transaction of its own would queue for the one writer."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def reach_level(level: int) -> registry.Rule:
    def rule(player: Player) -> str | None:
        return f"You reached level {level}." if player.level >= level else None

    return rule


def reach_cred(mark: int) -> registry.Rule:
    def rule(player: Player) -> str | None:
        return f"Your cred reached {player.cred:.0f}." if player.cred >= mark else None

    return rule


def play_on_days(count: int) -> registry.Rule:
    def rule(player: Player) -> str | None:
        days = len(player.award_days)
        return f"You played on {days} days." if days >= count else None

    return rule


def right_in_a_row(count: int) -> registry.Rule:
    def rule(player: Player) -> str | None:
        run = player.longest_run
        return f"You called {run} decided rounds in a row." if run >= count else None

    return rule


def on_the_record(player: Player) -> str | None:
    for call in player.calls:
        if call.is_counted:
            return f"Your first call that counted: {call.sentence}"
    return None


def sure_and_right(player: Player) -> str | None:
    for call in player.decided:
        if call.is_right and call.confidence == max(cred.CONFIDENCES):
            return f"You were {call.confidence} % sure of a round, and right."
    return None


def against_the_house(player: Player) -> str | None:
    for call in player.decided:
        if call.is_right and call.house_percent <= 40:
            return f"You named a winner to whom the house gave {call.house_percent} %."
    return None


def known_doubt(player: Player) -> str | None:
    low = min(cred.CONFIDENCES)
    doubts = [call for call in player.decided if call.confidence == low]
    right = sum(call.is_right for call in doubts)
    if len(doubts) >= 5 and right * 2 >= len(doubts):
        return f"Of {len(doubts)} rounds you called at {low} %, {right} came out your way."
    return None


def both_sides(player: Player) -> str | None:
    right = {side: sum(c.is_right and c.side == side for c in player.decided) for side in cred.SIDES}
    if min(right.values()) >= 3:
        return f"You rightly called {right['pro']} rounds for the motion and {right['con']} against."
    return None


def calibrated(player: Player) -> str | None:
    """Within ten points at every confidence used ten times or more, over enough decided rounds."""
    decided = player.decided
    if len(decided) < cred.CALIBRATION_AFTER:
        return None
    used = [
        b for b in cred.calibration([(c.side, c.confidence, c.outcome) for c in decided]) if b.rounds >= 10
    ]
    if used and all(b.percent is not None and abs(b.percent - b.confidence) <= 10 for b in used):
        return f"Over {len(decided)} decided rounds, you were right about as often as you said."
    return None


def better_than_house(player: Player) -> str | None:
    counted = [call for call in player.decided if call.is_counted]
    gained = sum((call.delta for call in counted), Decimal(0))
    if len(counted) >= 20 and gained > 0:
        return f"Over {len(counted)} rounds that counted you are {cred.shown(gained)} ahead of the house."
    return None


def daily_debates(player: Player) -> str | None:
    days = {call.debate_ref for call in player.calls if call.kind == "daily"}
    return f"You called {len(days)} daily debates." if len(days) >= 5 else None


def both_games(player: Player) -> str | None:
    kinds = player.award_kinds
    return "You earned XP in debates and in quizzes." if kinds["play"] and kinds["quiz"] else None


def register() -> None:
    """Called by the app when it is ready."""
    for key, name, meaning, rule, group in (
        ("level-3", _("Regular"), _("Reach level 3."), reach_level(3), "Range"),
        ("level-7", _("Well read"), _("Reach level 7."), reach_level(7), "Range"),
        ("both-games", _("All-rounder"), _("Earn XP in a debate and in a quiz."), both_games, "Range"),
        (
            "on-record",
            _("On the record"),
            _("Make a call that counts for cred."),
            on_the_record,
            "Predicting",
        ),
        ("sure-right", _("Sure, and right"), _("Be right at 85 %."), sure_and_right, "Predicting"),
        (
            "against-house",
            _("Against the house"),
            _("Rightly name a winner to whom the house gave 40 % or less."),
            against_the_house,
            "Predicting",
        ),
        (
            "known-doubt",
            _("Honest doubt"),
            _("Call five rounds at 55 % and be right in at least half."),
            known_doubt,
            "Predicting",
        ),
        (
            "five-right",
            _("Five in a row"),
            _("Call five decided rounds in a row."),
            right_in_a_row(5),
            "Predicting",
        ),
        (
            "both-sides",
            _("Either side"),
            _("Rightly call three rounds for a motion and three against."),
            both_sides,
            "Predicting",
        ),
        ("cred-1050", _("Credible"), _("Reach 1050 cred."), reach_cred(1050), "Predicting"),
        ("cred-1200", _("A name for it"), _("Reach 1200 cred."), reach_cred(1200), "Predicting"),
        (
            "calibrated",
            _("Calibrated"),
            _("Be right as often as you say, within ten points, over 30 decided rounds."),
            calibrated,
            "Predicting",
        ),
        (
            "beat-house",
            _("Ahead of the house"),
            _("Be ahead of the house after 20 rounds that counted."),
            better_than_house,
            "Predicting",
        ),
        ("daily-five", _("Called to the bench"), _("Call five daily debates."), daily_debates, "Debating"),
        ("days-3", _("Back again"), _("Play on three days, whichever."), play_on_days(3), "Coming back"),
        (
            "days-20",
            _("Old acquaintance"),
            _("Play on twenty days, whichever."),
            play_on_days(20),
            "Coming back",
        ),
    ):
        registry.register_achievement(key, name, meaning, rule, group=group)
