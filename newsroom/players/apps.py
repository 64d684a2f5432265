from django.apps import AppConfig


class PlayersConfig(AppConfig):
    name = "newsroom.players"
    label = "players"

    def ready(self) -> None:
        from newsroom import styleguide
        from newsroom.players import accounts, achievements, specimens

        achievements.register()
        accounts.connect()
        styleguide.register("players", "Players", specimens.values)
