"""Tidying."""

from __future__ import annotations

import datetime as dt

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from newsroom.players import services

IDLE_DAYS = (
    2  # after which a player without an account, who has earned nothing and left nothing, is forgotten
)


@shared_task(name="newsroom.players.tidy")
def tidy() -> int:
    """Forget sessions that have run out and players who never played. Returns how many players."""
    call_command("clearsessions")
    # allauth's line about a session goes when the session has gone, and not when its owner next looks.
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return services.forget_idle(timezone.now() - dt.timedelta(days=IDLE_DAYS))
