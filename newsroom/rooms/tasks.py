"""Rooms whose host is away, and rooms whose day is over."""

from __future__ import annotations

from celery import shared_task

from newsroom.rooms import services


@shared_task(name="newsroom.rooms.tidy")
def tidy() -> int:
    return services.tidy()
