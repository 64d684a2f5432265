"""Newsroom: an interactive news story. See docs/architecture.md."""

from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
