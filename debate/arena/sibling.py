"""Going on with the offline engine when the model has failed a play for good.

The play moves to a sibling: a debate of the same motion, pair and brief that the offline engine writes, made
now or joined, and labelled on its stage. Id, address, calls and ledgers of the play stay what they are.

* Before round 1 was called nothing is lost, and the sibling is the ordinary offline debate.
* After it, the player has read, called and been scored on round 1. Reading two other openings and calling
  them again would cost them that, so the sibling *continues* the failed debate: round 1 is the failed one's,
  with its verdict and questions, and only round 2 is the offline engine's. Everyone whom the same debate
  fails in round 2 shares that sibling.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from debate.arena import services
from debate.arena.seats import seats_of
from debate.arena.stage import Step, stage_of
from debate.engines.offline import OfflineEngine
from debate.models import Debate, Performed, Play, QuestionSet
from debate.written import flow
from newsroom.errors import Conflict


@transaction.atomic
def go_on_offline(play: Play, *, seen: Collection[int] = ()) -> Play:
    """Move a stalled play to the offline sibling of its debate; the play to go on with, in most cases itself.

    A player who has a play of the sibling already is led to that one. The same again changes nothing. seen: as
    for `services.start_play`. Raises Conflict unless the play has stalled, or if it is an offline one.
    """
    if seats_of(play).together is not None:
        raise Conflict(_("Your room plays this debate together and cannot leave it. Try it again instead."))
    play = services.locked(play)
    services.refuse_daily(play)
    if play.moved_from_id is not None:
        return play
    failed = play.debate
    if failed.engine == OfflineEngine.name:
        raise Conflict(_("The offline engine is writing this debate as it is."))
    if failed.brief.language:
        raise Conflict(_("The offline engine writes English only. Try it again instead."))
    stalled = stage_of(play)
    if stalled.step is not Step.FAILED:
        raise Conflict(_("This debate has not stalled; it goes on by itself."))
    has_called = play.predictions.filter(number=1).exists()
    sibling = _continuing(failed) if has_called else _from_the_start(failed)
    moved = {"moved_from": failed, "moved_because": stalled.failure[:300]}
    if theirs := Play.objects.filter(player=play.player_id, debate=sibling).first():
        Play.objects.filter(pk=theirs.pk).update(**moved)
        return theirs
    asked = sibling.questions.filter(text=play.question.text).first() if play.question else None
    Play.objects.filter(pk=play.pk).update(
        debate=sibling,
        question=asked,
        rated=play.rated and sibling.pk not in seen,
        version=F("version") + failed.version + 1,  # the sum of both versions must not fall
        **moved,
    )
    if asked is not None:
        flow.cross_fire(asked)
    return services.locked(play)


def _from_the_start(failed: Debate) -> Debate:
    sibling, _ = Debate.objects.by_another(failed, engine=OfflineEngine.name, continues=False)
    flow.start(sibling)
    return sibling


def _continuing(failed: Debate) -> Debate:
    sibling, _ = Debate.objects.by_another(failed, engine=OfflineEngine.name, continues=True)
    drawn_up = QuestionSet.objects.filter(debate=failed).first()
    if drawn_up is None or not drawn_up.is_ready:
        flow.ask(sibling)
        return sibling
    _, is_new = QuestionSet.objects.get_or_create(debate=sibling, defaults=_as_written(drawn_up))
    if is_new:
        for question in failed.questions.all():
            question.pk, question.debate = None, sibling
            question.save(force_insert=True)
    return sibling


def _as_written(row: QuestionSet) -> dict[str, object]:
    """Every field of the mechanism and its provenance, for a copy that needs no worker."""
    names = {field.name for field in Performed._meta.get_fields()}
    return {name: getattr(row, name) for name in names}
