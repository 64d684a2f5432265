from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy


class PicturesConfig(AppConfig):
    name = "newsroom.pictures"
    label = "pictures"
    verbose_name = lazy("Pictures")
