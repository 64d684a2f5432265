"""The quiz as what a room plays (`newsroom.rooms.registry.Game`): the same quotations for everyone, without a clock.

The host opens the answers one by one, with how the group answered. In a room that plays together nobody is told before
that whether they were right, nor goes on to the next question: `LoadedRun.seals` is the rule, which a run's services and
its screens ask. Nothing has to be settled then: a run settles itself when it is next looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.errors import Conflict
from newsroom.players.models import Player
from newsroom.rooms.models import Member, Room
from newsroom.rooms.registry import Panel, Shown, Subject
from quiz import bank, choosing, services, start_page
from quiz.models import Answer, RoomQuiz
from stories.gate import open_story


@dataclass(frozen=True, kw_only=True)
class Named:
    """One of the four people, and how many of the group named them."""

    name: str
    votes: int
    percent: int
    is_speaker: bool  # False until the answer is open


@dataclass(frozen=True, kw_only=True)
class BoardQuestion:
    """A question on the host's board. text: "" once its quotation does not stand as it was asked."""

    number: int
    text: str
    answered: int
    is_open: bool
    shows_answers: bool
    people: tuple[Named, ...]
    right: int
    after: int  # answered once it was open
    where: str  # of an open answer: the occasion


@dataclass(frozen=True, kw_only=True)
class Standing:
    name: str
    right: int
    answered: int


class RoomGame:
    kind = "quiz"
    can_be_together = True

    @property
    def heading(self) -> str:
        return _("Quizzes")

    def offers(self, wanted: str) -> Sequence[Subject]:
        found = [_subject(offer) for offer in start_page.offers(None).offers]
        return sorted(found, key=lambda subject: subject.key != wanted)

    def find(self, key: str) -> Subject | None:
        """Raises Withdrawn with its story."""
        try:
            offer = start_page.offer_of(open_story(key))
        except Http404:
            return None
        return _subject(offer) if offer is not None else None

    def prepare(self, room: Room) -> None:
        services.draw_for_room(room, open_story(room.subject))

    def join(self, room: Room, player: Player) -> str:
        return services.start_in_room(player, _quiz_of(room)).get_absolute_url()

    def opening(self, room: Room, number: int) -> None:
        if number > len(_quiz_of(room).questions):
            raise Conflict(_("Every answer is open."))

    def opened(self, room: Room, number: int) -> None:
        """Nothing waited for it."""

    def pick(self, room: Room, branch: int) -> None:
        raise Conflict(_("A quiz goes one way only."))

    def let_go(self, room: Room) -> None:
        """Nothing is sealed."""

    def board(self, room: Room, shown: Shown) -> Panel:
        """6 queries, however many members."""
        return Panel(template="quiz/_room_board.html", context=_told(room, shown))

    def paper(self, room: Room) -> Panel:
        return Panel(template="quiz/_room_paper.html", context=_told(room, Shown(), whole=True))


def _subject(offer: start_page.Offer) -> Subject:
    document = offer.document
    return Subject(
        key=document.slug,
        title=_("Who said what?"),
        about=ngettext("%(n)s quotation, no clock", "%(n)s quotations, no clock", offer.rounds)
        % {"n": offer.rounds},
        story=document.headline,
        story_url=reverse("stories:story", args=[document.slug]),
    )


def _quiz_of(room: Room) -> RoomQuiz:
    quizzes = RoomQuiz.objects.select_related("revision", "story__live")
    return quizzes.defer("revision__document", "story__live__document").get(room=room)


def _told(room: Room, shown: Shown, *, whole: bool = False) -> dict[str, Any]:
    """whole: also the questions that a room that plays together has not come to yet."""
    quiz = _quiz_of(room)
    known, stands = bank.bank(quiz.revision), bank.standing(quiz.story, bank.upheld())
    members = list(room.members.filter(removed_at=None))
    answers = _answers(quiz, members)
    questions = []
    begun = quiz.questions[: room.opened + 1] if room.is_together and not whole else quiz.questions
    for number, asked in enumerate(begun, start=1):
        quote = known.quotes[asked["quote"]]
        opened = room.opened_at(number)
        given = answers[asked["quote"]]
        counted = [answer for answer in given if opened is None or answer.created_at <= opened]
        named = Counter(answer.option.person for answer in counted if answer.option is not None)
        questions.append(
            BoardQuestion(
                number=number,
                text=quote.text if choosing.fingerprint(quote) in stands else "",
                answered=len(given),
                is_open=opened is not None,
                shows_answers=opened is not None or shown.calls,
                people=tuple(
                    Named(
                        name=known.people[key].name,
                        votes=named[key],
                        percent=round(100 * named[key] / len(counted)) if counted else 0,
                        is_speaker=opened is not None and key == quote.speaker,
                    )
                    for key in asked["people"]
                ),
                right=named[quote.speaker] if opened is not None else 0,
                after=len(given) - len(counted),
                where=quote.context if opened is not None else "",
            )
        )
    opened_keys = [asked["quote"] for asked in quiz.questions[: room.opened]]
    told = opened_keys if room.is_together else list(answers)
    to_open = next((question.number for question in questions if not question.is_open), 0)
    return {
        "room": room,
        "questions": questions,
        "members": len(members),
        "to_open": to_open,
        "shown": shown,
        "standings": _standings(members, answers, told) if shown.names else (),
    }


def _answers(quiz: RoomQuiz, members: Sequence[Member]) -> dict[str, list[Answer]]:
    """What who is in the room has answered, by quotation. 1 query."""
    players = [member.player_id for member in members]
    rows = Answer.objects.filter(round__run__room_quiz=quiz, round__run__player__in=players)
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in rows.select_related("option", "round__run"):
        found[answer.round.quote_key].append(answer)
    return found


def _standings(
    members: Sequence[Member], answers: dict[str, list[Answer]], told: Collection[str]
) -> tuple[Standing, ...]:
    """The board by nickname: most right first, then as they joined. told: the quotations whose answers may be known."""
    given: dict[int, list[Answer]] = defaultdict(list)
    for answer in (answer for rows in answers.values() for answer in rows):
        if not answer.round.is_void and answer.round.quote_key in told:
            given[answer.round.run.player_id].append(answer)
    found = [
        Standing(
            name=member.nickname,
            right=sum(answer.is_right for answer in given[member.player_id]),
            answered=len(given[member.player_id]),
        )
        for member in members
    ]
    return tuple(sorted(found, key=lambda standing: -standing.right))
