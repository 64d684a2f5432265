"""What a group can play. Rooms import no app, so apps come to them: `registry.register(…)` in their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from newsroom.players.models import Player
    from newsroom.rooms.models import Room


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Something to play, as the pages of a room tell of it."""

    key: str  # what `Room.subject` holds
    title: str
    about: str  # in a line: who argues, how many rounds
    story: str  # its headline
    story_url: str
    starts_at_once: bool = True


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a page: a template that is included with `panel`, the context given here."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the host has asked to see. calls: those of a round that is not open yet. names: who made them."""

    calls: bool = False
    names: bool = False


class Game(Protocol):
    """One kind of what is played. Whatever it writes for a room it writes in the caller's transaction, whose lock on
    the room's row comes before any of its own."""

    kind: str

    @property
    def heading(self) -> str:
        """Of its offers, where a room is opened."""

    @property
    def can_be_together(self) -> bool:
        """Whether a host may open round by round; else everyone plays at their own pace."""

    def offers(self, wanted: str) -> Sequence[Subject]:
        """What can be played now; `wanted`, if it can be, first."""

    def find(self, key: str) -> Subject | None:
        """What a room plays. None if that cannot be played; raises `Gone` if it was taken away."""

    def prepare(self, room: Room) -> None:
        """A room was opened."""

    def join(self, room: Room, player: Player) -> str:
        """Seat a player; the address where they play."""

    def opening(self, room: Room, number: int) -> None:
        """The round is about to be opened for all. Raises Conflict if it cannot be."""

    def opened(self, room: Room, number: int) -> None:
        """The round was opened: settle what waited for that."""

    def pick(self, room: Room, branch: int) -> None:
        """The room goes this way. Raises Conflict if it cannot."""

    def let_go(self, room: Room) -> None:
        """The room no longer seals anything: settle what waited for its host."""

    def board(self, room: Room, shown: Shown) -> Panel:
        """How the group has called it, for its host."""

    def paper(self, room: Room) -> Panel:
        """What is printed."""


_games: dict[str, tuple[int, Game]] = {}


def register(game: Game, *, order: int = 50) -> None:
    """Registering a kind twice replaces it."""
    _games[game.kind] = (order, game)


def games() -> list[Game]:
    return [game for _, game in sorted(_games.values(), key=lambda item: item[0])]


def game_of(kind: str) -> Game | None:
    found = _games.get(kind)
    return found[1] if found else None
