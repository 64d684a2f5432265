"""Claim, work, finish, retry, fail, sweep: the state machine of `newsroom.generation`."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator
from functools import lru_cache

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from newsroom.celery import app
from newsroom.generation import lease, turns
from newsroom.generation.errors import GiveUp, TryAgain
from newsroom.generation.models import Generated, State, Written
from newsroom.running import alive

log = logging.getLogger(__name__)

WORK = "newsroom.generation.work"  # the task that a wake-up starts
RESEND_SECONDS = 20  # a wake-up unanswered for this long is sent again; longer than a busy worker's queue
AWAY_PATIENCE_SECONDS = 90  # left to what waits, at least, as long as the queue is away
QUEUES_READ = 100  # of a kind: networks by urgency
QUEUES_TRIED, ROWS_TRIED = (
    20,
    20,
)  # before a wake-up is for the row it names: more than there are workers at one
BROKEN = "Something went wrong on our side while this was being written."
TOO_LATE = "This took too long to write."


def enqueue(row: Generated) -> None:
    """Wake a worker for a queued row once the current transaction has committed."""
    transaction.on_commit(lambda: _send(row), robust=True)


def requeue(row: Generated, *, more_seconds: float = 0.0, even_ready: bool = False) -> bool:
    """Give a failed row its attempts and its patience anew. False if it had not failed (any more).

    more_seconds: of patience, for what nobody waits for. even_ready: also one that is written, to be written anew.
    """
    now = timezone.now()
    changed = (
        _rows(type(row))
        .filter(pk=row.pk, state__in=(State.FAILED, State.READY) if even_ready else (State.FAILED,))
        .update(
            state=State.QUEUED,
            attempt_limit=models.F("attempt") + row.ATTEMPTS,
            queued_at=now,
            sent_at=now,
            not_before=None,
            leased_until=None,
            finished_at=None,
            give_up_at=now + dt.timedelta(seconds=row.PATIENCE_SECONDS + more_seconds),
            failure="",
        )
    )
    if changed:
        row.refresh_from_db()
        enqueue(row)
    return bool(changed)


def work_on(model: type[Generated], pk: int) -> bool:
    """Do the row's work if it is there to be done. False if another worker has it, or nobody needs to.

    Safe to call any number of times for the same row, at the same time, from any process.
    """
    row = _claim(model, pk)
    if row is None:
        return False
    started = time.monotonic()
    try:
        with lease.renewed(row), turns.taking(turns.Turn(owner=row.owner, urgency=row.urgency)):
            written = row.write()
    except GiveUp as error:
        log.warning("%s gives up: %s", _name(row), error)
        _fail(row, error.reader_message)
    except TryAgain as error:
        log.warning("%s failed attempt %s: %s", _name(row), row.attempt, error)
        _release(row, error.reader_message, error.after_seconds)
    except Exception:
        log.exception("%s broke on attempt %s", _name(row), row.attempt)
        _release(row, BROKEN, 1.0)
    else:
        _finish(row, written, latency_ms=round((time.monotonic() - started) * 1000))
    return True


def work_on_next(model: type[Generated], pk: int) -> bool:
    """A wake-up was sent for this row: work on whichever deserves it most (`turns`). A query a kind and one or two more.

    As many wake-ups are under way as rows wait, so every row's turn comes. However many wait, few are read: who waits is
    counted by the database, and of those who come first the oldest rows.
    """
    now = timezone.now()
    for queue in turns.in_order(_queues(now))[:QUEUES_TRIED]:
        waiting = _rows(queue.model).filter(_free(now), owner=queue.owner, urgency=queue.urgency)
        for each in waiting.order_by("queued_at").values_list("pk", flat=True)[:ROWS_TRIED]:
            if work_on(queue.model, each):
                return True
    return work_on(model, pk)


def waiting_for(owner: str) -> int:
    """How many rows of this owner are queued or being written. 1 query: it is asked at every start."""
    sql, params = _waiting_sql(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [owner if param == _OWNER else param for param in params])
        return len(cursor.fetchall())


_OWNER = "the owner’s place"


@lru_cache
def _waiting_sql(vendor: str) -> tuple[str, tuple[str, ...]]:
    """Building it of every kind of row takes as long as four such queries, and it is always the same."""
    under_way = models.Q(state__in=(State.QUEUED, State.RUNNING), owner=_OWNER)
    first, *rest = (_rows(model).filter(under_way).order_by().values("pk") for model in _generated_models())
    sql, params = first.union(*rest, all=True).query.sql_with_params()
    return sql, tuple(params)


def sweep(*, at_start: bool = False, is_lost: bool = False) -> int:
    """Re-send what waits and fail what has run out. Returns how many rows it touched.

    at_start: this process has the only worker and has just begun, so nothing sent before it will arrive
    and no lease is held by anyone alive. (A worker that lives on elsewhere is fenced off by `attempt`.)
    is_lost: the queue was emptied, so whatever was sent before will not arrive.
    """
    now = timezone.now()
    touched = 0
    for model in _generated_models():
        rows = _rows(model)
        if at_start:
            rows.filter(state=State.RUNNING).update(leased_until=now)
        else:
            _take_from_the_dead(rows, now)
        unleased = models.Q(state=State.QUEUED) | models.Q(state=State.RUNNING, leased_until__lte=now)
        spent = models.Q(attempt__gte=models.F("attempt_limit")) | models.Q(give_up_at__lte=now)
        if at_start:  # nobody could work while we were away: patience starts when we do
            patience = now + dt.timedelta(seconds=model.PATIENCE_SECONDS)
            rows.filter(unleased, give_up_at__lte=patience).update(give_up_at=patience)
        for row in rows.filter(unleased & spent):
            touched += _fail(row, row.failure or TOO_LATE)
        unanswered = (
            models.Q()
            if at_start or is_lost
            else models.Q(sent_at__lte=now - dt.timedelta(seconds=RESEND_SECONDS))
        )
        due = models.Q(not_before__isnull=True) | models.Q(not_before__lte=now)
        for row in rows.filter(unleased & unanswered & due):
            # Of several sweepers the one whose UPDATE matches sends.
            if rows.filter(pk=row.pk, sent_at=row.sent_at).update(sent_at=now):
                if not _send(
                    row
                ):  # the queue is away: the next sweep tries, rather than this one wait for each
                    _be_patient(now)
                    return touched
                touched += 1
    return touched


def _take_from_the_dead(rows: models.QuerySet[Generated], now: dt.datetime) -> None:
    """What a worker of this machine was writing when it died is free at once; elsewhere its lease runs out."""
    held = rows.filter(state=State.RUNNING, leased_until__gt=now).exclude(held_by="")
    for name in set(held.values_list("held_by", flat=True)):
        if alive.has_died(name):
            unsent = now - dt.timedelta(seconds=RESEND_SECONDS)
            held.filter(held_by=name).update(leased_until=now, sent_at=unsent)


def _be_patient(now: dt.datetime) -> None:
    """Nobody can work while the queue is away: what waits has time left when it is back."""
    until = now + dt.timedelta(seconds=AWAY_PATIENCE_SECONDS)
    for model in _generated_models():
        _rows(model).filter(state=State.QUEUED, give_up_at__lt=until).update(give_up_at=until)


def oldest_wait_seconds() -> float:
    """For how long the row that waits longest could have been worked on; 0 if none waits. A query a kind."""
    now = timezone.now()
    since = Greatest("queued_at", Coalesce("not_before", "queued_at"))
    oldest = [
        _rows(model).filter(state=State.QUEUED).aggregate(since=models.Min(since))["since"]
        for model in _generated_models()
    ]
    return max((max(0.0, (now - since).total_seconds()) for since in oldest if since), default=0.0)


def unfinished() -> Iterator[tuple[str, str, int]]:
    """Kind, state and number of the rows that are not ready. A query a kind."""
    for model in _generated_models():
        states = (
            _rows(model).exclude(state=State.READY).values_list("state").annotate(number=models.Count("pk"))
        )
        found = dict(states.order_by())
        for state in (State.QUEUED, State.RUNNING, State.FAILED):
            yield model._meta.label_lower, str(state.value), found.get(state.value, 0)


def is_idle() -> bool:
    """Whether nothing waits to be written or is being written, of any kind."""
    under_way = models.Q(state__in=(State.QUEUED, State.RUNNING))
    return not any(_rows(model).filter(under_way).exists() for model in _generated_models())


def _claim(model: type[Generated], pk: int) -> Generated | None:
    now = timezone.now()
    row = _rows(model).filter(pk=pk).first()
    if row is None or not row.is_underway:
        return None
    if row.attempt >= row.attempt_limit or row.give_up_at <= now:
        if row.state == State.QUEUED or (row.leased_until and row.leased_until <= now):
            _fail(row, row.failure or TOO_LATE)
        return None
    if row.state == State.RUNNING and row.leased_until and row.leased_until > now:
        return None
    if row.not_before and row.not_before > now:
        return None
    claimed = (
        _rows(model)
        .filter(pk=pk, state=row.state, attempt=row.attempt)
        .update(
            state=State.RUNNING,
            attempt=row.attempt + 1,
            leased_until=lease.end(row, now),
            held_by=alive.my_name(),
        )
    )
    if not claimed:
        return None
    row.state, row.attempt = State.RUNNING, row.attempt + 1
    return row


def _finish(row: Generated, written: Written, *, latency_ms: int) -> bool:
    with transaction.atomic():
        mine = _mine(row).update(
            state=State.READY,
            finished_at=timezone.now(),
            leased_until=None,
            failure="",
            engine=written.engine,
            model=written.model,
            prompt_version=written.prompt_version,
            tokens_in=written.tokens_in,
            tokens_out=written.tokens_out,
            latency_ms=latency_ms,
            raw_output=written.raw_output,
        )
        if not mine:
            log.info("%s was overtaken after attempt %s; its text is dropped", _name(row), row.attempt)
            return False
        row.refresh_from_db()
        urgency = turns.AHEAD if row.urgency == turns.AHEAD else turns.MIDDLE
        with turns.taking(turns.Turn(owner=row.owner, urgency=urgency)):
            row.accept(written.value)
            row.ended()
    return True


def _release(row: Generated, reader_message: str, after_seconds: float) -> None:
    """Back into the queue if attempts and time allow, else failed."""
    now = timezone.now()
    again_at = now + dt.timedelta(seconds=after_seconds)
    if row.attempt >= row.attempt_limit or again_at >= row.give_up_at:
        _fail(row, reader_message)
        return
    # sent_at is put where the sweeper would re-send at `again_at`, should the wake-up below be lost.
    released = _mine(row).update(
        state=State.QUEUED,
        leased_until=None,
        not_before=again_at,
        sent_at=again_at - dt.timedelta(seconds=RESEND_SECONDS),
        failure=reader_message[:300],
    )
    if released:
        _send(row, after_seconds=after_seconds)


def _fail(row: Generated, reader_message: str) -> bool:
    with transaction.atomic():
        failed = (
            _rows(type(row))
            .filter(pk=row.pk, attempt=row.attempt, state=row.state)
            .update(
                state=State.FAILED,
                finished_at=timezone.now(),
                leased_until=None,
                failure=reader_message[:300],
            )
        )
        if failed:
            row.refresh_from_db()
            row.ended()
    return bool(failed)


def _send(row: Generated, *, after_seconds: float = 0.0) -> bool:
    """Publish a wake-up. A broker that is down costs a log line; the next sweep sends again."""
    try:
        app.send_task(WORK, args=(row._meta.label_lower, row.pk), countdown=after_seconds, ignore_result=True)
    except Exception as error:  # kombu passes its transports' own errors on
        log.warning("no wake-up could be sent for %s; the sweeper will: %s", _name(row), error)
        unsent = timezone.now() - dt.timedelta(seconds=RESEND_SECONDS)
        _rows(type(row)).filter(pk=row.pk, state=State.QUEUED).update(sent_at=unsent)
        return False
    return True


def _generated_models() -> Iterator[type[Generated]]:
    return (model for model in apps.get_models() if issubclass(model, Generated))


def _free(now: dt.datetime) -> models.Q:
    """Nobody works on it, and it is due. As one of the states, so that the index of unfinished rows is used."""
    under_way = models.Q(state__in=(State.QUEUED, State.RUNNING))
    unleased = models.Q(state=State.QUEUED) | models.Q(leased_until__lte=now)
    due = models.Q(not_before__isnull=True) | models.Q(not_before__lte=now)
    return under_way & unleased & due


def _queues(now: dt.datetime) -> Iterator[turns.Queue]:
    """Who waits for what, the most deserving of each kind. What is the site's own weighs nothing."""
    weight = models.Case(models.When(owner="", then=0), default=models.Count("pk"))
    for model in _generated_models():
        found = (
            _rows(model)
            .filter(state__in=(State.QUEUED, State.RUNNING))
            .values_list("owner", "urgency")
            .annotate(load=weight, oldest=models.Min("queued_at", filter=_free(now)))
            .order_by("urgency", "load", "oldest")
        )
        for owner, urgency, load, oldest in found[:QUEUES_READ]:
            yield turns.Queue(model=model, owner=owner, urgency=urgency, load=load, oldest=oldest)


def _rows(model: type[Generated]) -> models.QuerySet[Generated]:
    return model._base_manager.all()


def _mine(row: Generated) -> models.QuerySet[Generated]:
    return _rows(type(row)).filter(pk=row.pk, attempt=row.attempt, state=State.RUNNING)


def _name(row: Generated) -> str:
    return f"{row._meta.label_lower} {row.pk}"
