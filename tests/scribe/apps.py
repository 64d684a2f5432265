from django.apps import AppConfig


class ScribeConfig(AppConfig):
    name = "tests.scribe"
    label = "scribe"
    default_auto_field = "django.db.models.BigAutoField"
