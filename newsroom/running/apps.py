from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "newsroom.running"
    label = "running"
    verbose_name = "Running"
