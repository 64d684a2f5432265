"""Replays: a finished play's debate for anyone to read, call for fun, and see the verdicts of.

Nothing is stored but what the visitor's session needs: which verdicts they have opened, so that a play of
that debate which they begin later is unrated. Reading stores nothing. Who is playing the debate themselves is
asked first: going on unrates their play.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from debate.arena import choosing
from debate.arena.odds import for_fun
from debate.arena.rounds import CalledRound, CallView, call_view, called
from debate.arena.seats import seats_of
from debate.arena.seen import SESSION_KEY, kept, with_seen
from debate.evidence.brief import SideName
from debate.models import Debate, Play
from debate.personas.document import PersonaDocument
from debate.written.checks import Exhibit
from debate.written.reading import Final, ReadRound, evidence_of, final_of, read_rounds
from newsroom.errors import Conflict
from newsroom.players.models import Player
from newsroom.players.services import current_player
from stories.gate import require_open

CALLS_KEPT = 40  # replays whose calls a session remembers; which debates were opened is kept for good
JUST_SHOWN = "shown"


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A replay as one visitor may see it: verdicts only of the rounds that this visitor has opened."""

    code: str
    debate: Debate
    pro: PersonaDocument
    con: PersonaDocument
    rounds: tuple[CalledRound, ...]
    final: Final | None
    is_mine: bool

    @property
    def sides(self) -> tuple[tuple[SideName, PersonaDocument], ...]:
        return (("pro", self.pro), ("con", self.con))

    @property
    def evidence(self) -> tuple[Exhibit, ...]:
        return evidence_of(self.debate.brief, self.rounds)

    @property
    def is_overtaken(self) -> bool:
        return self.debate.is_repertoire and choosing.is_overtaken(self.debate)

    @property
    def asks(self) -> bool:
        """Whether the form of a round stands on it."""
        return any(round.odds for round in self.rounds)

    @property
    def is_untouched(self) -> bool:
        """Whether this visitor has opened nothing yet."""
        return all(round.call is None for round in self.rounds)


def find(code: str) -> Play | None:
    """The finished play behind a code; Withdrawn with its story. A daily debate has no replays."""
    plays = Play.objects.shared().finished().filter(replay_code=code)
    play = plays.select_related("player", "debate__story", "debate__pro", "debate__con").first()
    if play is not None:
        require_open(play.debate.story)
    return play


def replay_for(request: HttpRequest, play: Play, *, calling: int = 0) -> Replay:
    """The replay as this visitor may see it now. Writes nothing. calling: the round whose form is asked for."""
    code, debate = str(play.replay_code), play.debate
    player = current_player(request)
    calls = _calls(request, code)
    rounds = read_rounds(debate, play.question_id, opened=calls)
    return Replay(
        code=code,
        debate=debate,
        pro=debate.pro.as_document,
        con=debate.con.as_document,
        rounds=tuple(
            called(
                view,
                call=_call_view(view, calls.get(view.number)),
                odds=for_fun(debate) if calling == view.number and view.verdict is None else (),
            )
            for view in rounds
        ),
        final=final_of(debate, rounds),
        is_mine=player is not None and player.pk == play.player_id,
    )


def open_verdict(request: HttpRequest, play: Play, *, number: int, side: str, confidence: int) -> None:
    """Open a round's verdict for this visitor, and note that they know it.

    side: what they call for fun, or "" to be shown. The same again is harmless; a different call of an
    open verdict raises Conflict.
    """
    refuse_sealed(request, play.debate, number)
    call = f"{side}:{confidence}" if side else JUST_SHOWN
    session = dict(kept(request))
    calls: dict[str, dict[str, str]] = dict(session.get("calls", {}))
    mine = calls.pop(str(play.replay_code), {})  # popped and put back: the latest stands last
    made = mine.setdefault(str(number), call)
    if made != call and side:
        raise Conflict(_("This verdict is open already. There is nothing left to call."))
    calls[str(play.replay_code)] = mine
    request.session[SESSION_KEY] = {
        "seen": with_seen(session, play.debate),
        "calls": dict(list(calls.items())[-CALLS_KEPT:]),
    }
    if (player := current_player(request)) is not None:
        unrate(player, play.debate)


def refuse_sealed(request: HttpRequest, debate: Debate, number: int) -> None:
    """Who plays this debate in a room waits for their host here too."""
    player = current_player(request)
    mine = Play.objects.filter(player=player, debate__in=debate.relatives()) if player is not None else ()
    if any(seats_of(play).seals(number) for play in mine):
        raise Conflict(_("You play this debate in a room, and your host opens this verdict for all."))


def running_play(request: HttpRequest, debate: Debate) -> Play | None:
    """This visitor's own unfinished play of the debate, if its calls still move cred."""
    player = current_player(request)
    return _running(player, debate).filter(rated=True).first() if player is not None else None


@transaction.atomic
def unrate(player: Player, debate: Debate) -> None:
    """A player who reads a replay of the debate they are playing plays on unrated."""
    for play in _running(player, debate).filter(rated=True):
        Play.objects.filter(pk=play.pk).update(rated=False)
        play.touch()


def _running(player: Player, debate: Debate) -> QuerySet[Play]:
    return Play.objects.running().filter(player=player, debate__in=debate.relatives())


def _call_view(view: ReadRound, made: tuple[str, int] | None) -> CallView | None:
    return call_view(view, side=made[0], confidence=made[1]) if made is not None else None


def _calls(request: HttpRequest, code: str) -> Mapping[int, tuple[str, int]]:
    """What this visitor called, by round: side and confidence, or "" and 0 if they opened it without a call."""
    made = {}
    for number, text in kept(request).get("calls", {}).get(code, {}).items():
        side, _, confidence = text.partition(":")
        made[int(number)] = (side, int(confidence)) if side in ("pro", "con") else ("", 0)
    return made
