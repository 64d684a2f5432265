"""What players share of a day: its link with their code, and the picture that goes with it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from debate.arena.sharing import Share, mine_of, share_of
from debate.models import Daily, Play
from newsroom.origin import absolute

CODE = "by"  # on the day's address: whose calls the link tells of


def share_by(request: HttpRequest, daily: Daily, code: str) -> Share:
    """code: of a play of the day that is finished; any other shares the debate alone. 2 queries."""
    play = (
        daily.debate.plays.finished().filter(replay_code=code).select_related("player").first()
        if code
        else None
    )
    return _share(request, daily, play)


def share_mine(request: HttpRequest, daily: Daily, play: Play | None) -> Share | None:
    """For a player who has called both rounds."""
    return _share(request, daily, play) if play is not None and play.finished_at is not None else None


def _share(request: HttpRequest, daily: Daily, play: Play | None) -> Share:
    url = absolute(request, reverse("debate:daily_past", args=[daily.day.isoformat()]))
    mine = None
    if play is not None:
        url += f"?{CODE}={play.replay_code}" if play.replay_code else ""
        mine = mine_of(play, with_title=daily.is_over)  # a title would tell what became of the calls
    return share_of(daily.debate, url=url, mine=mine)
