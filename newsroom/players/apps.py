from django.apps import AppConfig


class PlayersConfig(AppConfig):
    name = "newsroom.players"
    label = "players"

    def ready(self) -> None:
        from newsroom.players import accounts, achievements

        achievements.register()
        accounts.connect()
