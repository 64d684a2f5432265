"""The pictures that the site has. A row is there only if all its files are."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

FOLDER = "pictures"


class PictureQuerySet(models.QuerySet["Picture"]):
    def of(self, *files: str) -> Self:
        """Those that documents call by these names; of a name that is nobody's there is none."""
        return self.filter(key__in={key for file in files if (key := key_in(file))})


class Picture(models.Model):
    """One picture, by its content. Its files never change; another picture has another name."""

    key = models.CharField(max_length=32, unique=True)  # see `making.key_of`
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = models.JSONField()  # [320, 640, …], smallest first
    formats = models.JSONField()  # ["avif", "webp", "jpg"], best first
    name = models.CharField(max_length=120, blank=True)  # what the file was called that came first
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unused_since = models.DateTimeField(
        null=True, blank=True
    )  # when the sweep first found that nothing shows it

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        indexes = [models.Index(fields=["added_at"], name="picture_by_age")]

    def __str__(self) -> str:
        return self.name or self.key

    @property
    def file(self) -> str:
        """What documents call it: the file of the site's media that has every pixel."""
        return f"{FOLDER}/{self.key}.webp"

    def rendition(self, width: int, format: str) -> str:
        """The file of the site's media with the picture in one size and format."""
        return f"{FOLDER}/{self.key}/{width}.{format}"

    @property
    def files(self) -> list[str]:
        return [self.file, *(self.rendition(w, f) for w in self.widths for f in self.formats)]


def key_in(file: str) -> str:
    """The key in the name by which a document calls a picture; "" if it is no such name."""
    key = file.removeprefix(f"{FOLDER}/").removesuffix(".webp")
    return key if file == f"{FOLDER}/{key}.webp" and len(key) == 32 and "/" not in key else ""
