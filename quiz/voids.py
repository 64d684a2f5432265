"""When a quotation is corrected or withdrawn, what was asked about it counts no longer.

The rule, applied alike by publication, by reading and by `recheck_quizzes`: a round is void exactly while
its quotation (these words, by this speaker) does not stand in the published story, or a moderator has
upheld a report against it. So a rollback brings it back, and applying the rule twice changes nothing.

A void round counts neither right nor wrong: points, accuracy and streaks are those of the other rounds,
the streak going on across it. XP is different: the ledger is only ever added to. What a run earned when
it ended stays, whatever is voided later; the mistake was ours. So no ledger can become negative.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import batched, groupby
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from quiz.bank import bank, standing, upheld
from quiz.choosing import spoken_by
from quiz.loading import LoadedRun, score_of
from quiz.models import QuizRound, Report, Run
from quiz.scoring import Score
from stories.models import Story
from stories.renaming import follow, renames_of

_BATCH = 500  # runs repaired by three statements; more would make long IN lists
TOTALS = ("points", "time_points", "counted", "correct", "best_streak", "average_ms")


def recheck(stories: Iterable[Story]) -> int:
    """Apply the rule to every round of these stories. Returns how many rounds changed.

    Cost: 2 queries a story where nothing changed, whatever was played.
    """
    out = upheld()
    return sum(_recheck(story, standing(story, out)) for story in stories)


def recheck_story(story_id: int) -> int:
    """After a publication: 1 query more than `recheck`, and some for a speaker who has a new key."""
    stories = Story.objects.filter(pk=story_id).select_related("live").defer("live__document")
    return recheck([_with_new_keys(story) for story in stories])


def _with_new_keys(story: Story) -> Story:
    """A speaker’s new key is no correction: what was asked and reported under the old one goes by the new one."""
    if story.live is None or story.withdrawn_at is not None:
        return story
    renames = renames_of(story.pk)
    for old in (old for kind, old in renames if kind == "person"):
        known = bank(story.live)
        new = follow(renames, "person", old, known.people)
        for quote in known.document.quotes if new != old else ():
            if quote.speaker == new:
                for model in (QuizRound, Report):
                    same = model._default_manager.filter(story=story, fingerprint=spoken_by(old, quote.text))
                    same.update(fingerprint=spoken_by(new, quote.text))
    return story


def is_stale(loaded: LoadedRun) -> bool:
    """Whether the rule, applied now, would change a round of this run: 1 query."""
    out = upheld()
    stands = {round.story_id: standing(round.story, out) for round in loaded.rounds}
    return any(round.is_void == (round.fingerprint in stands[round.story_id]) for round in loaded.rounds)


def recheck_run(loaded: LoadedRun) -> int:
    """Apply the rule to the stories that this run asks about."""
    return recheck({round.story_id: round.story for round in loaded.rounds}.values())


def recheck_everything() -> int:
    stories = Story.objects.select_related("live").defer("live__document")
    return recheck([_with_new_keys(story) for story in stories])


def drifted() -> list[Run]:
    """Finished runs whose kept totals are not what their rounds say. Reads every finished run."""
    wrong = []
    for chunk in batched(Run.objects.finished().order_by("pk").iterator(), _BATCH, strict=False):
        scores = _scores(chunk)
        wrong += [run for run in chunk if _totals(scores[run.pk]) != {n: getattr(run, n) for n in TOTALS}]
    return wrong


def repair(run_ids: Iterable[Any]) -> None:
    """Bring the kept totals of finished runs to what their rounds say."""
    for chunk in batched(run_ids, _BATCH, strict=False):
        runs = list(Run.objects.finished().filter(pk__in=chunk))
        scores = _scores(runs)
        for run in runs:
            set_totals(run, scores[run.pk])
        Run.objects.bulk_update(runs, TOTALS)


def set_totals(run: Run, score: Score) -> None:
    for name, value in _totals(score).items():
        setattr(run, name, value)


def _totals(score: Score) -> dict[str, int | None]:
    return {name: getattr(score, name) for name in TOTALS}


def _recheck(story: Story, stands: set[str]) -> int:
    fallen = Q(voided_at__isnull=True) & ~Q(fingerprint__in=stands)
    back = Q(voided_at__isnull=False) & Q(fingerprint__in=stands)
    changed = list(QuizRound.objects.filter(story=story).filter(fallen | back).values_list("pk", "run_id"))
    if not changed:
        return 0
    with transaction.atomic():
        # Whoever was asked and could not answer has the whole of its time again.
        QuizRound.objects.filter(story=story, answer=None).filter(back).update(shown_at=None)
        QuizRound.objects.filter(story=story).filter(back).update(voided_at=None)
        QuizRound.objects.filter(story=story).filter(fallen).update(voided_at=timezone.now())
        repair({run_id for _, run_id in changed})
    return len(changed)


def _scores(runs: Iterable[Run]) -> dict[Any, Score]:
    timed = {run.pk: run.timed for run in runs}
    rounds = QuizRound.objects.filter(run__in=timed).select_related("answer").order_by("run", "number")
    found = {pk: score_of(list(group), timed=timed[pk]) for pk, group in groupby(rounds, lambda r: r.run_id)}
    return {pk: found.get(pk) or score_of([], timed=clocked) for pk, clocked in timed.items()}
