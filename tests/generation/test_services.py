"""The state machine behind everything a worker writes."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, connections, transaction

from newsroom.celery import app
from newsroom.generation import services, tasks
from newsroom.generation.errors import GiveUp, TryAgain
from newsroom.generation.models import State
from tests.generation.conftest import Sent, ago, scripted
from tests.scribe.models import Note


@pytest.mark.django_db
def test_it_writes_a_queued_row_once_and_keeps_where_the_text_came_from(sent: Sent) -> None:
    note = Note.objects.create()
    assert services.work_on(Note, note.pk) is True
    assert services.work_on(Note, note.pk) is False  # delivered twice
    note.refresh_from_db()
    assert (note.state, note.text, note.attempt, note.ends) == (State.READY, "attempt 1", 1, 1)
    assert (note.engine, note.tokens_in, note.tokens_out) == ("scribe", 3, 5)
    assert note.leased_until is None
    assert note.finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_ten_threads_that_claim_one_row_write_it_once(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    scripted(monkeypatch, lambda note: calls.append(note.attempt) or "written")  # type: ignore[func-returns-value]
    note = Note.objects.create()
    start = threading.Barrier(10)
    won: list[bool] = []

    def deliver() -> None:
        try:
            start.wait()
            won.append(services.work_on(Note, note.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    note.refresh_from_db()
    assert calls == [1]
    assert won.count(True) == 1
    assert len(won) == 10
    assert (note.text, note.ends) == ("written", 1)


@pytest.mark.django_db
def test_a_lease_that_holds_is_respected_and_one_that_expired_is_taken_over(sent: Sent) -> None:
    held = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(-30))
    expired = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(1))
    assert services.work_on(Note, held.pk) is False
    assert services.work_on(Note, expired.pk) is True
    expired.refresh_from_db()
    assert (expired.state, expired.text) == (State.READY, "attempt 2")


@pytest.mark.django_db
def test_a_writer_that_was_overtaken_is_fenced_off(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    note = Note.objects.create()

    def slow(row: Note) -> str:
        if row.attempt == 1:  # while the first writer dawdles its lease runs out and a second one finishes
            Note.objects.filter(pk=row.pk).update(leased_until=ago(1))
            assert services.work_on(Note, row.pk) is True
        return f"attempt {row.attempt}"

    scripted(monkeypatch, slow)
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert (note.text, note.attempt, note.ends) == ("attempt 2", 2, 1)


@pytest.mark.django_db
def test_a_failing_attempt_goes_back_into_the_queue_until_the_third(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(note: Note) -> str:
        raise TryAgain("endpoint said 503", reader_message="The writer is not answering.", after_seconds=0)

    scripted(monkeypatch, fails)
    note = Note.objects.create()
    states = []
    for _ in range(3):
        services.work_on(Note, note.pk)
        note.refresh_from_db()
        states.append(note.state)
    assert states == [State.QUEUED, State.QUEUED, State.FAILED]
    assert note.failure == "The writer is not answering."
    assert len(sent) == 2
    assert note.ends == 1


@pytest.mark.django_db
def test_giving_up_fails_at_once(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(note: Note) -> str:
        raise GiveUp("budget spent", reader_message="Today’s budget is spent.")

    scripted(monkeypatch, refuses)
    note = Note.objects.create()
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert (note.state, note.attempt, note.failure) == (State.FAILED, 1, "Today’s budget is spent.")
    assert sent == []


@pytest.mark.django_db
def test_a_bug_is_tried_again_and_never_shown_to_readers(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(note: Note) -> str:
        raise ZeroDivisionError("secret detail")

    scripted(monkeypatch, breaks)
    note = Note.objects.create(attempt_limit=1)
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert (note.state, note.failure) == (State.FAILED, services.BROKEN)


@pytest.mark.django_db
def test_an_attempt_that_waits_is_not_claimed_before_its_time(sent: Sent) -> None:
    note = Note.objects.create(not_before=ago(-5))
    assert services.work_on(Note, note.pk) is False
    note.refresh_from_db()
    assert (note.state, note.attempt) == (State.QUEUED, 0)


@pytest.mark.django_db
def test_patience_ends_a_row_whatever_its_attempts(sent: Sent) -> None:
    note = Note.objects.create(give_up_at=ago(1))
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert (note.state, note.failure, note.attempt) == (State.FAILED, services.TOO_LATE, 0)


@pytest.mark.django_db
def test_the_sweep_sends_what_waits_and_what_was_abandoned_and_nothing_else(sent: Sent) -> None:
    long_ago = ago(services.RESEND_SECONDS + 1)
    waiting = Note.objects.create(sent_at=long_ago)
    abandoned = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(1), sent_at=long_ago)
    Note.objects.create()  # just sent
    Note.objects.create(sent_at=long_ago, not_before=ago(-60))  # waits after a failure
    Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(-30), sent_at=long_ago)
    Note.objects.create(state=State.READY, sent_at=long_ago)
    Note.objects.create(state=State.FAILED, sent_at=long_ago)
    assert services.sweep() == 2
    assert sorted(pk for _, pk in sent) == sorted([waiting.pk, abandoned.pk])
    sent.clear()
    assert services.sweep() == 0  # it was sent a moment ago


@pytest.mark.django_db
def test_the_sweep_fails_what_has_run_out(sent: Sent) -> None:
    spent = Note.objects.create(
        state=State.RUNNING, attempt=3, leased_until=ago(1), failure="The writer is not answering."
    )
    late = Note.objects.create(give_up_at=ago(1))
    services.sweep()
    spent.refresh_from_db()
    late.refresh_from_db()
    assert (spent.state, spent.failure) == (State.FAILED, "The writer is not answering.")
    assert (late.state, late.failure) == (State.FAILED, services.TOO_LATE)
    assert (spent.ends, late.ends) == (1, 1)


@pytest.mark.django_db
def test_the_first_sweep_of_a_process_takes_over_everything_a_dead_one_left(sent: Sent) -> None:
    running = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(-30))
    queued = Note.objects.create()
    overslept = Note.objects.create(give_up_at=ago(600))
    services.sweep(at_start=True)
    assert sorted(pk for _, pk in sent) == sorted([running.pk, queued.pk, overslept.pk])
    for note in (running, queued, overslept):
        assert services.work_on(Note, note.pk) is True


@pytest.mark.django_db
def test_trying_again_gives_a_failed_row_its_attempts_anew_and_leaves_others_alone(sent: Sent) -> None:
    failed = Note.objects.create(state=State.FAILED, attempt=3, failure="It broke.", give_up_at=ago(5))
    ready = Note.objects.create(state=State.READY, text="kept")
    assert services.requeue(failed) is True
    assert services.requeue(failed) is False
    assert services.requeue(ready) is False
    assert services.work_on(Note, failed.pk) is True
    failed.refresh_from_db()
    assert (failed.state, failed.attempt, failed.failure) == (State.READY, 4, "")


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_is_sent_only_if_the_transaction_commits(sent: Sent) -> None:
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        services.enqueue(Note.objects.create())
        raise Undo
    assert sent == []
    with transaction.atomic():
        services.enqueue(Note.objects.create())
        assert sent == []
    assert len(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_costs_a_log_line_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(name: str, **kwargs: object) -> None:
        raise ConnectionError("refused")

    monkeypatch.setattr(app, "send_task", down)
    with transaction.atomic():
        note = Note.objects.create()
        services.enqueue(note)
    assert Note.objects.get(pk=note.pk).state == State.QUEUED
    assert "the sweeper will" in caplog.text


@pytest.mark.django_db
def test_the_sweep_reads_a_small_index(sent: Sent) -> None:
    constraints = connection.introspection.get_constraints(connection.cursor(), Note._meta.db_table)
    assert any(name.startswith("note_unfinished") and c["index"] for name, c in constraints.items())


@pytest.mark.django_db
def test_the_sweep_sends_everything_that_waits_when_the_queue_was_emptied(sent: Sent) -> None:
    note = Note.objects.create()  # just sent, and lost
    Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(-30))
    services.sweep(is_lost=True)
    assert [pk for _, pk in sent] == [note.pk]


@pytest.mark.django_db
def test_what_could_not_be_sent_is_sent_by_the_next_sweep(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Note.objects.create()

    def away(*_args: object, **_options: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(app, "send_task", away)
        assert services.sweep(is_lost=True) == 0
    assert services.sweep() == 1
    assert [pk for _, pk in sent] == [note.pk]


@pytest.mark.django_db
def test_a_wake_up_that_met_no_database_is_sent_again(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    note = Note.objects.create()

    def gone(*_args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(services, "work_on_next", gone)
    with pytest.raises(OperationalError):
        tasks.work("scribe.note", note.pk)
    assert sent == [("scribe.note", note.pk)]
