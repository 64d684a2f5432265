"""The names of models and fields at the desk, in the language of the page.

Django makes a field's name of the code's, `status line` of `status_line`, and keeps to English. Were each named where it
stands, migrations would hold it. So the catalogues take these names from the models themselves (`names_of`), and once
all models are there every name that is nobody's own asks for its translation (`name_models`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.translation import pgettext_lazy

CONTEXT = "name of a field or of a model"
ROOMS = ("newsroom", "stories", "debate", "quiz")


def name_models() -> None:
    """Of every model of ours. Called once, when apps are ready; migrations go on seeing what models say."""
    for model in apps.get_models():
        if room_of(model) in ROOMS:
            for field in _unnamed(model):
                field.verbose_name = pgettext_lazy(CONTEXT, field.verbose_name)
            named = {option: str(getattr(model._meta, option)) for option in _unnamed_options(model)}
            for option, words in named.items():  # the plural is made of the singular
                setattr(model._meta, option, pgettext_lazy(CONTEXT, words))


def names_of(room: str) -> Iterator[str]:
    """What a room's models at the desk are called, and their fields: in English, as the catalogues know them."""
    for model in sorted(_at_the_desk(), key=lambda model: model._meta.label):
        if room_of(model) == room:
            with translation.override(None):
                names = [getattr(model._meta, option) for option in _unnamed_options(model)]
                yield from map(str, [*names, *(field.verbose_name for field in _unnamed(model))])


def room_of(model: type[models.Model]) -> str:
    return model.__module__.partition(".")[0]


def _unnamed(model: type[models.Model]) -> list[Any]:
    """Fields whose name Django made."""
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field._verbose_name is None and not field.auto_created  # type: ignore[attr-defined]
    ]


def _unnamed_options(model: type[models.Model]) -> list[str]:
    return [
        name for name in ("verbose_name", "verbose_name_plural") if name not in model._meta.original_attrs
    ]


def _at_the_desk() -> set[type[models.Model]]:
    from django.contrib import admin

    registered = admin.site._registry
    inlines = {inline.model for each in registered.values() for inline in each.inlines}
    return set(registered) | inlines
