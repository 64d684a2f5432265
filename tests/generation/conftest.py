"""A broker that takes note, and a row whose writing a test scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from newsroom.celery import app
from newsroom.generation import services
from tests.scribe.models import Note

Sent = list[tuple[str, int]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Wake-ups that would have gone to the broker, as (label, pk)."""
    found: Sent = []

    def send(name: str, *, args: tuple[str, int], **options: object) -> None:
        assert name == services.WORK
        found.append(args)

    monkeypatch.setattr(app, "send_task", send)
    return found


def scripted(monkeypatch: pytest.MonkeyPatch, script: Callable[[Note], str]) -> None:
    monkeypatch.setattr(Note, "script", staticmethod(script))


def ago(seconds: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(seconds=seconds)
