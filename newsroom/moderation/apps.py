from django.apps import AppConfig
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext_lazy as lazy


class ModerationConfig(AppConfig):
    name = "newsroom.moderation"
    label = "moderation"
    verbose_name = lazy("Moderation")

    def ready(self) -> None:
        from django.contrib.admin.models import LogEntry

        from newsroom.moderation import log

        pre_save.connect(log.refuse_change, sender=LogEntry, dispatch_uid="moderation.log")
        pre_delete.connect(log.refuse_deletion, sender=LogEntry, dispatch_uid="moderation.log")
