"""What the arena adds to a player's page, their merge into an account, their data and their achievements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from debate.arena.stakes import BEFORE_THE_ACCOUNT
from debate.models import Play, Prediction, SpeechReport, Voice, VoiceReport
from debate.record import readership
from newsroom.players.models import Award, Player
from newsroom.players.registry import Panel

SHOWN = 12


def hand_over(anonymous: Player, account: Player) -> Iterable[str]:
    """Move plays, voices and reports to the account, but for debates it has a play of: there its own play and XP stand."""
    Voice.objects.filter(asked_by=anonymous).update(asked_by=account)
    for reports, about in ((SpeechReport.objects, "speech_id"), (VoiceReport.objects, "voice_id")):
        reported = reports.filter(player=account).values_list(about, flat=True)
        reports.filter(player=anonymous).exclude(**{f"{about}__in": list(reported)}).update(player=account)
    has = {play.debate.first_id for play in account.plays.select_related("debate")}
    doubled = []
    for play in anonymous.plays.select_for_update().prefetch_related("debate"):
        if play.debate.first_id in has:
            doubled.append(play.source(""))
        else:
            Play.objects.filter(pk=play.pk).update(player=account)
            unsettled = play.predictions.filter(play__debate__daily__settled_at=None, for_xp="")
            unsettled.filter(play__debate__daily__isnull=False).update(for_xp=BEFORE_THE_ACCOUNT)
    return doubled


def plays_panel(player: Player) -> Panel | None:
    """Unfinished debates first, then those played to the end; of a withdrawn story no word. 2 queries."""
    plays = (
        Play.objects.shared()
        .filter(player=player)
        .select_related("debate__pro", "debate__con", "debate__story")
    )
    unfinished = list(plays.running().readable()[:SHOWN])
    finished = list(plays.finished().order_by("-finished_at")[:SHOWN])
    if not unfinished and not finished:
        return None
    context = {"unfinished": unfinished, "finished": finished}
    return Panel(template="debate/_plays_panel.html", context=context)


def export(player: Player) -> list[dict[str, Any]]:
    """Every play with its calls, as plain values."""
    plays = player.plays.select_related("debate__pro", "debate__con", "question").prefetch_related(
        "predictions"
    )
    return [
        {
            "debate": play.debate.motion,
            "for": play.debate.pro.name,
            "against": play.debate.con.name,
            "started": play.started_at,
            "finished": play.finished_at,
            "question": play.question.text if play.question else None,
            "calls": [
                {
                    "round": call.number,
                    "side": call.side,
                    "confidence": call.confidence,
                    "at": call.created_at,
                }
                for call in play.predictions.all()
            ],
        }
        for play in plays
    ]


def export_voices(player: Player) -> list[dict[str, Any]]:
    """Whom the player asked about which story; the text belongs to everybody."""
    asked = Voice.objects.filter(asked_by=player).select_related("persona", "story").order_by("pk")
    return [
        {"persona": voice.persona.name, "story": voice.story.slug, "asked": voice.queued_at}
        for voice in asked
    ]


def export_reports(player: Player) -> list[dict[str, Any]]:
    """What the player said was wrong with speeches and voices."""
    return [
        dict(each)
        for model, about in ((SpeechReport, "speech_id"), (VoiceReport, "voice_id"))
        for each in model.objects.filter(player=player).values(about, "text", "created_at", "resolved_at")
    ]


def forget(player: Player) -> None:
    """Before a player is deleted: a report stays for the moderators as a mark on its text, without its words."""
    whose = Q(player=player) | Q(player__merged_into=player)
    SpeechReport.objects.filter(whose).update(text="")
    VoiceReport.objects.filter(whose).update(text="")


# --- achievements: a rule returns the reason as a sentence, or None ---------------------------------------


def first_finish(player: Player) -> str | None:
    play = _finished(player).order_by("finished_at").first()
    return f"You heard out “{play.debate.motion}”." if play else None


def ten_finished(player: Player) -> str | None:
    count = _finished(player).count()
    return f"You have heard {count} debates to the end." if count >= 10 else None


def both_called(player: Player) -> str | None:
    """Two right calls in one debate, read off the XP ledger: they are paid once each."""
    right: dict[str, int] = {}
    for source in Award.objects.filter(player=player, source__contains=":call:").values_list(
        "source", flat=True
    ):
        play = source.rpartition(":call:")[0]
        right[play] = right.get(play, 0) + 1
    return "You called both rounds of a debate right." if 2 in right.values() else None


def six_personas(player: Player) -> str | None:
    heard = set(_finished(player).values_list("debate__pro__name", "debate__con__name"))
    names = sorted({name for pair in heard for name in pair})
    return f"You have heard {len(names)} figures, {names[0]} among them." if len(names) >= 6 else None


def three_stories(player: Player) -> str | None:
    count = _finished(player).values("debate__story").distinct().count()
    return f"You have heard debates on {count} stories." if count >= 3 else None


def swapped(player: Player) -> str | None:
    pairs = set(_finished(player).values_list("debate__motion_key", "debate__pro", "debate__con"))
    if any((motion, con, pro) in pairs for motion, pro, con in pairs):
        return "You have heard two figures argue one motion from both sides."
    return None


def both_ways(player: Player) -> str | None:
    sides = set(Prediction.objects.filter(play__player=player).values_list("side", flat=True))
    return "You have called rounds for and against." if len(sides) == 2 else None


def _finished(player: Player) -> QuerySet[Play]:
    return Play.objects.finished().filter(player=player).select_related("debate")


ACHIEVEMENTS = (
    *readership.ACHIEVEMENTS,
    ("debate-first", _("Heard out"), _("Play a debate to its end."), first_finish, "Debating"),
    ("debate-ten", _("Regular of the gallery"), _("Play ten debates to the end."), ten_finished, "Debating"),
    ("debate-both", _("Two for two"), _("Call both rounds of a debate right."), both_called, "Predicting"),
    ("debate-sides", _("No fixed seat"), _("Call a round for and a round against."), both_ways, "Predicting"),
    ("debate-six", _("Good company"), _("Hear six different figures."), six_personas, "Range"),
    ("debate-stories", _("Well travelled"), _("Hear debates on three stories."), three_stories, "Range"),
    ("debate-swap", _("The other shoe"), _("Hear a pair again with sides swapped."), swapped, "Range"),
)
