from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IdentityConfig(AppConfig):
    name = "newsroom.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        from newsroom.identity.models import logos_among, make_the_row
        from newsroom.pictures import uses

        uses.register("identity", logos_among)
        post_migrate.connect(make_the_row, sender=self, dispatch_uid="newsroom.identity")
