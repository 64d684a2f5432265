from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "newsroom.pictures"
    label = "pictures"
    verbose_name = "Pictures"
