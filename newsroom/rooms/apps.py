from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "newsroom.rooms"
    label = "rooms"

    def ready(self) -> None:
        from newsroom.players import registry
        from newsroom.rooms import services

        registry.register_merge("rooms", services.hand_over)
        registry.register_export("rooms", services.export)
