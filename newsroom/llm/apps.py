from django.apps import AppConfig
from django.utils.translation import gettext_lazy as lazy


class LlmConfig(AppConfig):
    name = "newsroom.llm"
    label = "llm"
    verbose_name = lazy("Language model")

    def ready(self) -> None:
        from newsroom import sealed
        from newsroom.llm import ledger, subjects, wording
        from newsroom.players import registry

        wording.register()
        # A failure is withheld too: why an answer was not as asked may quote it.
        sealed.register("llm.call", fields=["raw_output", "failure"], opened=subjects.opened)

        registry.register_deletion("llm", ledger.forget)
