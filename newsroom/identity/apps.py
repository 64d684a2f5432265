from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as lazy


class IdentityConfig(AppConfig):
    name = "newsroom.identity"
    label = "identity"
    verbose_name = lazy("Identity")

    def ready(self) -> None:
        from newsroom.identity.models import logos_among, make_the_row
        from newsroom.pictures import uses

        uses.register("identity", logos_among)
        post_migrate.connect(make_the_row, sender=self, dispatch_uid="newsroom.identity")
