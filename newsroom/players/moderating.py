"""Names in the queue of reports: a handle that offends is replaced by a generated one, and may be given back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from newsroom.errors import Conflict
from newsroom.moderation.log import Act, record
from newsroom.moderation.queue import Action, Decision, Kind, Link, Matter, Passage, Said
from newsroom.players.handles import change_handle, give_handle
from newsroom.players.models import NameReport, Player


def report(reporter: Player, *, of: Player, text: str) -> None:
    """Note for moderators that a handle should not stand; once a reporter and handle."""
    NameReport.objects.get_or_create(of=of, handle=of.handle, player=reporter, defaults={"text": text})


def hand_over(anonymous: Player, account: Player) -> Sequence[str]:
    """Move reports to the account, but for handles that it has reported itself."""
    reported = NameReport.objects.filter(player=account).values_list("of_id", "handle")
    for each in NameReport.objects.filter(player=anonymous):
        if (each.of_id, each.handle) not in set(reported):
            NameReport.objects.filter(pk=each.pk).update(player=account)
    return ()


def export(player: Player) -> list[dict[str, Any]]:
    """What the player said was wrong with names."""
    rows = NameReport.objects.filter(player=player)
    return [dict(row) for row in rows.values("handle", "text", "created_at", "resolved_at")]


def forget(player: Player) -> None:
    """Before a player is deleted: a report stays as a mark on the name, without its words."""
    NameReport.objects.filter(player=player).update(text="")


class NameKind(Kind):
    name, about = "name", "of"
    plural, reported = lazy("names"), lazy("reported names")
    see, decide = "players.view_namereport", "players.change_player"

    def reports(self) -> QuerySet[Any]:
        return NameReport.objects.all()

    def titles(self, keys: Collection[str]) -> Mapping[str, str]:
        return {str(player.pk): player.handle for player in Player.objects.filter(pk__in=keys)}

    def said(self, report: Any) -> Said:
        return Said(
            pk=report.pk,
            who=str(report.player) if report.player else "somebody whose account is gone",
            at=report.created_at,
            text=f"“{report.handle}”: {report.text or '(Its words went with the account that sent it.)'}",
            settled=f"settled {report.resolved_at:%-d %B %Y}" if report.resolved_at else "",
        )

    def matter(self, key: str) -> Matter | None:
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        player = Player.objects.filter(pk=number, user__isnull=False).first()
        if player is None:
            return None
        reported = _earlier(player)
        return Matter(
            title=f"The name {player.handle}",
            row=player,
            state=f"Everybody sees it on the leaderboards{', unless its numbers are hidden' if player.numbers_hidden else ''}.",
            facts=[
                ("Here since", Link(text=f"{player.created_at:%-d %B %Y}")),
                ("XP", Link(text=f"{player.xp}")),
                *([("Had, and was reported for", Link(text=reported))] if reported else []),
            ],
            passage=Passage(title="The name", paragraphs=[player.handle]),
            actions=[
                Action(
                    name="hide",
                    label="Replace it",
                    effect="The player gets a generated handle at once, and may choose another one.",
                ),
                Action(
                    name="restore",
                    label=f"Give back “{reported}”" if reported else "Give the reported name back",
                    effect="If nobody has it by now.",
                    why_not="" if reported else "The player has the name that was reported, or none was.",
                ),
                Action(
                    name="correct",
                    label="Correct it",
                    why_not="Nobody but its owner chooses a name; replaced, it is a generated one.",
                ),
                Action(name="dismiss", label="Dismiss the reports", effect="The name stays."),
            ],
        )

    def do(self, matter: Matter, decision: Decision) -> str:
        player: Any = matter.row
        before = player.handle
        match decision.action:
            case "hide":
                give_handle(player)
                what = f"the handle “{before}” to “{player.handle}”"
                record(decision.by, player, Act.RESET, decision.why, what=what)
                return f"Replaced: {before} is {player.handle} now."
            case "restore":
                try:
                    change_handle(player, _earlier(player))
                except ValidationError as error:
                    raise Conflict(f"It cannot be given back: {' '.join(error.messages)}") from error
                record(decision.by, player, Act.RESTORED, decision.why, what=f"the handle “{player.handle}”")
                return f"Restored: {before} is {player.handle} again."
        record(decision.by, player, Act.DISMISSED, decision.why)
        return f"Dismissed: {before} stays."


def _earlier(player: Player) -> str:
    """The handle that was reported last and is not the player's any more, or ""."""
    reports = NameReport.objects.filter(of=player).exclude(handle=player.handle)
    return str(reports.values_list("handle", flat=True).first() or "")
