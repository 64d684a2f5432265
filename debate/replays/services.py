"""Replays: a finished play's debate for anyone to read, call for fun, and see the verdicts of.

Nothing is stored but what the visitor's session needs: which verdicts they have opened, so that a play of
that debate which they begin later is unrated. Reading alone stores nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from debate.evidence.brief import Card, SideName
from debate.models import Debate, Play
from debate.personas.document import PersonaDocument
from debate.referee import scoring
from debate.written.reading import Final, ReadRound, evidence_of, final_of, read_rounds
from newsroom.players.services import current_player
from stories.models import Story

SESSION_KEY = "replays"
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread for something else
CODE_LENGTH = 11  # 54 bits: nobody finds one by guessing
CALLS_KEPT = 40  # replays whose calls a session remembers; which debates were opened is kept for good
JUST_SHOWN = "shown"


class AlreadyOpened(Exception):
    """The verdict is open; there is nothing left to call. Its text is a sentence for the visitor."""


@dataclass(frozen=True, kw_only=True)
class FunCall:
    """What a visitor said before they opened a verdict; an empty side if they just looked."""

    side: str
    confidence: int


@dataclass(frozen=True, kw_only=True)
class ReplayRound:
    view: ReadRound
    call: FunCall | None  # None: not opened

    @property
    def result(self) -> scoring.Call | None:
        if self.call is None or self.view.verdict is None or not self.call.side:
            return None
        return scoring.call(self.call.side, self.view.verdict.outcome)


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A replay as one visitor may see it: verdicts only of the rounds that this visitor has opened."""

    code: str
    debate: Debate
    pro: PersonaDocument
    con: PersonaDocument
    rounds: tuple[ReplayRound, ...]
    final: Final | None
    is_mine: bool

    @property
    def sides(self) -> tuple[tuple[SideName, PersonaDocument], ...]:
        return (("pro", self.pro), ("con", self.con))

    @property
    def evidence(self) -> tuple[Card, ...]:
        return evidence_of(self.debate.brief, [round.view for round in self.rounds])

    @property
    def is_untouched(self) -> bool:
        """Whether this visitor has opened nothing yet."""
        return all(round.call is None for round in self.rounds)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def find(code: str) -> Play | None:
    """The finished play behind a code, if its story can be read. A daily debate has no replays."""
    return (
        Play.objects.filter(
            replay_code=code,
            finished_at__isnull=False,
            debate__story__in=Story.objects.published(),
            debate__daily__isnull=True,
        )
        .select_related("debate__story", "debate__pro", "debate__con")
        .first()
    )


def replay_for(request: HttpRequest, play: Play) -> Replay:
    """The replay as this visitor may see it now. Writes nothing."""
    code, debate = str(play.replay_code), play.debate
    player = current_player(request)
    calls = _calls(request, code)
    rounds = read_rounds(debate, play.question_id, opened=calls)
    return Replay(
        code=code,
        debate=debate,
        pro=debate.pro.as_document,
        con=debate.con.as_document,
        rounds=tuple(ReplayRound(view=view, call=calls.get(view.number)) for view in rounds),
        final=final_of(debate, rounds),
        is_mine=player is not None and player.pk == play.player_id,
    )


def open_verdict(request: HttpRequest, play: Play, *, number: int, side: str, confidence: int) -> None:
    """Open a round's verdict for this visitor, and note that they know it.

    side: what they call for fun, or "" to be shown. The same again is harmless; a different call of an
    open verdict raises AlreadyOpened.
    """
    call = f"{side}:{confidence}" if side else JUST_SHOWN
    kept: dict[str, Any] = request.session.get(SESSION_KEY) or {"seen": [], "calls": {}}
    calls: dict[str, dict[str, str]] = kept["calls"]
    mine = calls.pop(str(play.replay_code), {})  # popped and put back: the latest stands last
    made = mine.setdefault(str(number), call)
    if made != call and side:
        raise AlreadyOpened("This verdict is open already. There is nothing left to call.")
    calls[str(play.replay_code)] = mine
    kept["calls"] = dict(list(calls.items())[-CALLS_KEPT:])
    kept["seen"] = sorted({*kept["seen"], *play.debate.relatives().values_list("pk", flat=True)})
    request.session[SESSION_KEY] = kept
    unrate_running_play(request, play.debate)


@transaction.atomic
def unrate_running_play(request: HttpRequest, debate: Debate) -> bool:
    """A player who reads a replay of the debate they are playing plays on unrated. True if so."""
    player = current_player(request)
    if player is None:
        return False
    running = Play.objects.filter(player=player, debate__in=debate.relatives(), finished_at__isnull=True)
    if running.filter(rated=True).update(rated=False):
        for play in running:
            play.touch()
    return running.exists()


def seen_debates(request: HttpRequest) -> frozenset[int]:
    """Debates whose verdicts this visitor has opened in a replay; reads no session that is not there."""
    if request.session.session_key is None:
        return frozenset()
    return frozenset((request.session.get(SESSION_KEY) or {}).get("seen", ()))


def _calls(request: HttpRequest, code: str) -> Mapping[int, FunCall]:
    """What this visitor called, or opened without a call, by round."""
    if request.session.session_key is None:
        return {}
    kept = (request.session.get(SESSION_KEY) or {}).get("calls", {}).get(code, {})
    made = {}
    for number, text in kept.items():
        side, _, confidence = text.partition(":")
        is_call = side in ("pro", "con")
        made[int(number)] = FunCall(
            side=side if is_call else "", confidence=int(confidence) if is_call else 0
        )
    return made
