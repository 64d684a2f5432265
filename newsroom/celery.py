"""The Celery app. Tasks are wake-up calls that carry row ids; see `newsroom.generation`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

app = Celery("newsroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "newsroom.generation",
        "newsroom.llm",
        "newsroom.pictures",
        "newsroom.players",
        "newsroom.rooms",
        "stories",
        "debate",
    ]
)
