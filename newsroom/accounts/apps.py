from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "newsroom.accounts"
    label = "accounts"

    def ready(self) -> None:
        from newsroom.accounts import own, second_step
        from newsroom.players import registry

        second_step.connect()
        registry.register_export("signing in", own.export)
