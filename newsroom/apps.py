from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    """The project's own commands and template tags, and the roles of the desk."""

    name = "newsroom"

    def ready(self) -> None:
        from newsroom.roles import grant

        post_migrate.connect(grant, dispatch_uid="newsroom.roles")
