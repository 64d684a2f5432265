"""Opening a room, joining it, opening rounds for all, and its end.

Lock order: the room's row, then the rows of a game (play, run), the player's row last. Two tabs, a double click and
a replayed request have one effect.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.errors import Conflict, Unknown
from newsroom.players import achievements
from newsroom.players.models import Player
from newsroom.rooms import nicknames
from newsroom.rooms.models import AWAY, LASTS, MEMBERS_MOST, Member, Room
from newsroom.rooms.registry import Game, game_of

log = logging.getLogger(__name__)
SEEN_EVERY = dt.timedelta(seconds=30)  # how closely it is noted that a host is there


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Where a player sits who plays one thing: in no room, as a rule; in one; or, with two rooms of it, in both."""

    members: tuple[Member, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.members)

    def seals(self, number: int) -> bool:
        """Whether what came of this round is kept from the player."""
        return any(member.room.seals(number) for member in self.members)

    def has_opened(self, number: int) -> bool:
        """Whether a host has opened this round for all, so that it can be called no more as if it were unknown."""
        return any(member.room.opened >= number for member in self.members)

    @property
    def member(self) -> Member | None:
        """The seat that the player's pages tell of."""
        here = [member for member in self.members if member.is_here]
        return next((m for m in here if m.room.is_together), here[-1] if here else None)

    @property
    def together(self) -> Member | None:
        """The seat in a room whose host holds everyone together."""
        return next((member for member in self.members if member.room.is_together), None)

    def touch(self) -> None:
        for member in self.members:
            member.room.touch()


def seats_of(player_id: int, *, kind: str, subject: str, lock: bool = False) -> Seats:
    """The player's seats where this is played. 1 query; with `lock`, which takes the rooms' rows, 2 if there are any."""
    mine = {"player": player_id, "room__kind": kind, "room__subject": subject}
    members = list(Member.objects.filter(**mine).select_related("room").order_by("room"))
    if lock and members:
        rooms = Room.objects.select_for_update().order_by("pk")
        found = {room.pk: room for room in rooms.filter(pk__in=[m.room_id for m in members])}
        members = [member for member in members if member.room_id in found]
        for member in members:
            member.room = found[member.room_id]
    return Seats(members=tuple(members))


def open_room(game: Game, *, subject: str, pace: str) -> tuple[Room, str]:
    """A new room and the secret of its host's link. Raises Unknown for what cannot be played."""
    if (found := game.find(subject)) is None:
        raise Unknown(_("That cannot be played in a room. Choose one of those below."))
    key = secrets.token_urlsafe(16)
    for _attempt in range(5):  # two in 27,000 million
        try:
            with transaction.atomic():
                now = timezone.now()
                room = Room.objects.create(
                    code=Room.new_code(),
                    key_sha256=Room.digest(key),
                    kind=game.kind,
                    subject=found.key,  # as its kind writes it: seats are found by it
                    pace=pace if game.can_be_together else Room.Pace.OWN,
                    created_at=now,
                    ends_at=now + LASTS,
                )
                game.prepare(room)
            return room, key
        except IntegrityError:
            continue
    raise RuntimeError("no free code after five tries")


def join(room: Room, player: Player, *, nickname: str) -> str:
    """Seat a player, once; the address where they play. Raises Conflict for a room that is full or has removed them."""
    game = playing(room)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room.pk)
        member = Member.objects.filter(room=room, player=player).first()
        if member is None:
            if room.members.filter(removed_at=None).count() >= MEMBERS_MOST:
                raise Conflict(_("This room is full."))
            _seat(room, player, nickname)
            room.touch()
        elif not member.is_here:
            raise Conflict(_("The host has taken you out of this room."))
        return game.join(room, player)


def _seat(room: Room, player: Player, nickname: str) -> None:
    taken = set(room.members.values_list("nickname_key", flat=True))
    nth = next(n for n in range(1, MEMBERS_MOST * 2) if nicknames.numbered(nickname, n)[1] not in taken)
    shown, known = nicknames.numbered(nickname, nth)
    Member.objects.create(room=room, player=player, nickname=shown, nickname_key=known)


