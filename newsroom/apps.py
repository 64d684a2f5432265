"""The project as an app. Imported when Django is set up, so every task binds to our Celery app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from newsroom.celery import app as celery_app

__all__ = ["NewsroomConfig", "celery_app"]


class NewsroomConfig(AppConfig):
    """The project's own commands and template tags, and the roles of the desk."""

    name = "newsroom"

    def ready(self) -> None:
        from newsroom.languages.naming import name_models
        from newsroom.roles import grant

        name_models()
        post_migrate.connect(grant, dispatch_uid="newsroom.roles")
