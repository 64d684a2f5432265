from django.apps import AppConfig


class PlayersConfig(AppConfig):
    name = "newsroom.players"
    label = "players"
