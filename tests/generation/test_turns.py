"""One network cannot keep the others waiting, and whoever is in the middle of a game goes first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.generation import services
from newsroom.generation.models import State
from newsroom.generation.turns import AHEAD, MIDDLE, START, Turn, taking
from newsroom.players.models import Player
from newsroom.players.services import award_xp, forget_idle
from tests.scribe.models import Note

pytestmark = pytest.mark.django_db


def begun(owner: str, urgency: int, many: int = 1) -> list[Note]:
    with taking(Turn(owner=owner, urgency=urgency)):
        return [Note.objects.create() for _ in range(many)]


def wake(note: Note) -> None:
    services.work_on_next(Note, note.pk)


def ready() -> set[int]:
    return set(Note.objects.filter(state=State.READY).values_list("pk", flat=True))


def test_a_round_in_play_is_served_before_ninety_starts_of_one_network() -> None:
    flood = begun("flood", START, 90)
    (honest,) = begun("honest", MIDDLE)
    wake(flood[0])
    assert ready() == {honest.pk}


def test_who_asks_for_little_goes_before_who_asks_for_much() -> None:
    flood = begun("flood", START, 90)
    (honest,) = begun("honest", START)
    wake(flood[0])
    assert ready() == {honest.pk}
    assert (services.waiting_for("flood"), services.waiting_for("honest")) == (90, 0)


def test_few_rows_are_read_however_many_wait() -> None:
    Note.objects.bulk_create([Note(owner=f"flood {n % 300}", urgency=START) for n in range(3_000)])
    (honest,) = begun("honest", START)
    flood = Note.objects.filter(owner="flood 1")[0]
    with CaptureQueriesContext(connection) as asked:
        wake(flood)
    assert ready() == {honest.pk}
    lists = [each["sql"] for each in asked if '"state" IN' in each["sql"]]
    assert lists
    assert all("LIMIT" in sql for sql in lists)


def test_what_nobody_waits_for_comes_last_and_every_row_has_its_turn() -> None:
    (ahead,) = begun("", AHEAD)
    rows = [*begun("a", START, 3), *begun("b", MIDDLE, 2)]
    for row in [ahead, *rows][:-1]:
        wake(row)
    assert ready() == {row.pk for row in rows}
    wake(rows[-1])
    assert ahead.pk in ready()


def test_a_wake_up_for_one_that_is_being_written_works_on_another() -> None:
    first, second = begun("a", START, 2)
    Note.objects.filter(pk=first.pk).update(
        state=State.RUNNING, leased_until=timezone.now() + dt.timedelta(seconds=30)
    )
    wake(first)
    assert ready() == {second.pk}


def test_patience_does_not_run_out_while_the_queue_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = begun("a", START)
    soon = timezone.now() + dt.timedelta(seconds=5)
    Note.objects.update(give_up_at=soon, sent_at=timezone.now() - dt.timedelta(minutes=1))

    def away(*_args: object, **_more: object) -> None:
        raise ConnectionError("no queue")

    monkeypatch.setattr(services.app, "send_task", away)
    services.sweep()
    note.refresh_from_db()
    assert note.state == State.QUEUED
    assert note.give_up_at > soon + dt.timedelta(seconds=60)


def test_players_who_never_played_are_forgotten() -> None:
    idle, played, fresh = (Player.objects.create() for _ in range(3))
    award_xp(played, source="play:1", amount=5, label="Played")
    old = timezone.now() - dt.timedelta(days=3)
    Player.objects.filter(pk__in=(idle.pk, played.pk)).update(created_at=old)
    assert forget_idle(timezone.now() - dt.timedelta(days=2)) == 1
    assert set(Player.objects.values_list("pk", flat=True)) == {played.pk, fresh.pk}
