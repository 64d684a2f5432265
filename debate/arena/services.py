"""What a player does: start a debate, predict, choose the crossfire question, try again.

Each is one transaction that locks the play's row, so two tabs, a double click and a replayed request
have one effect. An identical repeat gets the first answer; a different one raises `Conflict`.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from debate.arena import calling, stakes
from debate.arena.choosing import brief_of
from debate.arena.seats import IN_A_ROOM, seats_of
from debate.engines import closed_motions, current_engine
from debate.models import (
    Daily,
    Debate,
    Performed,
    Persona,
    Play,
    Prediction,
    Question,
    Round,
    Speech,
    SpeechReport,
)
from debate.referee import scoring
from debate.written import flow, pieces
from newsroom.afresh import afresh
from newsroom.errors import Conflict
from newsroom.players.models import Player
from stories.document import Motion
from stories.gate import require_open
from stories.models import Story


@transaction.atomic
def start_play(
    player: Player,
    *,
    story: Story,
    motion: Motion,
    pro: Persona,
    con: Persona,
    seen: Collection[int] = (),
) -> Play:
    """Join the debate of this motion and pair, written now if it does not exist. One play a player.

    One of the repertoire comes before any other; where a story admits nothing else, Conflict says so. Who has left that debate for its offline sibling is led to the play they went on with.
    seen: debates whose verdicts the player has opened in a replay; a play of one of them is unrated.
    """
    if why := closed_motions(story.document).get(""):
        raise Conflict(afresh(why))
    brief = brief_of(story, motion)
    debates = Debate.objects.defer("brief_document")
    debate = debates.written_ahead(story=story, motion=motion, pro=pro, con=con, brief=brief)
    if debate is None:
        if story.reviewed_only:
            raise Conflict(
                _("This story is debated only by pairs whose debate an editor has read. Choose one of those.")
            )
        debate, _is_new = debates.of(
            story=story, motion=motion, pro=pro, con=con, brief=brief, engine=current_engine()
        )
    if moved := Play.objects.filter(player=player, moved_from=debate).first():
        return moved
    flow.start(debate)
    is_fresh = debate.pk not in seen
    play, is_new = Play.objects.get_or_create(player=player, debate=debate, defaults={"rated": is_fresh})
    if not is_new and not is_fresh and play.finished_at is None:
        Play.objects.filter(pk=play.pk).update(rated=False)
    return play


@transaction.atomic
def predict(play: Play, *, number: int, side: str, confidence: int, for_cred: bool = False) -> Prediction:
    """Seal the player's call of a round and pay what playing it earned.

    for_cred: its player was told that it moves cred. Raises Conflict if it does not any more, before the verdict is
    sealed, and for a second, different call. In a room that plays together the call waits for its host to open the round.
    """
    caller, seats = play.player_id, seats_of(play, lock=True)
    play = locked(play)
    refuse_daily(play)
    if made := calling.made_before(play, number=number, side=side, confidence=confidence):
        return made
    round = round_of(play, number)
    if round is None:
        raise Conflict(_("This round has not begun. Choose a crossfire question first."))
    is_sealed = seats.seals(number)
    if not is_sealed:
        stakes.open_first(play, round)
    has_moved = caller != play.player_id  # to the account that its player has signed up for in this moment
    for_xp = stakes.BEFORE_THE_ACCOUNT if has_moved else stakes.why_for_xp(play.debate, play)
    if seats:
        for_xp = IN_A_ROOM
    if for_cred and for_xp:
        raise Conflict(
            _("Your call was not made: %(reason)s, so that it would be for XP. Make it again if you like.")
            % {"reason": afresh(for_xp)}
        )
    made = calling.call(play, round, side=side, confidence=confidence, for_xp=for_xp)
    calling.pay(play, f"round:{number}", scoring.XP_ROUND, f"Round {number} played")
    if not is_sealed:
        conclude(made, pays=not seats.has_opened(number))
    if number == 1 and seats.together is not None and seats.together.room.branch is not None:
        go_the_rooms_way(play, seats.together.room.branch)
    play.touch()
    seats.touch()
    return made


def conclude(made: Prediction, *, pays: bool = True) -> None:
    """What a call comes to once its verdict is open to its player, and after round two the end of the play. Once,
    however often it is called. pays: a right call earns XP, as it does not where the verdict was read out before it."""
    play, number = made.play, made.number
    label = f"Round {number} called right" if pays else ""
    calling.settle(made, debate_ref=stakes.ref_of(play.debate), label=label)
    if number == 2:
        unfinished = Play.objects.filter(pk=play.pk, finished_at=None)
        unfinished.update(finished_at=timezone.now(), replay_code=Play.new_replay_code())
        calling.pay(play, "finish", scoring.XP_FINISH, "Debate finished")


@transaction.atomic
def choose_question(play: Play, *, number: int) -> Question:
    """Set the crossfire. Raises Conflict before round 1 is predicted, or when another one was chosen.

    In a room that plays together it is a vote, which can be changed until the host goes on with a question.
    """
    seats = seats_of(play, lock=True)
    play = locked(play)
    refuse_daily(play)
    if play.question is not None:
        if play.question.number == number:
            return play.question
        raise Conflict(_("You have chosen your question; round two is about it."))
    if not play.predictions.filter(number=1).exists():
        raise Conflict(_("Predict round one first; then the questions are yours to choose from."))
    question = Question.objects.filter(debate_id=play.debate_id, number=number).first()
    if question is None:
        raise Conflict(_("The questions are still being drawn up."))
    if seats.together is not None:
        if seats.seals(1):
            raise Conflict(_("Your host opens round one first; then the questions are there to choose from."))
        type(seats.together).objects.filter(pk=seats.together.pk).update(choice=number)
        play.touch()
        seats.touch()
        return question
    Play.objects.filter(pk=play.pk).update(question=question)
    flow.cross_fire(question)
    calling.pay(play, "crossfire", scoring.XP_CROSSFIRE, "Crossfire question chosen")
    play.touch()
    return question


def go_the_rooms_way(play: Play, number: int) -> None:
    """Set the crossfire of a play that has called round one to the question that its room goes on with."""
    question = Question.objects.filter(debate_id=play.debate_id, number=number).first()
    if question is not None and Play.objects.filter(pk=play.pk, question=None).update(question=question):
        flow.cross_fire(question)
        calling.pay(play, "crossfire", scoring.XP_CROSSFIRE, "Crossfire question chosen")


def report(play: Play, *, speech: Speech, text: str) -> None:
    """Note for moderators that something is wrong with a speech; once a player and speech."""
    SpeechReport.objects.get_or_create(speech=speech, player=play.player, defaults={"text": text})


@transaction.atomic
def try_again(play: Play) -> int:
    """Put every failed piece of what this play shows back into the queue. Returns how many."""
    again = pieces.try_again(waited_for(play))
    if again:
        play.debate.touch()
    return again


def waited_for(play: Play) -> list[Performed]:
    """The rows that a worker writes for this play: of the rounds that it has, and the questions until one is chosen."""
    return pieces.pieces_of(
        play.debate.rounds_with(play.question_id),
        questions_of=play.debate if play.question_id is None else None,
    )


def round_of(play: Play, number: int) -> Round | None:
    """Round 1, or the round 2 of the question that this play chose."""
    return play.debate.rounds_with(play.question_id).filter(number=number).first()


def refuse_daily(play: Play) -> None:
    """A daily debate is called on its own page (`debate.daily`), which tells nothing before the day is over."""
    if Daily.objects.filter(debate=play.debate_id).exists():
        raise Conflict(_("This is a daily debate. It is called on its own page, until its day is over."))


def locked(play: Play) -> Play:
    """The play as it is now, its row locked until the transaction ends. Raises Withdrawn with its story.

    Locked alone and read after: PostgreSQL checks a row that it had to wait for against the rows it had joined
    before, so a play that has just moved to another debate would not be found at all.
    """
    Play.objects.select_for_update().get(pk=play.pk)
    found = Play.objects.select_related("debate__story", "player", "question").get(pk=play.pk)
    require_open(found.debate.story)
    return found
