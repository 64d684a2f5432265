"""The debate as what a room plays (`newsroom.rooms.registry.Game`).

Any debate will do whose first round is judged: so everybody starts at once, and forty people ask a model for nothing
but, at most, the second rounds. Every member has an ordinary play of it; what their room seals is asked in
`debate.arena.seats`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from debate.arena import choosing, services
from debate.arena.seats import KIND, seats_of
from debate.classroom.tallies import Tally, calls_of, tally
from debate.models import Debate, Play, Prediction, Question, Round, Verdict
from debate.written.reading import ReadRound, evidence_of, final_of, read_rounds
from newsroom.errors import Conflict
from newsroom.generation.models import State
from newsroom.players import achievements
from newsroom.players.models import Player
from newsroom.rooms.models import Member, Room
from newsroom.rooms.registry import Panel, Shown, Subject
from stories.gate import require_open

ROUNDS = 2


@dataclass(frozen=True, kw_only=True)
class BoardRound:
    """A round on the host's board. In a room at own pace there may be several second rounds, one a question."""

    read: ReadRound
    tally: Tally
    shows_calls: bool  # they are open, or the host has asked for them

    @property
    def right(self) -> int:
        return self.tally.right(self.read.verdict.outcome) if self.read.verdict is not None else 0


@dataclass(frozen=True, kw_only=True)
class Vote:
    question: Question
    votes: int
    leads: bool


