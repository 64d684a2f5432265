"""Achievements for reading a debate, not clicking through it: rules over what is stored, without XP.

The one honest sign of reading that the server has is its own clock: a call that comes after a quick reader
could have read both speeches, and before the page was left lying. It can be waited out, and earns nothing
but the mention; each round tells once, so nothing is gained by doing it again.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from debate.models import Prediction, Speech
from newsroom.players.models import Player

WORDS_A_MINUTE = 400  # a quick reader of plain prose
LONGEST = dt.timedelta(minutes=30)  # a page open for longer was left, not read
ROUNDS, STORIES = 5, 3


def took_time_to_read(words: int, taken: dt.timedelta) -> bool:
    """Whether so many words can have been read, and probably were."""
    return words > 0 and dt.timedelta(minutes=words / WORDS_A_MINUTE) <= taken <= LONGEST


def calls_after_reading(player: Player) -> list[Prediction]:
    """The player's calls that came after time enough for the round's speeches. 2 queries."""
    calls = (
        Prediction.objects.filter(play__player=player)
        .select_related("play__debate")
        .prefetch_related(Prefetch("round__speeches", Speech.objects.defer("raw_output")))
        .order_by("created_at")
    )
    opened: dict[object, dt.datetime] = {}  # when the play's next round could first be read
    read = []
    for call in calls:
        speeches = call.round.speeches.all()
        there = [speech.finished_at for speech in speeches if speech.finished_at]
        begun = max([opened.get(call.play_id, call.play.started_at), *there])
        if took_time_to_read(sum(len(speech.text.split()) for speech in speeches), call.created_at - begun):
            read.append(call)
        opened[call.play_id] = call.created_at
    return read


def both_sides_read(player: Player) -> str | None:
    count = len(calls_after_reading(player))
    return (
        f"You took the time to read both sides of {count} rounds before calling them."
        if count >= ROUNDS
        else None
    )


def read_on_stories(player: Player) -> str | None:
    stories = {call.play.debate.story_id for call in calls_after_reading(player)}
    if len(stories) < STORIES:
        return None
    return f"You read before you called in debates on {len(stories)} stories."


ACHIEVEMENTS = (
    (
        "read-both",
        _("Both sides read"),
        format_lazy(
            _("Take the time to read both sides before you call, in {rounds} rounds."), rounds=ROUNDS
        ),
        both_sides_read,
        "Reading",
    ),
    (
        "read-stories",
        _("Widely read"),
        format_lazy(_("Read both sides before you call, in debates on {stories} stories."), stories=STORIES),
        read_on_stories,
        "Reading",
    ),
)
