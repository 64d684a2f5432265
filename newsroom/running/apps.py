from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy


class RunningConfig(AppConfig):
    name = "newsroom.running"
    label = "running"
    verbose_name = lazy("Running")
