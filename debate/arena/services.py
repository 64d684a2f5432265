"""What a player does: start a debate, predict, choose the crossfire question, try again.

Each is one transaction that locks the play's row, so two tabs, a double click and a replayed request
have one effect. An identical repeat gets the first answer; a different one raises `Conflict`.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from debate.arena.calling import play_source
from debate.engines import current_engine
from debate.evidence.cards import make_brief
from debate.models import (
    Daily,
    Debate,
    Persona,
    Play,
    Prediction,
    Question,
    QuestionSet,
    Round,
    Speech,
    SpeechReport,
    Verdict,
)
from debate.referee import scoring
from debate.replays import services as replays
from debate.written import flow
from newsroom.generation.models import Generated
from newsroom.generation.services import requeue
from newsroom.players.cred import K_ROUND
from newsroom.players.models import Award, Player
from newsroom.players.services import award_xp, settle_cred
from stories.document import Motion
from stories.models import Story


class Conflict(Exception):
    """The right request in the wrong state. Its text is a sentence for the player."""


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

    Who has left that debate for its offline sibling is led to the play they went on with.
    seen: debates whose verdicts the player has opened in a replay; a play of one of them is unrated.
    """
    assert story.live is not None
    brief = make_brief(story.document, motion)
    debate, _ = Debate.objects.get_or_create(
        story=story,
        motion_key=motion.key,
        pro=pro,
        con=con,
        brief_sha256=brief.digest,
        engine=current_engine(),
        continues=None,
        defaults={"revision": story.live, "motion": motion.text, "brief_document": brief.as_json()},
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
def predict(play: Play, *, number: int, side: str, confidence: int) -> Prediction:
    """Seal the player's call of a round and pay what playing it earned.

    Raises Conflict before the verdict is sealed, and for a second, different call.
    """
    play = locked(play)
    refuse_daily(play)
    made = play.predictions.filter(number=number).first()
    if made is not None:
        if (made.side, made.confidence) == (side, confidence):
            return made
        raise Conflict("Your call of this round is sealed; it cannot be changed.")
    round = round_of(play, number)
    if round is None:
        raise Conflict("This round has not begun. Choose a crossfire question first.")
    verdict = Verdict.objects.filter(round=round).first()
    if verdict is None or not verdict.is_ready:
        raise Conflict("The referee has not sealed a verdict yet. Predictions open when it is.")
    made = Prediction.objects.create(play=play, round=round, number=number, side=side, confidence=confidence)
    _pay(play, f"round:{number}", scoring.XP_ROUND, f"Round {number} played")
    settle_cred(
        play.player,
        source=play_source(play, f"round:{number}"),
        debate_ref=f"debate:{play.debate.first_id}",
        side=side,
        confidence=confidence,
        house_line=Decimal(str(round.house_line)),
        outcome=str(verdict.outcome),
        k=K_ROUND[number],
        rated=play.rated,
    )
    if scoring.call(side, verdict.outcome) is scoring.Call.RIGHT:
        _pay(play, f"call:{number}", scoring.XP_CORRECT, f"Round {number} called right")
    if number == 2:
        Play.objects.filter(pk=play.pk).update(finished_at=timezone.now(), replay_code=replays.new_code())
        _pay(play, "finish", scoring.XP_FINISH, "Debate finished")
    play.touch()
    return made


@transaction.atomic
def choose_question(play: Play, *, number: int) -> Question:
    """Set the crossfire. Raises Conflict before round 1 is predicted, or when another one was chosen."""
    play = locked(play)
    refuse_daily(play)
    if play.question is not None:
        if play.question.number == number:
            return play.question
        raise Conflict("You have chosen your question; round two is about it.")
    if not play.predictions.filter(number=1).exists():
        raise Conflict("Predict round one first; then the questions are yours to choose from.")
    question = Question.objects.filter(debate_id=play.debate_id, number=number).first()
    if question is None:
        raise Conflict("The questions are still being drawn up.")
    Play.objects.filter(pk=play.pk).update(question=question)
    flow.cross_fire(question)
    _pay(play, "crossfire", scoring.XP_CROSSFIRE, "Crossfire question chosen")
    play.touch()
    return question


def report(play: Play, *, speech: Speech, text: str) -> None:
    """Note for moderators that something is wrong with a speech; once a player and speech."""
    SpeechReport.objects.get_or_create(speech=speech, player=play.player, defaults={"text": text})


@transaction.atomic
def try_again(play: Play) -> int:
    """Put every failed piece of what this play shows back into the queue. Returns how many."""
    again = sum(requeue(row) for row in failed_pieces(play))
    if again:
        play.debate.touch()
    return again


def failed_pieces(play: Play) -> list[Generated]:
    """The failed rows that this play waits for."""
    rounds = [round for round in (round_of(play, 1), round_of(play, 2)) if round is not None]
    rows: list[Generated] = []
    for round in rounds:
        rows += [speech for speech in round.speeches.all() if speech.has_failed]
        rows += [verdict for verdict in Verdict.objects.filter(round=round) if verdict.has_failed]
    if play.question_id is None:
        rows += [s for s in QuestionSet.objects.filter(debate_id=play.debate_id) if s.has_failed]
    return rows


def round_of(play: Play, number: int) -> Round | None:
    """Round 1, or the round 2 of the question that this play chose."""
    return play.debate.rounds_with(play.question_id).filter(number=number).first()


def refuse_daily(play: Play) -> None:
    """A daily debate is called on its own page (`debate.daily`), which tells nothing before the day is over."""
    if Daily.objects.filter(debate=play.debate_id).exists():
        raise Conflict("This is a daily debate. It is called on its own page, until its day is over.")


def locked(play: Play) -> Play:
    """The play as it is now, its row locked until the transaction ends.

    Locked alone and read after: PostgreSQL checks a row that it had to wait for against the rows it had joined
    before, so a play that has just moved to another debate would not be found at all.
    """
    Play.objects.select_for_update().get(pk=play.pk)
    return Play.objects.select_related("debate", "player", "question").get(pk=play.pk)


def _pay(play: Play, what: str, amount: int, label: str) -> None:
    """Once for the play; and once with a play of the sibling, if its player went from one to the other."""
    siblings = Play.objects.filter(player=play.player_id).filter(
        Q(moved_from=play.debate_id) | Q(debate=play.moved_from_id, debate__isnull=False)
    )
    paid = [play_source(sibling, what) for sibling in siblings if sibling.pk != play.pk]
    if paid and Award.objects.filter(player=play.player_id, source__in=paid).exists():
        return
    award_xp(play.player, source=play_source(play, what), amount=amount, label=label)
