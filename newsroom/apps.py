from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The project's own commands and template tags."""

    name = "newsroom"
