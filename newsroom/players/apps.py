from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy


class PlayersConfig(AppConfig):
    name = "newsroom.players"
    label = "players"
    verbose_name = lazy("Players")

    def ready(self) -> None:
        from newsroom import styleguide
        from newsroom.moderation import queue
        from newsroom.players import accounts, achievements, moderating, registry, specimens, wording

        wording.register()
        achievements.register()
        accounts.connect()
        queue.register(moderating.NameKind(), order=13)
        registry.register_merge("names", moderating.hand_over)
        registry.register_export("reports of names", moderating.export)
        registry.register_deletion("names", moderating.forget)
        styleguide.register("players", "Players", specimens.values)
