from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy


class RoomsConfig(AppConfig):
    name = "newsroom.rooms"
    label = "rooms"
    verbose_name = lazy("Rooms")

    def ready(self) -> None:
        from newsroom.players import registry
        from newsroom.rooms import services

        registry.register_merge("rooms", services.hand_over)
        registry.register_export("rooms", services.export)
