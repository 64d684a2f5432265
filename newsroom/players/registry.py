"""What apps tell players about, in their `AppConfig.ready`. Players import no app, so apps come to them.

    from newsroom.players import registry

    def ready(self) -> None:
        registry.register_merge("debate", services.hand_over)
        registry.register_panel("debate-history", panels.history, order=20)
        registry.register_export("debate", panels.export)
        registry.register_deletion("debate", services.forget)
        registry.register_achievement(
            "debate-ten-personas", "Wide company", "Hear ten different champions.", rules.ten_personas,
            group="Range",
        )

Import the functions inside `ready`, since models load before it. Registering a name twice replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from newsroom.players.models import Player

# Moves an anonymous player's rows (first) to an account (second), inside the merge's transaction. What it
# returns are beginnings of award sources whose XP must not move, because the account has the same thing
# already ("play:<id>:"). It may be run for rows that are gone; it must not fail then.
MergeFunction = Callable[["Player", "Player"], Iterable[str] | None]
# Takes out what of a player would outlive their row, in the transaction that deletes it.
DeletionFunction = Callable[["Player"], None]
PanelFunction = Callable[["Player"], "Panel | None"]
ExportFunction = Callable[["Player"], Any]
# The reason, as a sentence for the player ("You heard Solon, Olympe de Gouges and eight more."), or None.
Rule = Callable[["Player"], str | None]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of /me/: a template that is included with `panel`, the context given here."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Achievement:
    key: str
    name: str | Promise
    meaning: str | Promise  # what has to be done for it, as a sentence
    group: str
    rule: Rule


GROUPS = {
    "Reading": pgettext_lazy("achievements", "Reading"),
    "Debating": pgettext_lazy("achievements", "Debating"),
    "Predicting": pgettext_lazy("achievements", "Predicting"),
    "Quizzing": pgettext_lazy("achievements", "Quizzing"),
    "Range": pgettext_lazy("achievements", "Range"),
    "Coming back": pgettext_lazy("achievements", "Coming back"),
}

achievements: dict[str, Achievement] = {}
merges: dict[str, MergeFunction] = {}
exports: dict[str, ExportFunction] = {}
deletions: dict[str, DeletionFunction] = {}
_panels: dict[str, tuple[int, PanelFunction]] = {}


def register_achievement(
    key: str, name: str | Promise, meaning: str | Promise, rule: Rule, *, group: str = "Debating"
) -> None:
    """Add a rule over the ledgers. After adding one, run `manage.py award_achievements` once."""
    if group not in GROUPS or len(key) > 40:
        raise ValueError(
            f"achievement {key}: its group must be one of {tuple(GROUPS)}, its key at most 40 long"
        )
    achievements[key] = Achievement(key=key, name=name, meaning=meaning, group=group, rule=rule)


def register_merge(name: str, function: MergeFunction) -> None:
    merges[name] = function


def register_panel(name: str, function: PanelFunction, *, order: int = 50) -> None:
    """Add a part of /me/. A function that returns None adds nothing for that player."""
    _panels[name] = (order, function)


def register_export(name: str, function: ExportFunction) -> None:
    """Add a value (for JSON; dates and decimals are fine) to the download of a player's data."""
    exports[name] = function


def register_deletion(name: str, function: DeletionFunction) -> None:
    """Add what has to be done before a player is deleted; rows that cascade need nothing."""
    deletions[name] = function


def panels_of(player: Player) -> list[Panel]:
    """The panels that apps have for this player, in their order."""
    ordered = sorted(_panels.items(), key=lambda item: (item[1][0], item[0]))
    made = (function(player) for _, (_, function) in ordered)
    return [panel for panel in made if panel is not None]