@transaction.atomic
def open_round(room: Room, number: int) -> None:
    """Open a round for all, once. Raises Conflict before its turn."""
    room, game = _held(room), playing(room)
    if number <= room.opened:
        return
    if number != room.opened + 1:
        raise Conflict(_("Open the round before it first."))
    game.opening(room, number)
    room.openings = [*room.openings, timezone.now().isoformat()]
    room.version += 1
    room.save(update_fields=["openings", "version"])
    game.opened(room, number)


@transaction.atomic
def pick(room: Room, branch: int) -> None:
    """Which way the room goes on; chosen once."""
    room, game = _held(room), playing(room)
    if room.branch == branch:
        return
    if room.branch is not None:
        raise Conflict(_("The room has chosen already, and goes on with that."))
    game.pick(room, branch)
    Room.objects.filter(pk=room.pk).update(branch=branch, version=F("version") + 1)


@transaction.atomic
def remove(room: Room, member_id: int) -> None:
    """Take somebody out: their name is gone at once, and what they called counts no more."""
    gone = {"removed_at": timezone.now(), "nickname": "", "nickname_key": f"removed:{member_id}"}
    if Member.objects.filter(room=room, pk=member_id, removed_at=None).update(**gone):
        room.touch()


@transaction.atomic
def close(room: Room) -> None:
    """Delete the room and its members' names; what its members played stays theirs, and opens for them."""
    _end(Room.objects.select_for_update().get(pk=room.pk))


def host_is_here(room: Room) -> None:
    """Note that its host has the page open. Writes every half minute at most."""
    before = timezone.now() - SEEN_EVERY
    if room.host_seen_at < before:
        Room.objects.filter(pk=room.pk, host_seen_at__lt=before).update(host_seen_at=timezone.now())


def tidy() -> int:
    """Let go of rooms whose host is away, and delete those whose day is over. Returns how many of both. 2 queries
    where there is nothing to do."""
    done = 0
    for room in [*Room.objects.left(), *Room.objects.over()]:
        try:
            with transaction.atomic():
                held = Room.objects.select_for_update().filter(pk=room.pk).first()
                if held is None:
                    continue
                if held.ends_at <= timezone.now():
                    _end(held)
                elif held.host_seen_at < timezone.now() - AWAY:
                    _let_go(held)
            done += 1
        except Exception:  # one room that cannot be tidied keeps no other from it
            log.exception("room %s was not tidied", room.pk)
    return done


def _end(room: Room) -> None:
    """Delete a room and its names. The caller holds its lock."""
    with achievements.left_to_a_worker() as players:
        players.update(room.members.values_list("player", flat=True))
        _let_go(room)
    room.delete()


def _let_go(room: Room) -> None:
    """Seal nothing any more. The caller holds the room's lock."""
    if not room.is_together:
        return
    room.pace, room.let_go_at = Room.Pace.OWN, timezone.now()
    room.version += 1
    room.save(update_fields=["pace", "let_go_at", "version"])
    if (game := game_of(room.kind)) is not None:
        game.let_go(room)


def playing(room: Room) -> Game:
    """What is played in a room. Raises Unknown if no app plays that any more."""
    game = game_of(room.kind)
    if game is None:
        raise Unknown(_("What this room plays is no longer here."))
    return game


def _held(room: Room) -> Room:
    return Room.objects.select_for_update().get(pk=room.pk)


def hand_over(anonymous: Player, account: Player) -> Iterable[str]:
    """Whoever signs up during a lesson keeps their seats."""
    taken = list(Member.objects.filter(player=account).values_list("room_id", flat=True))
    Member.objects.filter(player=anonymous).exclude(room__in=taken).update(player=account)
    return ()


def export(player: Player) -> list[dict[str, Any]]:
    """The rooms that a player sits in today."""
    seats = Member.objects.filter(player=player).select_related("room")
    return [
        {"nickname": seat.nickname, "joined": seat.joined_at, "until": seat.room.ends_at} for seat in seats
    ]
