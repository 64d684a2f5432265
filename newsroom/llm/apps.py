from django.apps import AppConfig


class LlmConfig(AppConfig):
    name = "newsroom.llm"
    label = "llm"
    verbose_name = "Language model"
