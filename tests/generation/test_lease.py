"""A short lease for long work: renewed while its worker lives, and for nobody else."""

from __future__ import annotations

import subprocess
import threading

import pytest
from django.db import connections
from django.utils import timezone

from newsroom.generation import lease, services
from newsroom.generation.models import State
from newsroom.running import alive
from tests.generation.conftest import Sent, ago, scripted
from tests.scribe.models import Note


@pytest.mark.django_db(transaction=True)
def test_work_far_longer_than_its_lease_is_done_once(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Note, "LEASE_SECONDS", 0.6)
    note = Note.objects.create()
    was_renewed = threading.Event()
    taken_over: list[bool] = []

    def slow(row: Note) -> str:
        began = Note.objects.get(pk=row.pk).leased_until
        assert began is not None
        while timezone.now() <= began:  # past the end of the lease it began with
            was_renewed.wait(0.05)
        taken_over.append(services.work_on(Note, row.pk))
        return f"attempt {row.attempt}"

    scripted(monkeypatch, slow)
    assert services.work_on(Note, note.pk) is True
    note.refresh_from_db()
    assert (note.text, note.attempt, note.ends, taken_over) == ("attempt 1", 1, 1, [False])
    assert note.leased_until is None
    assert not [thread for thread in threading.enumerate() if thread.name == "lease"]


@pytest.mark.django_db
def test_a_lease_is_extended_for_the_attempt_that_has_it() -> None:
    note = Note.objects.create(state=State.RUNNING, attempt=2, leased_until=ago(-1))
    before = note.leased_until
    assert lease.renew(note) is True
    note.refresh_from_db()
    assert before is not None
    assert note.leased_until is not None
    assert note.leased_until > before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now",
    [
        {"attempt": 3},  # another has taken it over
        {"state": State.QUEUED, "leased_until": None},
        {"state": State.READY, "leased_until": None},
        {"state": State.FAILED, "leased_until": None},
        {"give_up_at": ago(1)},  # nobody waits any more: it must come to an end
    ],
)
def test_a_lease_is_not_extended_for_anyone_else(now: dict[str, object]) -> None:
    note = Note.objects.create(state=State.RUNNING, attempt=2, leased_until=ago(-1))
    Note.objects.filter(pk=note.pk).update(**now)
    before = Note.objects.get(pk=note.pk).leased_until
    assert lease.renew(note) is False
    assert Note.objects.get(pk=note.pk).leased_until == before


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_while_costs_a_log_line(
    sent: Sent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Note, "LEASE_SECONDS", 0.3)
    note = Note.objects.create()
    failed, back = threading.Event(), threading.Event()

    def broken(execute: object, *query: object) -> None:
        failed.set()
        raise OSError("the database is away")

    real = lease.timezone.now

    def now() -> object:
        """The renewing thread's first query fails."""
        if threading.current_thread().name == "lease":
            if failed.is_set():
                back.set()
            else:
                connections["default"].execute_wrappers.append(broken)
        return real()

    monkeypatch.setattr(lease.timezone, "now", now)
    scripted(monkeypatch, lambda row: "written" if back.wait(20) else "never renewed again")
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert note.text == "written"
    assert "could not be renewed" in caplog.text


@pytest.mark.django_db
def test_it_takes_at_once_what_a_dead_worker_of_this_machine_held(sent: Sent) -> None:
    gone = subprocess.Popen(["sleep", "60"])
    name = alive._name_of(gone.pid)
    note = Note.objects.create(state=State.RUNNING, attempt=1, leased_until=ago(-40), held_by=name)
    assert name.startswith(f"{alive.my_place()}:")
    services.sweep()
    assert sent == [], "it lives"
    gone.kill()
    gone.wait()
    services.sweep()
    assert sent == [("scribe.note", note.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["nobody's", "another machine's", "no number", "ours"])
def test_it_leaves_a_lease_whose_worker_may_live(sent: Sent, whose: str) -> None:
    name = {
        "another machine's": "elsewhere:1:5",
        "no number": f"{alive.my_place()}:x",
        "ours": alive.my_name(),
    }
    note = Note.objects.create(
        state=State.RUNNING, attempt=1, leased_until=ago(-40), held_by=name.get(whose, "")
    )
    services.sweep()
    note.refresh_from_db()
    assert (sent, note.leased_until is not None and note.leased_until > timezone.now()) == ([], True)


@pytest.mark.django_db
def test_it_notes_who_works(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    note = Note.objects.create()
    scripted(monkeypatch, lambda row: Note.objects.get(pk=row.pk).held_by)
    services.work_on(Note, note.pk)
    note.refresh_from_db()
    assert note.text == alive.my_name() != ""


def test_a_number_taken_over_by_another_process_is_not_the_one_that_died() -> None:
    place, number, began = alive.my_name().split(":")
    assert not alive.has_died(alive.my_name())
    assert alive.has_died(f"{place}:{number}:{int(began) - 1}")
