"""What /me/ shows, and what its download holds. Reading changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.formats import number_format

from newsroom.players import cred, plots, registry, xp
from newsroom.players.models import CredEntry, Earned, Player

CALLS_A_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Whether what was said came out. `missing` decided rounds are still too few for it."""

    buckets: list[cred.Bucket]
    dots: list[plots.Dot]
    decided: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One group of achievements: held ones with their reason, then those still to be had."""

    name: str
    held: list[tuple[registry.Achievement, Earned]]
    open: list[registry.Achievement]


@dataclass(frozen=True, kw_only=True)
class Profile:
    player: Player
    level: int
    share: int  # of the level that is done, in percent
    next_level_xp: int
    cred: str
    plot: plots.Line | None
    right: int
    decided: int
    calls: Sequence[CredEntry]
    page: int
    pages: int
    calibration: Calibration
    shelves: list[Shelf]
    held: int
    panels: list[registry.Panel] = field(default_factory=list)


def profile_of(player: Player, *, page: int = 1) -> Profile:
    """Everything on the page. Two queries, and those of the apps' panels."""
    calls = player.calls
    decided = player.decided
    pages = max(1, -(-len(calls) // CALLS_A_PAGE))
    page = min(max(page, 1), pages)
    newest = calls[::-1][(page - 1) * CALLS_A_PAGE : page * CALLS_A_PAGE]
    history = list(accumulate((c.delta for c in calls if c.is_counted), initial=cred.START))
    earned = {one.key: one for one in player.achievements.all()}
    shelves = _shelves(earned)
    return Profile(
        player=player,
        level=player.level,
        share=xp.share_of_level(player.xp),
        next_level_xp=xp.xp_of_level(player.level + 1),
        cred=whole(player.cred),
        plot=plots.line(history),
        right=sum(call.is_right for call in decided),
        decided=len(decided),
        calls=newest,
        page=page,
        pages=pages,
        calibration=_calibration(decided),
        shelves=shelves,
        held=sum(len(shelf.held) for shelf in shelves),
        panels=registry.panels_of(player),
    )


def whole(amount: Decimal) -> str:
    """Cred for readers: `1,010`."""
    return number_format(f"{amount:.0f}", 0, use_l10n=True, force_grouping=True)


def _calibration(decided: Sequence[CredEntry]) -> Calibration:
    buckets = cred.calibration([(call.side, call.confidence, call.outcome) for call in decided])
    return Calibration(
        buckets=buckets,
        dots=plots.dots(buckets),
        decided=len(decided),
        missing=max(0, cred.CALIBRATION_AFTER - len(decided)),
    )


def _shelves(earned: dict[str, Earned]) -> list[Shelf]:
    by_group: dict[str, list[registry.Achievement]] = {name: [] for name in registry.GROUPS}
    for achievement in registry.achievements.values():
        by_group[achievement.group].append(achievement)
    return [
        Shelf(
            name=str(registry.GROUPS[name]),
            held=[(one, earned[one.key]) for one in group if one.key in earned],
            open=[one for one in group if one.key not in earned],
        )
        for name, group in by_group.items()
        if group
    ]


def export(player: Player) -> dict[str, Any]:
    """All that is stored about a player, for the download. Passwords are stored as hashes and left out."""
    user = player.user
    return {
        "account": None
        if user is None
        else {"name": user.get_username(), "email": user.email, "joined": user.date_joined},
        "player": {
            "handle": player.handle,
            "xp": player.xp,
            "level": player.level,
            "cred": player.cred,
            "numbers_hidden": player.numbers_hidden,
            "since": player.created_at,
        },
        "xp_ledger": list(player.awards.values("source", "label", "amount", "full", "created_at")),
        "cred_ledger": list(
            player.cred_entries.values(
                "source",
                "debate_ref",
                "kind",
                "side",
                "confidence",
                "house_line",
                "outcome",
                "k",
                "delta",
                "is_rated",
                "is_counted",
                "sentence",
                "played_at",
            )
        ),
        "achievements": list(player.achievements.values("key", "reason", "earned_at")),
        **{name: function(player) for name, function in registry.exports.items()},
    }
