from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as lazy


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = lazy("Stories")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """Those of the rooms too, which the app's own models cannot import."""
        super().import_models()
        import_module("stories.intake.models")
        import_module("stories.letters.models")
        import_module("stories.authors.models")

    def ready(self) -> None:
        from newsroom import styleguide
        from newsroom.identity.models import Identity
        from newsroom.pictures import uses
        from newsroom.running import beside
        from stories import keeping, picturing, specimens, tasks
        from stories.intake import costs
        from stories.moving import beside as moved_beside
        from stories.moving import revisions

        post_save.connect(tasks.named_anew, sender=Identity, dispatch_uid="stories.named_anew")
        costs.register()
        uses.register("stories", picturing.used_among)
        revisions.register_stories()
        moved_beside.register_what_stands_beside()
        styleguide.register("stories", "Stories", specimens.values)
        beside.register(lambda respond: keeping.Keeper(respond).start())