class RoomDebate:
    kind = KIND
    can_be_together = True

    @property
    def heading(self) -> str:
        return _("Debates")

    def offers(self, wanted: str) -> Sequence[Subject]:
        """What is ready to play, the repertoire first; before it the one that is wanted."""
        first = self._playable(wanted)
        ready = [item.debate for item in choosing.ready()]
        found = [first, *(debate for debate in ready if debate.pk != first.pk)] if first else ready
        return [_subject(debate) for debate in found]

    def find(self, key: str) -> Subject | None:
        debate = self._playable(key)
        return _subject(debate) if debate is not None else None

    def _playable(self, key: str) -> Debate | None:
        """Raises Withdrawn with its story."""
        debates = Debate.objects.shared().filter(
            rounds__number=1, rounds__verdict__state=State.READY, question_set__state=State.READY
        )
        debate = _told(debates).filter(pk=key).first() if key.isascii() and key.isdigit() else None
        if debate is not None:
            require_open(debate.story)
        return debate

    def prepare(self, room: Room) -> None:
        """Nothing: the debate is there."""

    def join(self, room: Room, player: Player) -> str:
        """The player's play of the room's debate, whatever of the story has changed since; played for XP."""
        debate = self._playable(room.subject)
        if debate is None:
            raise Conflict(_("This debate cannot be played any more."))
        play, is_new = Play.objects.get_or_create(player=player, debate=debate, defaults={"rated": False})
        if not is_new and play.finished_at is None:
            Play.objects.filter(pk=play.pk).update(rated=False)
        return play.get_absolute_url()

    def opening(self, room: Room, number: int) -> None:
        if number > ROUNDS:
            raise Conflict(_("A debate has two rounds, and both are open."))
        rounds = self._rounds(room, number)
        if not rounds:
            raise Conflict(_("Choose the crossfire question first; round two is about it."))
        if Verdict.objects.sealed().filter(round__in=rounds).count() < len(rounds):
            raise Conflict(
                _("The referee has not sealed a verdict of this round yet. Try again in a moment.")
            )

    def opened(self, room: Room, number: int) -> None:
        """The host's board shows the verdict from now on, be there members or none: nobody is the first to open it."""
        _note_opened(self._rounds(room, number))
        self._settle(room, [number])

    def pick(self, room: Room, branch: int) -> None:
        """The group's question: every member who has called round one goes on with it."""
        if not room.is_together:
            raise Conflict(_("In this room everyone chooses their own question."))
        if room.opened < 1:
            raise Conflict(_("Open the verdict of round one first."))
        if not Question.objects.filter(debate=int(room.subject), number=branch).exists():
            raise Conflict(_("This debate has no such question."))
        with achievements.left_to_a_worker():
            for play in self._plays(room).filter(predictions__number=1, question=None):
                services.go_the_rooms_way(play, branch)
        self._touch(room)

    def let_go(self, room: Room) -> None:
        self._settle(room, range(1, ROUNDS + 1))

    def board(self, room: Room, shown: Shown) -> Panel:
        """14 queries, however many members."""
        return Panel(template="debate/_room_board.html", context=self._told(room, shown))

    def paper(self, room: Room) -> Panel:
        context = self._told(room, Shown())
        rounds = [item.read for item in context["rounds"]]
        context["evidence"] = evidence_of(context["debate"].brief, rounds)
        return Panel(template="debate/_room_paper.html", context=context)

    def _told(self, room: Room, shown: Shown) -> dict[str, Any]:
        debate = _told(Debate.objects).get(pk=room.subject)
        members = list(room.members.filter(removed_at=None))
        calls = calls_of(room, debate.pk, members)
        opened = range(1, room.opened + 1)
        reads: dict[int, ReadRound] = {}
        for question in self._questions_taken(room, debate, calls):
            reads |= {read.pk: read for read in read_rounds(debate, question, opened=opened)}
        rounds = [
            BoardRound(
                read=read,
                tally=tally(
                    room, [call for call in calls if call.round_id == read.pk], members, number=read.number
                ),
                shows_calls=shown.calls or read.number <= room.opened,
            )
            for read in sorted(reads.values(), key=lambda read: (read.number, read.pk))
        ]
        both = [item.read for item in rounds]
        return {
            "room": room,
            "debate": debate,
            "pro": debate.pro.as_document,
            "con": debate.con.as_document,
            "rounds": rounds,
            "final": final_of(debate, both) if len(both) == ROUNDS else None,
            "shown": shown,
            "members": len(members),
            "to_open": self._to_open(room, rounds),
            "votes": _votes(debate, members) if room.is_together and room.opened == 1 else (),
        }

    def _to_open(self, room: Room, rounds: Sequence[BoardRound]) -> int:
        """The round that the host can open now; 0 for none."""
        turn = room.opened + 1
        ready = [item for item in rounds if item.read.number == turn]
        return turn if ready and all(item.read.seal for item in ready) else 0

    def _questions_taken(self, room: Room, debate: Debate, calls: Iterable[Prediction]) -> list[int | None]:
        """The questions whose second rounds are the room's: the one it goes on with, or at own pace all that were
        called; None alone before."""
        if room.branch is not None and room.is_together:
            return [*Question.objects.filter(debate=debate, number=room.branch).values_list("pk", flat=True)]
        taken = {call.play.question_id or 0 for call in calls if call.number == ROUNDS}
        return [*sorted(taken)] if taken and not room.is_together else [None]

    def _plays(self, room: Room) -> Any:
        """Of everyone who was ever seated: who was taken out waits for the host too."""
        seated = Member.objects.filter(room=room).values("player")
        plays = Play.objects.filter(debate=int(room.subject), player__in=seated).order_by("player")
        return plays.select_related("debate", "player")

    def _rounds(self, room: Room, number: int) -> list[Round]:
        debate = Debate.objects.get(pk=room.subject)
        rounds = Round.objects.filter(debate__in={debate.pk, debate.first_id}, number=number)
        if number == 1:
            return list(rounds.filter(debate=debate.first_id))
        if room.is_together:
            return list(rounds.filter(question__number=room.branch)) if room.branch is not None else []
        return list(rounds.filter(predictions__play__in=self._plays(room)).distinct())

    def _settle(self, room: Room, numbers: Iterable[int]) -> None:
        """Open what waited for the host, for each member whom no other room holds back; and tell their pages."""
        calls = Prediction.objects.filter(play__in=self._plays(room), number__in=list(numbers))
        with achievements.left_to_a_worker():
            for made in calls.select_related("play__player", "play__debate", "round__verdict").order_by(
                "play__player", "number"
            ):
                if not seats_of(made.play).seals(made.number):
                    _note_opened([made.round])
                    services.conclude(made)
        self._touch(room)

    def _touch(self, room: Room) -> None:
        Play.objects.filter(pk__in=self._plays(room).order_by().values("pk")).update(version=F("version") + 1)


def _note_opened(rounds: Iterable[Round]) -> None:
    Verdict.objects.filter(round__in=rounds, opened_at=None).update(opened_at=timezone.now())


def _told(debates: Any) -> Any:
    found = debates.select_related("story__live", "pro", "con")
    return found.defer("story__live__document", "pro__document", "con__document")


def _subject(debate: Debate) -> Subject:
    return Subject(
        key=str(debate.pk),
        title=debate.motion,
        about=_("%(pro)s for it, %(con)s against") % {"pro": debate.pro.name, "con": debate.con.name},
        story=debate.story.headline,
        story_url=debate.story.get_absolute_url(),
    )


def _votes(debate: Debate, members: Sequence[Member]) -> tuple[Vote, ...]:
    counted = {n: sum(member.choice == n for member in members) for n in (1, 2, 3)}
    most = max(counted.values())
    return tuple(
        Vote(question=q, votes=counted.get(q.number, 0), leads=0 < most == counted.get(q.number, 0))
        for q in debate.questions.all()
    )
