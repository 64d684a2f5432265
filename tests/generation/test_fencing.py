"""Two workers and one row: whoever has been overtaken writes nothing, at whatever moment it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from newsroom.celery import app
from newsroom.generation import services
from newsroom.generation.errors import GiveUp, TryAgain
from newsroom.generation.models import State
from tests.generation.conftest import Sent, ago, scripted
from tests.scribe.models import Note

pytestmark = pytest.mark.django_db


def overtake(note: Note) -> None:
    """Another worker has taken the row over and is writing."""
    Note.objects.filter(pk=note.pk).update(
        state=State.RUNNING, attempt=note.attempt + 1, leased_until=ago(-30)
    )


class Between:
    """Does something once, between a worker's look at the row and what it does next."""

    def __init__(self, what: Callable[[], None]) -> None:
        self.what: Callable[[], None] | None = what

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and self.what is not None:
            what, self.what = self.what, None
            what()
        return found


def test_of_two_that_take_over_one_abandoned_row_the_later_does_not_write(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    scripted(monkeypatch, lambda row: written.append(row.attempt) or "twice")  # type: ignore[func-returns-value]
    note = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(1))
    with connection.execute_wrapper(Between(lambda: overtake(note))):
        assert services.work_on(Note, note.pk) is False
    note.refresh_from_db()
    assert written == []
    assert (note.state, note.attempt, note.text) == (State.RUNNING, 2, "")


def test_of_two_that_wake_for_one_queued_row_the_later_does_not_write(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    scripted(monkeypatch, lambda row: written.append(row.attempt) or "twice")  # type: ignore[func-returns-value]
    note = Note.objects.create()

    def fails_first() -> None:  # the other has claimed it, failed, and put it back
        Note.objects.filter(pk=note.pk).update(attempt=1, not_before=ago(-30))

    with connection.execute_wrapper(Between(fails_first)):
        assert services.work_on(Note, note.pk) is False
    assert written == []


def test_a_row_that_ends_between_a_look_and_its_claim_is_not_begun(sent: Sent) -> None:
    note = Note.objects.create()

    def ends() -> None:
        Note.objects.filter(pk=note.pk).update(state=State.FAILED, failure="It took too long.")

    with connection.execute_wrapper(Between(ends)):
        assert services.work_on(Note, note.pk) is False
    note.refresh_from_db()
    assert (note.state, note.attempt, note.text) == (State.FAILED, 0, "")


def outcomes() -> list[Any]:
    return [
        pytest.param(None, id="writes"),
        pytest.param(TryAgain("503", reader_message="It did not answer."), id="fails"),
        pytest.param(GiveUp("spent", reader_message="The budget is spent."), id="gives up"),
        pytest.param(ZeroDivisionError("a bug"), id="breaks"),
    ]


@pytest.mark.parametrize("outcome", outcomes())
@pytest.mark.parametrize("limit", [1, 3])
def test_an_overtaken_writer_changes_nothing_while_its_successor_writes(
    sent: Sent, monkeypatch: pytest.MonkeyPatch, outcome: Exception | None, limit: int
) -> None:
    note = Note.objects.create(attempt_limit=limit)

    def dawdles(row: Note) -> str:
        overtake(row)
        if outcome is not None:
            raise outcome
        return "too late"

    scripted(monkeypatch, dawdles)
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert (note.state, note.attempt, note.text, note.failure, note.ends) == (State.RUNNING, 2, "", "", 0)
    assert note.leased_until is not None
    assert sent == []


@pytest.mark.parametrize("outcome", outcomes())
def test_nothing_is_written_after_a_row_has_stopped_running(
    sent: Sent, monkeypatch: pytest.MonkeyPatch, outcome: Exception | None
) -> None:
    note = Note.objects.create()

    def too_long(row: Note) -> str:  # its patience and its lease run out, and the sweep ends it
        Note.objects.filter(pk=row.pk).update(leased_until=ago(1), give_up_at=ago(1))
        services.sweep()
        if outcome is not None:
            raise outcome
        return "too late"

    scripted(monkeypatch, too_long)
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert (note.state, note.text, note.failure, note.ends) == (State.FAILED, "", services.TOO_LATE, 1)
    assert sent == []


def test_an_abandoned_row_out_of_patience_is_not_taken_over(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    scripted(monkeypatch, lambda row: written.append(row.attempt) or "late")  # type: ignore[func-returns-value]
    note = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(1), give_up_at=ago(1))
    assert services.work_on(Note, note.pk) is False
    note.refresh_from_db()
    assert (note.state, note.attempt, note.failure, written) == (State.FAILED, 1, services.TOO_LATE, [])


def test_a_row_out_of_patience_is_left_to_the_worker_that_holds_it(sent: Sent) -> None:
    note = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(-30), give_up_at=ago(1))
    assert services.work_on(Note, note.pk) is False
    note.refresh_from_db()
    assert note.state == State.RUNNING


def test_the_sweep_replaces_a_lost_wake_up_of_a_failed_attempt_as_soon_as_it_is_due(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(row: Note) -> str:
        raise TryAgain("503", reader_message="It did not answer.", after_seconds=0)

    scripted(monkeypatch, fails)
    note = Note.objects.create()
    services.work_on(Note, note.pk)
    assert len(sent) == 1  # and is lost
    assert services.sweep() == 1
    assert len(sent) == 2


def test_a_wake_up_names_a_task_that_a_worker_knows() -> None:
    app.loader.import_default_modules()
    assert services.WORK in app.tasks
