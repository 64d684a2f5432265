from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "newsroom.llm"
    label = "llm"
    verbose_name = "Language model"

    def ready(self) -> None:
        from newsroom.llm import ledger
        from newsroom.players import registry

        registry.register_deletion("llm", ledger.forget)
